import { deepCopy } from "./copy";
import { seeDocs, ValidationError } from "./errors";
import { formatPath } from "./key-path";
import { isTable } from "./outline";
import { createQuoteCheck } from "./quotes";
import type { SchemaIssue, SchemaResult, StandardSchema } from "./standard-schema";
import { suggest } from "./suggest";
import type { SecretsTable } from "./types";

type KeyPath = readonly (string | number)[];

/**
 * What the schema makes of a table: checked, coerced, with its defaults. The schema gets a copy. `whereIs` tells where a key is from.
 * @throws ValidationError (`ERR_SECRETS_VALIDATION`) with every problem; no value is quoted, whatever the validator says.
 */
export function validate(
  table: SecretsTable,
  schema: StandardSchema,
  whereIs: (path: KeyPath) => string | undefined,
): SecretsTable {
  const result = run(table, schema);
  if (result.issues === undefined) {
    if (isTable(result.value)) return result.value;
    throw validationError([{ path: [], reason: `the schema gave ${kindOf(result.value)} and not a table of keys` }]);
  }
  throw validationError(problemsOf(result.issues, table), whereIs);
}

function problemsOf(issues: readonly SchemaIssue[], table: SecretsTable): Problem[] {
  const quotes = createQuoteCheck(table);
  try {
    return issues.map((issue) => describe(issue, table, quotes));
  } catch {
    return [schemaFailed]; // an issue may be anything, a getter that throws the value it is about as well
  }
}

/**
 * Does the schema know the key at `path`, which is absent, and so allow its absence? It is asked with a value there that
 * no schema takes: one that knows the key complains of just that.
 */
export function isOptional(path: KeyPath, table: SecretsTable, schema: StandardSchema): boolean {
  const copy = deepCopy(table);
  let above = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) {
    above[step] ??= {}; // a section may be a default of the schema's
    above = above[step] as Record<string | number, unknown>;
    if (typeof above !== "object" || above === null) return false;
  }
  above[path[path.length - 1] as string] = Symbol("no schema takes this");
  try {
    const { issues } = run(copy as SecretsTable, schema);
    return issues?.some((issue) => formatPath(pathOf(issue).slice(0, path.length)) === formatPath(path)) ?? false;
  } catch {
    return false; // a transform that chokes on the symbol tells nothing
  }
}

function run(table: SecretsTable, schema: StandardSchema): SchemaResult<unknown> {
  let result: ReturnType<StandardSchema["~standard"]["validate"]>;
  try {
    result = schema["~standard"].validate(deepCopy(table));
  } catch {
    throw validationError([schemaFailed]);
  }
  if (typeof result !== "object" || result === null) throw validationError([schemaFailed]);
  if (!("then" in result)) return result;
  result.then(undefined, () => {});
  throw validationError([
    { path: [], reason: "the schema is asynchronous, and secrets are read synchronously; use one without async checks" },
  ]);
}

interface Problem {
  readonly path: KeyPath;
  readonly reason: string;
}

const schemaFailed: Problem = {
  path: [],
  reason: "the schema itself failed: it threw an error, which is not shown, for it may hold a value",
};

function describe(issue: SchemaIssue, table: SecretsTable, quotes: (text: string) => boolean): Problem {
  const path = pathOf(issue);
  const { found, at, section } = walk(table, path);
  if (at < path.length && section !== undefined) return { path, reason: missing(path, at, section) };
  // The validator's own words where they quote nothing, else what it expected, else only what was found.
  const { expected } = issue as { expected?: unknown };
  const own = [issue.message, typeof expected === "string" ? `expected ${expected}` : ""].find(
    (text) => text !== "" && !quotes(text),
  );
  return { path, reason: own ?? `it is ${kindOf(found)}, which the schema does not take` };
}

function pathOf(issue: SchemaIssue): KeyPath {
  return (issue.path ?? []).map((step) => {
    const key = typeof step === "object" ? step.key : step;
    return typeof key === "number" ? key : String(key);
  });
}

/** How far a path leads into a table, and the section where it ends. */
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
  return close === undefined ? "is missing" : `is missing; there is ${formatPath([...path.slice(0, at), ...close])}`;
}

function kindOf(value: unknown): string {
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
  const count = issues.length === 1 ? "a problem" : `${issues.length} problems`;
  const lines = issues.map(({ path, reason }) => {
    const where = path.length === 0 ? undefined : whereIs(path);
    return `    ${path.length === 0 ? reason : `${formatPath(path)}: ${reason}`}${where === undefined ? "" : ` (${where})`}`;
  });
  return new ValidationError(
    `the secrets are not what the schema asks for (${count})\n${lines.join("\n")}\n` +
      "  Try: correct these keys in the secrets file, or the schema, and restart.\n" +
      seeDocs("ERR_SECRETS_VALIDATION"),
    { issues },
  );
}
