import { isReadWhileLoading, seeDocs, ValidationError } from "../core/errors";
import { formatPath, type KeyPath } from "../core/key-path";
import { suggest } from "../core/suggest";
import { deepCopy, isTable, REDACTED } from "../core/table";
import type { Loaded, SecretsTable } from "../core/types";
import { type Quotes, quotesOf } from "./leak-check";
import type { SchemaIssue, SchemaResult, StandardSchema } from "./standard-schema";

/** Applies the schema of an instance to the loaded secrets. @throws ValidationError, which says where each value comes from. */
export function validated(loaded: Loaded, schema: StandardSchema): Loaded {
  let originOf: ReturnType<typeof import("../load/origin")["originFinder"]> | undefined;
  const whereIs = (path: KeyPath) => {
    const { formatLocation, originFinder } = require("../load/origin") as typeof import("../load/origin");
    originOf ??= originFinder(loaded);
    const origin = originOf(path);
    return origin && formatLocation(origin);
  };
  return { ...loaded, table: validate(loaded.table, schema, whereIs), input: loaded.table };
}

/**
 * Validates a copy of a table and returns the result: checked, coerced, with defaults. `whereIs` says where a key comes from.
 * @throws ValidationError (`ERR_SECRETS_VALIDATION`) with every problem; no value is quoted, whatever the validator says.
 */
export function validate(
  table: SecretsTable,
  schema: StandardSchema,
  whereIs: (path: KeyPath) => string | undefined,
): SecretsTable {
  const result = run(deepCopy(table) as SecretsTable, schema);
  // A new copy, because the schema may have changed its own, and encrypted values and references hide in the table.
  if (result.issues !== undefined)
    throw validationError(problemsOf(result.issues, deepCopy(table) as SecretsTable, schema), whereIs);
  const made = copied(result.value);
  if (isTable(made)) return made;
  throw validationError([{ path: [], reason: `the schema returned ${kindWithArticle(made)} instead of a table of keys` }]);
}

/** Copies the result, because it may be shared between loads, or have getters that throw an error with a value in it. */
function copied(value: unknown): unknown {
  try {
    return deepCopy(value);
  } catch {
    throw validationError([schemaFailed]);
  }
}

function problemsOf(issues: readonly SchemaIssue[], table: SecretsTable, schema: StandardSchema): Problem[] {
  const quotes = quotesOf(table);
  let named: ReadonlySet<string> | undefined;
  const isNamed = (path: KeyPath) => {
    named ??= namedWithoutValues(table, schema);
    return named.has(formatPath(path));
  };
  try {
    return Array.from(issues, (issue) => describe(issue, table, quotes, isNamed));
  } catch {
    return [schemaFailed]; // an issue may be anything, even a getter that throws the value
  }
}

/**
 * The paths of the issues that the schema reports for the same table without values. The names in these paths come from the
 * schema or the keys. Names in other paths may come from a value: the key of a Map, or of the result of a transform.
 */
function namedWithoutValues(table: SecretsTable, schema: StandardSchema): ReadonlySet<string> {
  try {
    const { issues = [] } = run(withoutValues(table) as SecretsTable, schema);
    const paths = Array.from(issues, pathOf);
    return new Set(paths.flatMap((path) => path.map((_step, index) => formatPath(path.slice(0, index + 1)))));
  } catch {
    return new Set(); // a schema that needs the values
  }
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutValues);
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutValues(item)]));
  return typeof value === "string" ? "" : typeof value === "number" ? 0 : typeof value === "boolean" ? false : undefined;
}

/** Runs one validation. The schema may change the table. @throws ValidationError if the schema throws or is asynchronous. */
export function run(table: SecretsTable, schema: StandardSchema): SchemaResult<unknown> {
  let result: ReturnType<StandardSchema["~standard"]["validate"]>;
  try {
    result = schema["~standard"].validate(table);
    if (!("then" in result))
      return { value: (result as { value?: unknown }).value, issues: result.issues } as SchemaResult<unknown>;
    result.then(undefined, () => {});
  } catch (error) {
    if (isReadWhileLoading(error)) throw error;
    throw validationError([schemaFailed]); // its result may be anything, even a getter that throws a value
  }
  throw validationError([
    { path: [], reason: "the schema is asynchronous, but secrets are read synchronously; use a schema without async checks" },
  ]);
}

interface Problem {
  readonly path: KeyPath;
  readonly reason: string;
}

const schemaFailed: Problem = {
  path: [],
  reason: "the schema threw an error, which is not shown because it may contain a value",
};

function describe(issue: SchemaIssue, table: SecretsTable, quotes: Quotes, isNamed: (path: KeyPath) => boolean): Problem {
  const asked = pathOf(issue);
  const { found, at, section } = walk(table, asked);
  // A step beyond the existing keys may be a value. A key of the schema may share some letters with a value by chance.
  const isValue = (step: string | number, index: number) => quotes(String(step)) && !isNamed(asked.slice(0, index + 1));
  const path = asked.map((step, index) => (index >= at && isValue(step, index) ? REDACTED : step));
  if (at < path.length && section !== undefined) return { path, reason: missing(path, at, section) };
  // The validator's message if it quotes nothing, else what it expected, else only the kind that was found.
  const { expected } = issue as { expected?: unknown };
  const own = [issue.message, typeof expected === "string" ? `expected ${expected}` : ""].find(
    (text) => typeof text === "string" && text !== "" && !quotes(text),
  );
  return { path, reason: own ?? `it is ${kindWithArticle(found)}, which the schema does not accept` };
}

export function pathOf(issue: SchemaIssue): KeyPath {
  return (issue.path ?? []).map((step) => {
    const key: unknown = typeof step === "object" && step !== null ? step.key : step;
    return typeof key === "number" ? key : typeof key === "string" || typeof key === "symbol" ? String(key) : "?";
  });
}

/** Follows a path into a table as far as it exists, and returns the section where it ends. */
function walk(table: SecretsTable, path: KeyPath): { found: unknown; at: number; section: SecretsTable | undefined } {
  let found: unknown = table;
  for (const [at, step] of path.entries()) {
    const here = found as Record<string | number, unknown>;
    if (typeof found !== "object" || found === null) return { found, at, section: undefined };
    if (!Object.hasOwn(here, step)) return { found, at, section: isTable(found) ? found : undefined };
    found = here[step];
  }
  return { found, at: path.length, section: undefined };
}

function missing(path: KeyPath, at: number, section: SecretsTable): string {
  const close = suggest(String(path[at]), section);
  return close === undefined ? "is missing" : `is missing; did you mean ${formatPath([...path.slice(0, at), ...close])}?`;
}

function kindWithArticle(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a date";
  if (value instanceof Uint8Array) return "bytes";
  if (typeof value === "object") return "a section";
  return value === undefined ? "absent" : `a ${typeof value}`;
}

function validationError(
  issues: readonly Problem[],
  whereIs: (path: KeyPath) => string | undefined = () => undefined,
): ValidationError {
  const count = issues.length === 1 ? "1 problem" : `${issues.length} problems`;
  const lines = issues.map(({ path, reason }) => {
    const where = path.length === 0 ? undefined : whereIs(path);
    return `    ${path.length === 0 ? reason : `${formatPath(path)}: ${reason}`}${where === undefined ? "" : ` (${where})`}`;
  });
  return new ValidationError(
    `the secrets do not match the schema (${count})\n${lines.join("\n")}\n` +
      "  Try: correct these keys in the secrets file, or correct the schema, and restart.\n" +
      seeDocs("ERR_SECRETS_VALIDATION"),
    { issues },
  );
}
