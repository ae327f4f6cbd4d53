import type { KeyPath } from "../core/key-path";
import { deepCopy, setOwn } from "../core/table";
import type { SecretsTable } from "../core/types";
import type { StandardSchema } from "./standard-schema";
import { pathOf, run } from "./validate";

/** The answers for each table, because a program may read the same absent key often. */
const known = new WeakMap<SecretsTable, Map<string, boolean>>();

/**
 * Does the schema know the absent key at `path`, and so allow its absence? A schema can't list its keys. So it validates a value
 * under this key, and the same value under an unknown name. A schema that knows the key gives different results.
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
  if (typeof key !== "string") return false; // an index beyond the end of a list
  const section = path.slice(0, -1);
  const unknownKey = `${key}X7q`; // similar, because a schema may check the form of names
  return [undefined, Symbol("no schema takes this")].some((value) => {
    const outcome = outcomeOf(section, key, value, table, schema);
    return outcome !== outcomeOf(section, unknownKey, value, table, schema)?.replaceAll(unknownKey, key);
  });
}

/** The result for a value under that key: the issues, or whether the schema keeps the key. */
function outcomeOf(
  section: KeyPath,
  key: string,
  value: unknown,
  table: SecretsTable,
  schema: StandardSchema,
): string | undefined {
  const given = deepCopy(table) as SecretsTable;
  const holder = sectionAt(given, section, true);
  if (holder === undefined) return undefined;
  setOwn(holder, key, value);
  try {
    const result = run(given, schema);
    if (result.issues === undefined) return String(Object.hasOwn(sectionAt(result.value, section, false) ?? {}, key));
    return JSON.stringify(Array.from(result.issues, (issue) => [pathOf(issue), String(issue.message)]));
  } catch {
    return undefined; // a transform that fails on the value proves nothing
  }
}

/** The section of a table at a path. It is created if `isMade`, because it may be a default of the schema. */
function sectionAt(table: unknown, section: KeyPath, isMade: boolean): Record<string, unknown> | undefined {
  let holder = table as Record<string | number, unknown> | null | undefined;
  for (const step of section) {
    if (typeof holder !== "object" || holder === null) return undefined;
    if (isMade) holder[step] ??= {};
    holder = holder[step] as typeof holder;
  }
  return typeof holder === "object" && holder !== null ? holder : undefined;
}
