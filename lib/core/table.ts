import { isSealed, opened } from "./sealed";
import type { SecretsTable } from "./types";

/** Printed in place of every value. */
export const REDACTED = "[redacted]";

/** The same in JSON. The JSON may be on its way to a server that needs the values, so it says how to send them. */
export const REDACTED_IN_JSON = "[redacted: toObject() gives the values]";

/** How many levels a table may have. Deeper tables would exhaust the stack of code that copies or prints them. */
export const MAX_LEVELS = 500;

/** Is this a section: a plain object, of any realm? */
export function isTable(value: unknown): value is SecretsTable {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Dates and bytes stay mutable even if they are frozen (`Date.prototype.setTime.call(…)`), so every read gets a fresh copy. */
export function needsFreshCopy(value: unknown): boolean {
  return value instanceof Date || value instanceof Uint8Array || (isSealed(value) && value.kind === "date");
}

/** The keys and sections of a table with `leaf` in place of every value: what printing may show. */
export function outline(table: SecretsTable, leaf: unknown = REDACTED): SecretsTable {
  return outlineOf(table, leaf, []);
}

function outlineOf(table: SecretsTable, leaf: unknown, above: readonly SecretsTable[]): SecretsTable {
  const shown: Record<string, unknown> = {};
  for (const key of Object.keys(table)) {
    const value = table[key];
    // A custom parser may return a circular structure; a table inside itself is shown as a value.
    const nested = isTable(value) && value !== table && !above.includes(value);
    setOwn(shown, key, nested ? outlineOf(value, leaf, [...above, table]) : leaf);
  }
  return shown;
}

/** `object[key] = value` that creates an own property for any name. A plain write to `__proto__` would change the prototype. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

/**
 * A deep copy made of plain, mutable objects and arrays. A circle stays a circle; encrypted values are decrypted.
 * @throws LockedError, DecryptError if one does not open.
 */
export function deepCopy(value: unknown, seen = new Map<unknown, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSealed(value)) return deepCopy(opened(value), seen);
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (value instanceof Date) return copyDate(value);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    seen.set(value, list);
    for (const item of value) list.push(deepCopy(item, seen));
    return list;
  }
  if (!isTable(value)) return value;
  const object: Record<string, unknown> = {};
  seen.set(value, object);
  for (const key of Object.keys(value)) setOwn(object, key, deepCopy(value[key], seen));
  return object;
}

/**
 * A copy of a Date with the same class. TOML parsers use subclasses for local dates and times. They keep their state in own
 * properties (@iarna/toml) or in private fields (smol-toml), which only the constructor can set, from the text of the date.
 */
export function copyDate(date: Date): Date {
  try {
    const text = date.toISOString();
    const copy: Date = new (date.constructor as DateConstructor)(text);
    if (copy.getTime() === date.getTime() && copy.toISOString() === text) return Object.assign(copy, date);
  } catch {
    // An invalid date has no text, and a constructor may take other arguments.
  }
  return Object.assign(new Date(date.getTime()), date);
}
