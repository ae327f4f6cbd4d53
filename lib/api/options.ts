import type { Environment, Parse } from "../core/types";
import type { ExportRule } from "../env/export-env";
import type { StandardSchema } from "../schema/standard-schema";
import type { SecretsChange } from "../watch/watch";

/** Where a watcher says what it saw. */
export interface WatchOptions {
  /** Where its warnings go. @default the option `warn` of the instance, else process.emitWarning */
  readonly warn?: ((message: string) => void) | undefined;
  /** Told of each change, for programs that restart themselves in order. */
  readonly onChange?: ((change: SecretsChange) => void) | undefined;
}

/** Options of `createSecrets`; each can be left out. */
export interface SecretsOptions {
  /**
   * Files and folders, lowest precedence first, instead of the defaults and of `SECRETS_FILES`. What ends in `.toml` is a
   * file and may be absent; anything else must be a folder. `~/` is expanded.
   * @default ["~/.streamlit/secrets.toml", "<cwd>/.streamlit/secrets.toml"]
   */
  readonly files?: string | readonly string[] | undefined;
  /** The folder that relative paths and the project's file are looked for in. @default process.cwd() at the first read */
  readonly cwd?: string | undefined;
  /** The home folder. @default os.homedir() at the first read */
  readonly home?: string | undefined;
  /** The environment that is read and exported to. @default process.env */
  readonly env?: Environment | undefined;
  /** How the names of variables begin that hold one value each (`SECRETS__DB__PASSWORD`); `false` for none. @default "SECRETS__" */
  readonly envPrefix?: string | false | undefined;
  /**
   * Which root strings and numbers become environment variables: all of them, replacing what is set (`"override"`) or not
   * (`"keep"`), only the names listed, or none. Names that steer the process (`PATH`, `NODE_OPTIONS`, `LD_PRELOAD` …) only
   * where they are listed.
   * @default "override"
   */
  readonly exportEnv?: ExportRule | undefined;
  /**
   * A validator of zod, valibot, arktype or any other library of the Standard Schema. It is run once, by the first load; what
   * it gives (coerced values, defaults) is what the object reads as, and typed by it. It must be synchronous.
   */
  readonly schema?: StandardSchema | undefined;
  /** Another TOML parser. @default \@iarna/toml */
  readonly parse?: Parse | undefined;
  /**
   * Watches every place from the first load on, and warns that a restart is required when one is created, changed or removed.
   * Nothing is reloaded. `true`, or where to say it. @default false
   */
  readonly watch?: boolean | WatchOptions | undefined;
  /** Where warnings go. @default process.emitWarning */
  readonly warn?: ((message: string) => void) | undefined;
  /**
   * The private age keys that open encrypted files, one a line, or a function that returns them. If it is given, no other place is
   * asked for a key. The function runs when the first encrypted value is read, and at most once.
   * @default the places of docs/encryption.md, SECRETS_AGE_KEY first
   * @example
   * createSecrets({ ageKey: () => readFileSync("/run/credentials/app.service/age-key", "utf8") });
   */
  readonly ageKey?: string | (() => string) | undefined;
}
