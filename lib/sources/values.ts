import { SourceError, seeDocs } from "../core/errors";
import { formatPath, type KeyPath } from "../core/key-path";
import { copyDate, MAX_LEVELS, setOwn } from "../core/table";
import type { SecretsTable } from "../core/types";

/* The option `values`: a plain object as a source. */

/**
 * A deep copy of the object, for an instance of its own. Each property is read once; one that is `undefined` is left out.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) that names the key of a value that TOML has no kind for.
 */
export function copyValues(values: object): SecretsTable {
  if (!isPlain(values)) throw refused([], "it is an instance of a class");
  return tableOf(values, [], []);
}

function tableOf(object: object, path: KeyPath, above: readonly object[]): SecretsTable {
  const table: Record<string, unknown> = Object.create(null);
  if (Object.getOwnPropertySymbols(object).length > 0) throw refused(path, "it has a key that is a symbol");
  for (const key of Object.keys(object)) {
    const value = copyOf(() => (object as Record<string, unknown>)[key], [...path, key], [...above, object]);
    if (value !== undefined) setOwn(table, key, value);
  }
  return table;
}

function copyOf(read: () => unknown, path: KeyPath, above: readonly object[]): unknown {
  const value = safely(read, path);
  if (value === null) throw refused(path, "it is null, and TOML has no null; leave the key out");
  if (typeof value === "function" || typeof value === "symbol") throw refused(path, `it is a ${typeof value}`);
  if (typeof value !== "object") return value;
  if (above.includes(value)) throw refused(path, "it contains itself");
  if (above.length > MAX_LEVELS) throw refused(path, `it is nested deeper than ${MAX_LEVELS} levels`);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refused(path, "it is an invalid date");
    return copyDate(value);
  }
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return Array.from(value, (_item, index) => itemOf(value, index, path, above));
  if (!isPlain(value)) throw refused(path, "it is an instance of a class");
  return tableOf(value, path, above);
}

function itemOf(list: readonly unknown[], index: number, path: KeyPath, above: readonly object[]): unknown {
  const item = copyOf(() => list[index], [...path, index], [...above, list]);
  if (item === undefined) throw refused([...path, index], "it is undefined");
  return item;
}

/** An object literal, also of another realm, or one without a prototype, such as a view. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A getter may throw, and its error may contain a secret. */
function safely(read: () => unknown, path: KeyPath): unknown {
  try {
    return read();
  } catch {
    throw refused(path, "its getter throws");
  }
}

function refused(path: KeyPath, reason: string): SourceError {
  const where = path.length === 0 ? "the option values" : `the option values, key ${formatPath(path)}`;
  const next = "pass strings, numbers, booleans, dates, bytes, lists, and plain objects of these";
  return new SourceError(`cannot read secrets from ${where}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_SOURCE")}`, {
    source: "values option",
    reason,
  });
}
