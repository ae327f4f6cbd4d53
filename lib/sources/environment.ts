import { printable } from "../core/printable";
import { isTable } from "../core/table";
import type { Environment, Loaded, SecretsTable, Source } from "../core/types";
import { cannotRead } from "./source-error";

/** One value from one variable: the steps of `SECRETS__DB_CREDENTIALS__PASSWORD` are `["DB_CREDENTIALS", "PASSWORD"]`. */
interface Variable {
  readonly name: string;
  readonly steps: readonly string[];
  readonly value: string;
}

/** The variables that begin with the prefix, sorted by name. */
function variablesOf(env: Environment, prefix: string, written: ReadonlyMap<string, string> | undefined): Variable[] {
  const found: Variable[] = [];
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    if (value === undefined || !name.startsWith(prefix) || SOURCES.has(name)) continue;
    if (written?.get(name) === value) continue; // an exported root key of a file
    const steps = name.slice(prefix.length).split("__");
    if (!steps.includes("")) found.push({ name, steps, value });
  }
  return found;
}

/** These variables are sources of their own, never single values, even if they begin with the prefix. */
const SOURCES: ReadonlySet<string> = new Set(["SECRETS_TOML", "SECRETS_FILES"]);

/**
 * Adds the variables with that prefix to the loaded secrets, each as a source of its own.
 * @throws as {@link tableWithVariables}.
 */
export function withVariables(loaded: Loaded, env: Environment, prefix: string, written?: ReadonlyMap<string, string>): Loaded {
  const variables = variablesOf(env, prefix, written);
  if (variables.length === 0) return loaded;
  const own = variables.map(
    (variable): Source => ({
      place: { where: variable.name, kind: "environment", found: true },
      table: tableOfVariable(loaded.table, variable),
    }),
  );
  return { ...loaded, table: tableWithVariables(loaded.table, variables), sources: [...loaded.sources, ...own] };
}

/**
 * The table with the variables added. A step matches an existing key in any case; a new key is lower case. Sections on the path
 * are copied, so the tables of the other sources do not change.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) if the path of a variable goes through a value that is not a section.
 */
function tableWithVariables(table: SecretsTable, variables: readonly Variable[]): SecretsTable {
  const copies = new Set<SecretsTable>();
  const copyOf = (original: SecretsTable): Record<string, unknown> => {
    if (copies.has(original)) return original as Record<string, unknown>;
    const copy: Record<string, unknown> = Object.assign(Object.create(null), original);
    copies.add(copy);
    return copy;
  };
  const root = copyOf(table);
  for (const { name, steps, value } of variables) {
    let section = root;
    for (const step of steps.slice(0, -1)) {
      const key = matchingKey(section, step);
      const below = section[key] ?? Object.create(null);
      if (!isTable(below))
        throw cannotRead(name, `the key it passes through (step ${printable(JSON.stringify(step))}) is not a section`);
      const next = copyOf(below);
      section[key] = next;
      section = next;
    }
    section[matchingKey(section, steps[steps.length - 1] as string)] = value;
  }
  return root;
}

/** The table of one variable alone: only its value, under the keys that it matches in `table`. */
function tableOfVariable(table: SecretsTable, { steps, value }: Variable): SecretsTable {
  let section: unknown = table;
  const keys = steps.map((step) => {
    const key = isTable(section) ? matchingKey(section, step) : step.toLowerCase();
    section = isTable(section) && Object.hasOwn(section, key) ? section[key] : undefined;
    return key;
  });
  return keys.reduceRight<unknown>((below, key) => Object.assign(Object.create(null), { [key]: below }), value) as SecretsTable;
}

function matchingKey(section: SecretsTable, step: string): string {
  if (Object.hasOwn(section, step)) return step;
  const lower = step.toLowerCase();
  if (Object.hasOwn(section, lower)) return lower;
  return Object.keys(section).find((key) => key.toLowerCase() === lower) ?? lower;
}
