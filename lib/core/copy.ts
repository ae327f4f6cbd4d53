import { setOwn } from "./set-own";
import { isTable } from "./table";

/** A deep copy made of plain, mutable objects and arrays. A circle stays a circle. */
export function deepCopy(value: unknown, seen = new Map<unknown, unknown>()): unknown {
  if (typeof value !== "object" || value === null) return value;
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
 * A Date of the same kind: the local dates and times of TOML parsers are subclasses, and say so in own properties (@iarna/toml)
 * or private fields (smol-toml), which only their constructor can make, from the text that they write themselves as.
 */
export function copyDate(date: Date): Date {
  try {
    const text = date.toISOString();
    const copy: Date = new (date.constructor as DateConstructor)(text);
    if (copy.getTime() === date.getTime() && copy.toISOString() === text) return Object.assign(copy, date);
  } catch {
    // An invalid date has no text, and a constructor may be of another kind.
  }
  return Object.assign(new Date(date.getTime()), date);
}
