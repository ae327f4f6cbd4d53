import type { SecretsTable } from "./types";

/** One table of many: a key of a later one replaces the whole value, and keeps the place of its first appearance. */
export function merge(tables: readonly SecretsTable[]): SecretsTable {
  if (tables.length === 1) return tables[0] as SecretsTable;
  return Object.assign(Object.create(null), ...tables); // on an object without a prototype `__proto__` is a key like any other
}
