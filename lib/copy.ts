import { isTable } from "./outline";
import { setOwn } from "./set-own";

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

/** A Date of the same kind: TOML's local dates and times are subclasses, and say so in own properties. */
export function copyDate(date: Date): Date {
  const copy = Object.assign(new Date(date.getTime()), date);
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(date));
}
