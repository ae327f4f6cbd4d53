import type { Environment, Parse } from "../core/types";
import type { ExportRule } from "../env/export-env";
import type { Resolve } from "../resolve/resolver";
import type { StandardSchema } from "../schema/standard-schema";
import type { SecretsChange } from "../watch/watch";

/** Where a watcher reports changes. */
export interface WatchOptions {
  /** Receives the warnings. @default the option `warn` of the instance, else process.emitWarning */
  readonly warn?: ((message: string) => void) | undefined;
  /** Called for each change, for programs that restart gracefully. @default none */
  readonly onChange?: ((change: SecretsChange) => void) | undefined;
}

/** Options of `createSecrets`. All are optional. */
export interface SecretsOptions {
  /**
   * Files and folders, lowest precedence first. They replace the defaults and `SECRETS_FILES`. A path that ends in `.toml` is a
   * file, which may be absent. Any other path must be an existing folder. `~/` is expanded.
   * @default ["~/.streamlit/secrets.toml", "<cwd>/.streamlit/secrets.toml"]
   */
  readonly files?: string | readonly string[] | undefined;
  /**
   * Also looks for the project's `.streamlit/secrets.toml` in the folders above `cwd`, and reads the nearest one. The search ends
   * at the root of the repository (a folder with `.git`), below the home folder, and at a folder of another user.
   * @default false, or true if the variable SECRETS_FIND_UP is 1
   */
  readonly findUp?: boolean | undefined;
  /**
   * Secrets that the program already has, as a plain object. They override the files, and the environment overrides them. It is
   * copied when `createSecrets` is called. Values are strings, numbers, bigints, booleans, dates, bytes, lists, and plain
   * objects; a key that is `undefined` is left out.
   * @default none
   * @example
   * createSecrets({ values: { db: await vault.read("db") } });
   */
  readonly values?: object | undefined;
  /** The folder of the project's file, and the base of relative paths. @default process.cwd() at the first read */
  readonly cwd?: string | undefined;
  /** The home folder. @default os.homedir() at the first read */
  readonly home?: string | undefined;
  /** The environment to read from and export to. @default process.env */
  readonly env?: Environment | undefined;
  /** The prefix of variables that contain one value each (`SECRETS__DB__PASSWORD`). With `false`, no such variable is read. @default "SECRETS__" */
  readonly envPrefix?: string | false | undefined;
  /**
   * Which root strings and numbers become environment variables: all of them, replacing what is set (`"override"`) or not
   * (`"keep"`), only the names listed, or none. Names that change how the process runs (`PATH`, `NODE_OPTIONS`, `LD_PRELOAD` …)
   * are exported only if they are listed.
   * @default "override"
   */
  readonly exportEnv?: ExportRule | undefined;
  /**
   * A validator of zod, valibot, arktype, or any other Standard Schema library. The first load runs it once. The object has its
   * result (coerced values, defaults) and its types. It must be synchronous.
   */
  readonly schema?: StandardSchema | undefined;
  /** Another TOML parser. @default \@iarna/toml */
  readonly parse?: Parse | undefined;
  /**
   * Watches every place from the first load on, and warns that a restart is required if one is created, changed, or removed.
   * Nothing is reloaded. Pass `true`, or `{ warn, onChange }`. @default false
   */
  readonly watch?: boolean | WatchOptions | undefined;
  /** Receives warnings. @default process.emitWarning */
  readonly warn?: ((message: string) => void) | undefined;
  /**
   * The private age keys that open encrypted files, one a line, or a function that returns them. With this option, keys are not
   * searched for in other places. The function is called at most once, when the first encrypted value is read.
   * @default the places of docs/encryption.md, SECRETS_AGE_KEY first
   * @example
   * createSecrets({ ageKey: () => readFileSync("/run/credentials/app.service/age-key", "utf8") });
   */
  readonly ageKey?: string | (() => string) | undefined;
  /**
   * The resolvers of references such as `op://vault/item/field`, by scheme. A reference is resolved when its key is read. With
   * `false`, strings that look like references are plain strings. See docs/references.md.
   * @default the commands that the variable SECRETS_RESOLVE names
   * @example
   * import { commands } from "toml-secrets/resolvers";
   * createSecrets({ resolve: { op: commands.op() } });
   */
  readonly resolve?: Resolve | undefined;
}
