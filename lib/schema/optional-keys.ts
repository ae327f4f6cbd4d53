import type { KeyPath } from "../core/key-path";
import { deepCopy, setOwn } from "../core/table";
import type { SecretsTable } from "../core/types";
import type { StandardSchema } from "./standard-schema";
import { pathOf, run } from "./validate";

/** What has been found out about a table: a program may ask for the same absent key often. */
const known = new WeakMap<SecretsTable, Map<string, boolean>>();

/**
 * Does the schema know the key at `path`, which is absent, and so allow its absence? No schema can be asked for its keys; so it is
 * given a value there, and the same under a name that nobody has thought of: one that knows the key tells the two apart.
 */
export function isOptional(path: KeyPath, table: SecretsTable, schema: StandardSchema): boolean {
  const answers = known.get(table) ?? new Map<string, boolean>();
  known.set(table, answers);
  const id = JSON.stringify(path);
  const answer = answers.get(id) ?? tellsApart(path, table, schema);
  answers.set(id, answer);
  return answer;
}

function tellsApart(path: KeyPath, table: SecretsTable, schema: StandardSchema): boolean {
  const key = path[path.length - 1];
  if (typeof key !== "string") return false; // what is beyond the end of a list
  const section = path.slice(0, -1);
  const unheardOf = `${key}X7q`; // alike, for a schema may go by the form of a name
  return [undefined, Symbol("no schema takes this")].some((value) => {
    const outcome = outcomeOf(section, key, value, table, schema);
    return outcome !== outcomeOf(section, unheardOf, value, table, schema)?.replaceAll(unheardOf, key);
  });
}

/** What comes of a value under that key: the complaints, or whether the schema keeps it. */
function outcomeOf(
  section: KeyPath,
  key: string,
  value: unknown,
  table: SecretsTable,
  schema: StandardSchema,
): string | undefined {
  const given = deepCopy(table) as SecretsTable;
  const holder = holderAt(given, section, true);
  if (holder === undefined) return undefined;
  setOwn(holder, key, value);
  try {
    const result = run(given, schema);
    if (result.issues === undefined) return String(Object.hasOwn(holderAt(result.value, section, false) ?? {}, key));
    return JSON.stringify(Array.from(result.issues, (issue) => [pathOf(issue), String(issue.message)]));
  } catch {
    return undefined; // a transform that chokes on the value tells nothing
  }
}

/** The section of a table at a path; made where it is to be (it may be a default of the schema's). */
function holderAt(table: unknown, section: KeyPath, isMade: boolean): Record<string, unknown> | undefined {
  let holder = table as Record<string | number, unknown> | null | undefined;
  for (const step of section) {
    if (typeof holder !== "object" || holder === null) return undefined;
    if (isMade) holder[step] ??= {};
    holder = holder[step] as typeof holder;
  }
  return typeof holder === "object" && holder !== null ? holder : undefined;
}
