/** Every stable `code`. Each has a section of the same name in `docs/errors.md`. */
export type SecretsErrorCode =
  | "ERR_SECRETS_KEY"
  | "ERR_SECRETS_FILE_NOT_FOUND"
  | "ERR_SECRETS_PARSE"
  | "ERR_SECRETS_SOURCE"
  | "ERR_SECRETS_LOCKED"
  | "ERR_SECRETS_DECRYPT"
  | "ERR_SECRETS_RESOLVE"
  | "ERR_SECRETS_VALIDATION"
  | "ERR_SECRETS_READ_ONLY"
  | "ERR_SECRETS_BROWSER";

/** The last line of every message: where the documentation of this code is. */
export function seeDocs(code: SecretsErrorCode): string {
  return `  See: docs/errors.md#${code.toLowerCase()} (in node_modules/toml-secrets)`;
}

/** Gives an error its name, its code, and its details. */
export function defineDetails(error: Error, code: SecretsErrorCode, name: string, details: object): void {
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  // All are writable, because template engines set `path` on the errors that pass through them, and http-errors sets `expose`.
  const define = (key: string, value: unknown, enumerable: boolean) =>
    Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
  define("code", code, true);
  define("expose", false, false); // the convention of http-errors
  for (const [key, value] of Object.entries(details)) define(key, value, false);
}
