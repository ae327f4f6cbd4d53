import { printable } from "../core/printable";
import { isTable, MAX_LEVELS } from "../core/table";
import type { Environment, Loaded, SecretsTable, Source } from "../core/types";
import { cannotRead } from "./source-error";
import { type Decode, inKindOf } from "./value-kind";

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
 * Adds the variables with that prefix to the loaded secrets, each as a source of its own. A step matches an existing key in any
 * case and with dashes or underscores; a new key is lower case. The value gets the kind of the value that it replaces. Sections on the path
 * are copied, so the tables of the other sources do not change.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) if the path of a variable goes through a value that is not a section, or if its text
 * is not of the kind that it replaces.
 */
export function withVariables(
  loaded: Loaded,
  env: Environment,
  prefix: string,
  decode: Decode,
  written?: ReadonlyMap<string, string>,
): Loaded {
  const variables = variablesOf(env, prefix, written);
  if (variables.length === 0) return loaded;
  const deep = variables.find(({ steps }) => steps.length > MAX_LEVELS);
  if (deep !== undefined) throw cannotRead(deep.name.slice(0, 80), `its name nests deeper than ${MAX_LEVELS} levels`);
  const copies = new Set<SecretsTable>();
  const matchingKey = keyMatcher();
  const copyOf = (original: SecretsTable): Record<string, unknown> => {
    if (copies.has(original)) return original as Record<string, unknown>;
    const copy: Record<string, unknown> = Object.assign(Object.create(null), original);
    copies.add(copy);
    return copy;
  };
  const root = copyOf(loaded.table);
  const own: Source[] = [];
  for (const { name, steps, value } of variables) {
    const keys: string[] = [];
    let section = root;
    for (const step of steps.slice(0, -1)) {
      const key = matchingKey(section, step);
      const below = section[key] ?? Object.create(null);
      if (!isTable(below))
        throw cannotRead(name, `the key it passes through (step ${printable(JSON.stringify(step))}) is not a section`);
      const next = copyOf(below);
      section[key] = next;
      section = next;
      keys.push(key);
    }
    const key = matchingKey(section, steps[steps.length - 1] as string);
    section[key] = inKindOf(section[key], value, name, decode);
    if (isDeeper(section[key], MAX_LEVELS - steps.length)) throw cannotRead(name, `it nests deeper than ${MAX_LEVELS} levels`);
    own.push({ place: { where: name, kind: "environment", found: true }, table: alone([...keys, key], section[key]) });
  }
  return { ...loaded, table: root, sources: [...loaded.sources, ...own] };
}

/** Does a value, which may be JSON, nest deeper than that many levels? */
function isDeeper(value: unknown, levels: number): boolean {
  if (!isTable(value) && !Array.isArray(value)) return false;
  return levels <= 0 || Object.values(value).some((below) => isDeeper(below, levels - 1));
}

/** A table of one value under its keys. */
function alone(keys: readonly string[], value: unknown): SecretsTable {
  return keys.reduceRight<unknown>((below, key) => Object.assign(Object.create(null), { [key]: below }), value) as SecretsTable;
}

/** Finds the key of a section that a step means. It remembers the spellings of each section, because there may be thousands of variables. */
function keyMatcher(): (section: SecretsTable, step: string) => string {
  const spellings = new WeakMap<SecretsTable, Map<string, string>>();
  const knownIn = (section: SecretsTable) => {
    let known = spellings.get(section);
    if (known === undefined) {
      known = new Map();
      for (const key of Object.keys(section).reverse()) known.set(dashed(key), key); // of two keys that differ only in dashes, the first counts
      for (const key of Object.keys(section).reverse()) known.set(key.toLowerCase(), key);
      spellings.set(section, known);
    }
    return known;
  };
  return (section, step) => {
    if (Object.hasOwn(section, step)) return step;
    const lower = step.toLowerCase();
    if (Object.hasOwn(section, lower)) return lower;
    const known = knownIn(section);
    const key = known.get(lower) ?? known.get(dashed(step));
    if (key !== undefined) return key;
    known.set(lower, lower); // it is about to be added
    return lower;
  };
}

function dashed(key: string): string {
  return key.toLowerCase().replaceAll("-", "_");
}
