import { setOwn } from "./set-own";
import type { SecretsTable } from "./types";

/** What stands in the place of every value that is printed. */
export const REDACTED = "[redacted]";

/** Is it a section: an object that is nothing but keys and values (of any realm)? */
export function isTable(value: unknown): value is SecretsTable {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Is it of a kind that no copy is safe of (`Date.prototype.setTime.call(…)`), so that each reader must get one of his own? */
export function isForOneReader(value: unknown): boolean {
  return value instanceof Date || value instanceof Uint8Array;
}

/** The keys and sections of a table with `leaf` in the place of every value: what printing may show. */
export function outline(table: SecretsTable, leaf: unknown = REDACTED): SecretsTable {
  return outlineOf(table, leaf, []);
}

function outlineOf(table: SecretsTable, leaf: unknown, above: readonly SecretsTable[]): SecretsTable {
  const shown: Record<string, unknown> = {};
  for (const key of Object.keys(table)) {
    const value = table[key];
    // A custom parser may hand out a circle; a table within itself is shown as a value.
    const nested = isTable(value) && value !== table && !above.includes(value);
    setOwn(shown, key, nested ? outlineOf(value, leaf, [...above, table]) : leaf);
  }
  return shown;
}
