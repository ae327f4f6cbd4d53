import type { DefaultSecrets, ReadonlySecrets, UntypedSecrets } from "../core/types";
import type { SchemaOutput, StandardSchema } from "../schema/standard-schema";
import { createRootView } from "../view/view";
import { lazyHost } from "./lazy-host";
import type { SecretsOptions } from "./options";

/* Every import loads this file. So it calls `require` at the point of use for modules that only some programs need. */

/**
 * Creates a lazy, read-only object over your secrets. The first key that you read loads them. The result of that load, success or
 * failure, stays until the process restarts.
 *
 * Reading it throws `KeyError` (`ERR_SECRETS_KEY`), `FileNotFoundError` (`ERR_SECRETS_FILE_NOT_FOUND`), `ParseError`
 * (`ERR_SECRETS_PARSE`), `SourceError` (`ERR_SECRETS_SOURCE`) or `ResolveError` (`ERR_SECRETS_RESOLVE`); writing to it throws
 * `ReadOnlyError` (`ERR_SECRETS_READ_ONLY`).
 * @throws TypeError for an unknown option or an invalid value.
 * @example
 * const secrets = createSecrets({ files: "/run/secrets", exportEnv: false });
 * await client.connect({ ...secrets.db_credentials });
 */
export function createSecrets<Schema extends StandardSchema>(
  options: SecretsOptions & { readonly schema: Schema },
): ReadonlySecrets<SchemaOutput<Schema>>;
export function createSecrets<T extends object = UntypedSecrets>(options?: SecretsOptions): ReadonlySecrets<T>;
export function createSecrets(options?: SecretsOptions): object {
  if (options === undefined) return createRootView(lazyHost({}));
  const { checkOptions } = require("./check-options") as typeof import("./check-options");
  return createRootView(lazyHost({ ...checkOptions(options) }));
}

/**
 * The default instance: `~/.streamlit/secrets.toml`, overridden by `<cwd>/.streamlit/secrets.toml` and by the environment.
 * @throws as {@link createSecrets} does, when you read a key.
 * @example
 * import { secrets } from "toml-secrets";
 * secrets.db_username;
 * await client.connect({ ...secrets.db_credentials });
 */
export const secrets: DefaultSecrets = createRootView(lazyHost({})) as DefaultSecrets;
