import type { DefaultSecrets, Loaded, Place, ReadonlySecrets, UntypedSecrets } from "../core/types";
import type { SchemaOutput, StandardSchema } from "../schema/standard-schema";
import type { ViewHost } from "../view/target";
import { createRootView } from "../view/view";
import { beginLoad, finishLoad } from "./first-load";
import type { SecretsOptions } from "./options";

/*
 * Every import loads this file, so it requires at the point of use what only some programs need, the errors too.
 */

/**
 * Creates a lazy, read-only object over your secrets. The first key that you read loads them. The result of that load, success or
 * failure, stays until the process restarts.
 *
 * Reading it throws `KeyError` (`ERR_SECRETS_KEY`), `FileNotFoundError` (`ERR_SECRETS_FILE_NOT_FOUND`), `ParseError`
 * (`ERR_SECRETS_PARSE`), `SourceError` (`ERR_SECRETS_SOURCE`) or `ResolveError` (`ERR_SECRETS_RESOLVE`); writing to it `ReadOnlyError` (`ERR_SECRETS_READ_ONLY`).
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

/** The host of an instance's views, with what the watcher and `checkFiles` need. */
export interface Instance extends ViewHost {
  readonly options: SecretsOptions;
  /** Where the load looked; `undefined` before the load, and if the load failed early. */
  looked(): readonly Place[] | undefined;
  /** The secrets before a schema changed them, even if references keep the schema from being run. @throws as `read` does. */
  begin(): Loaded;
}

/** Loads on the first call, and keeps the result. */
function lazyHost(options: SecretsOptions): Instance {
  let begun: Loaded | undefined;
  let loaded: Loaded | undefined;
  let failure: { readonly error: unknown } | undefined;
  let loading = false;
  const host: Instance = {
    options,
    ask() {
      const override = host.override?.();
      if (override !== undefined) return override;
      if (loaded === undefined && failure === undefined) {
        if (loading) throw errors().readWhileLoading();
        loading = true;
        try {
          begun ??= beginLoad(options);
          loaded = finishLoad(begun, options);
        } catch (error) {
          if ((error as { code?: unknown }).code === "ERR_SECRETS_RESOLVE") throw error; // a store may answer later
          failure = { error };
        } finally {
          loading = false;
        }
      }
      if (loaded !== undefined) return loaded;
      if (failure?.error instanceof errors().FileNotFoundError) return undefined;
      throw errors().freshCopyOf(failure?.error);
    },
    read() {
      const found = host.ask();
      if (found === undefined) throw errors().freshCopyOf(failure?.error);
      return found;
    },
    begin() {
      if (begun === undefined) {
        try {
          host.read();
        } catch (error) {
          if (begun === undefined) throw error;
        }
      }
      return loaded ?? (begun as unknown as Loaded);
    },
    peek: () => host.override?.() ?? loaded,
    looked: () => loaded?.places ?? (failure?.error as Partial<Loaded> | undefined)?.places,
    missing(path, table, at, read) {
      const { missing } = require("./missing-key") as typeof import("./missing-key");
      return missing(path, table, at, host.read(), options.schema, read);
    },
  };
  return host;
}

function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
