/** Every stable `code`. Each has a section of the same name in `docs/errors.md`. */
export type SecretsErrorCode =
  | "ERR_SECRETS_KEY"
  | "ERR_SECRETS_FILE_NOT_FOUND"
  | "ERR_SECRETS_PARSE"
  | "ERR_SECRETS_SOURCE"
  | "ERR_SECRETS_LOCKED"
  | "ERR_SECRETS_DECRYPT"
  | "ERR_SECRETS_VALIDATION"
  | "ERR_SECRETS_READ_ONLY"
  | "ERR_SECRETS_BROWSER";

/** The last line of every message: where the documentation of this code is. */
export function seeDocs(code: SecretsErrorCode): string {
  return `  See: docs/errors.md#${code.toLowerCase()} (in node_modules/toml-secrets)`;
}
