import type { KeyPath } from "../core/key-path";
import { isForOneReader, isTable } from "../core/table";
import type { ViewPrototype } from "./prototype";
import { closeList, readOnlyDate } from "./read-only-values";
import type { Secrets } from "./target";
import { isProbed } from "./well-known-keys";

/*
 * What a view is seldom asked for: to print itself, for a name that tools ask for, for a key that is not there, for a list or a
 * date, to be changed. It is loaded when it is needed; see `coldPath` in view.ts.
 */

export { createPrototype } from "./prototype";

type Wrap = (parent: Secrets, value: unknown, steps: KeyPath) => unknown;

/** What a plain object would say to a name that tools ask for; the error for any other that is not there, unless it may be absent. */
export function answerFor(target: Secrets, key: string, prototype: ViewPrototype): unknown {
  if (isProbed(key)) return key === "__proto__" ? prototype : prototype[key];
  const table = target.read(); // which throws where there is no source at all
  const path = target.path(key);
  const error = target.host().missing(path, table, path.length - 1);
  if (error !== undefined) throw error;
  return undefined;
}

/** Is it the error for an encrypted value that does not open? */
export function isLocked(error: unknown): boolean {
  const { DecryptError, LockedError } = errors();
  return error instanceof LockedError || error instanceof DecryptError;
}

/** A value that is no section, as something that can't be changed. */
export function readOnly(parent: Secrets, value: object, steps: KeyPath, wrap: Wrap): unknown {
  if (Array.isArray(value)) return readOnlyList(parent, value, steps, wrap);
  if (value instanceof Date) {
    const path = [...parent.path(), ...steps];
    return readOnlyDate(value, (setter) => refusal("change", path, setter));
  }
  if (value instanceof Uint8Array) return new Uint8Array(value); // typed arrays can't be frozen
  return value; // what a schema made of a value (a URL, say) is the schema's business
}

/** A real, frozen array; sections in it are views. */
function readOnlyList(parent: Secrets, list: readonly unknown[], steps: KeyPath, wrap: Wrap): readonly unknown[] {
  const item = (index: number) => wrap(parent, list[index], [...steps, index]);
  const items = list.map((_item, index) => item(index));
  list.forEach((value, index) => {
    if (isForOneReader(value)) Object.defineProperty(items, index, { get: () => item(index), enumerable: true });
  });
  return closeList(items, (index) => Array.isArray(list[index]) || isTable(list[index]));
}

/** The error for an act that would change secrets, seen from what calls `trap`. */
export function refusal(act: string, path: KeyPath, trap: (...args: never[]) => unknown): unknown {
  const { ReadOnlyError, seenFrom } = errors();
  return seenFrom(trap, new ReadOnlyError(act, path));
}

/** See `errors.ts`. */
export const seenFrom: typeof import("../core/errors").seenFrom = (inner, error) => errors().seenFrom(inner, error);

/** As they are loaded now: those that a program gets when it asks for a class to compare with. */
function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
