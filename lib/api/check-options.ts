import type { StandardSchema } from "../schema/standard-schema";
import type { SecretsOptions, WatchOptions } from "./options";

/**
 * The options, with a copy of `values`.
 * @throws TypeError for an unknown option or an invalid value: a misspelt option would otherwise be ignored silently. SourceError
 * (`ERR_SECRETS_SOURCE`) for a value in `values` that TOML has no kind for.
 */
export function checkOptions(options: SecretsOptions): SecretsOptions {
  check("createSecrets", options, RULES);
  if (typeof options.watch === "object") checkWatchOptions("createSecrets({ watch })", options.watch);
  if (options.values === undefined) return options;
  const { copyValues } = require("../sources/values") as typeof import("../sources/values");
  return { ...options, values: copyValues(options.values) };
}

/** @throws TypeError as {@link checkOptions}. */
export function checkWatchOptions(caller: string, options: WatchOptions): void {
  check(caller, options, WATCH_RULES);
}

/** What an option accepts, as words for the error, and the test. The error does not show the value, because it may be a secret. */
type Rule = readonly [words: string, test: (value: unknown) => boolean];

function check(caller: string, options: object, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new TypeError(`${caller} takes an object of options: { ${Object.keys(rules).join(", ")} }`);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined)
      throw new TypeError(`${caller} has no option ${JSON.stringify(name)}; its options are ${Object.keys(rules).join(", ")}`);
    if (value !== undefined && !rule[1](value)) throw new TypeError(`${caller}: the option ${name} must be ${rule[0]}`);
  }
}

const isText = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, test: (item: unknown) => boolean) => Array.isArray(value) && value.every(test);
/** An empty path would resolve to the working folder, and every file in it would become a secret and a variable. */
const isPath = (value: unknown) => isText(value) && value !== "";
const hasSchema = (value: unknown) => isFunction((value as Partial<StandardSchema> | null)?.["~standard"]?.validate);

const isResolver = ([scheme, resolver]: [string, unknown]) => /^[a-z][a-z0-9.-]*$/.test(scheme) && isFunction(resolver);

const FUNCTION: Rule = ["a function", isFunction];
const FOLDER: Rule = ["a path", isText];

const WATCH_RULES: Record<keyof WatchOptions, Rule> = { warn: FUNCTION, onChange: FUNCTION };

const RULES: Record<keyof SecretsOptions, Rule> = {
  files: ["a path or an array of paths, none of them empty", (value) => isPath(value) || isListOf(value, isPath)],
  cwd: FOLDER,
  home: FOLDER,
  findUp: ["true or false", (value) => typeof value === "boolean"],
  values: ["a plain object", isObject],
  env: ["an object of variables", isObject],
  envPrefix: ["a string or false", (value) => isText(value) || value === false],
  exportEnv: [
    '"override", "keep", false, or an array of names',
    (value) => value === "override" || value === "keep" || value === false || isListOf(value, isText),
  ],
  parse: FUNCTION,
  schema: ["a validator of the Standard Schema (zod, valibot, arktype …)", hasSchema],
  warn: FUNCTION,
  ageKey: ["text or a function that returns text", (value) => isText(value) || isFunction(value)],
  resolve: [
    "false, or an object of functions by scheme (a scheme has lower-case letters, digits, dots and dashes)",
    (value) => value === false || (isObject(value) && Object.entries(value as object).every(isResolver)),
  ],
  watch: ["true, false, or { warn, onChange }", (value) => typeof value === "boolean" || isObject(value)],
};
