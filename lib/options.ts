import type { ExportRule } from "./export-env";
import type { Parse } from "./sources/toml";
import type { StandardSchema } from "./standard-schema";
import type { Environment } from "./types";
import type { SecretsChange } from "./watch";

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
}

/** @throws TypeError for an option or a value of one that does not exist: what is misspelt would be a setting that is not set. */
export function checkOptions(options: SecretsOptions): void {
  check("createSecrets", options, RULES);
  if (typeof options.watch === "object") checkWatchOptions("createSecrets({ watch })", options.watch);
}

/** @throws TypeError as {@link checkOptions}. */
export function checkWatchOptions(caller: string, options: WatchOptions): void {
  check(caller, options, WATCH_RULES);
}

/** For an option: what it takes, in words, and the test of it. The value itself is not shown; it may be anything. */
type Rule = readonly [words: string, test: (value: unknown) => boolean];

function check(caller: string, options: object, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new TypeError(`${caller} takes an object of options: { ${Object.keys(rules).join(", ")} }`);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined)
      throw new TypeError(`${caller} has no option ${JSON.stringify(name)}; it has ${Object.keys(rules).join(", ")}`);
    if (value !== undefined && !rule[1](value)) throw new TypeError(`${caller}: the option ${name} must be ${rule[0]}`);
  }
}

const isText = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, test: (item: unknown) => boolean) => Array.isArray(value) && value.every(test);
/** An empty path would be the working folder: each of its files a secret, and a variable. */
const isPath = (value: unknown) => isText(value) && value !== "";
const hasSchema = (value: unknown) => isFunction((value as Partial<StandardSchema> | null)?.["~standard"]?.validate);

const FUNCTION: Rule = ["a function", isFunction];
const FOLDER: Rule = ["a path", isText];

const WATCH_RULES: Record<keyof WatchOptions, Rule> = { warn: FUNCTION, onChange: FUNCTION };

const RULES: Record<keyof SecretsOptions, Rule> = {
  files: ["a path or a list of paths, and none of them empty", (value) => isPath(value) || isListOf(value, isPath)],
  cwd: FOLDER,
  home: FOLDER,
  env: ["an object of variables", isObject],
  envPrefix: ["text or false", (value) => isText(value) || value === false],
  exportEnv: [
    '"override", "keep", false or a list of names',
    (value) => value === "override" || value === "keep" || value === false || isListOf(value, isText),
  ],
  parse: FUNCTION,
  schema: ["a validator of the Standard Schema (zod, valibot, arktype …)", hasSchema],
  warn: FUNCTION,
  watch: ["true, false or { warn, onChange }", (value) => typeof value === "boolean" || isObject(value)],
};
