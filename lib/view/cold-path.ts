import type { KeyPath } from "../core/key-path";
import { openTogether, unresolvedIn } from "../core/references";
import { isSealed } from "../core/sealed";
import { isTable, needsFreshCopy } from "../core/table";
import type { SecretsTable } from "../core/types";
import type { ViewPrototype } from "./prototype";
import { closeList, readOnlyDate } from "./read-only-values";
import type { Secrets } from "./target";
import { isReadAfterCopying, isWellKnownKey } from "./well-known-keys";

/*
 * The cold path of a view: printing, names that tools read, missing keys, lists, dates, and writes. It is loaded on first use; see
 * `coldPath` in view.ts.
 */

export { createPrototype } from "./prototype";

/** A trap of the Proxy. Errors name its caller. */
type Trap = (...args: never[]) => unknown;
type Wrap = (parent: Secrets, value: unknown, steps: KeyPath) => unknown;

/**
 * The answer of a plain object, if tools read this name from every object. Otherwise throws the error for a missing key, unless
 * it may be absent.
 */
export function answerFor(target: Secrets, key: string, prototype: ViewPrototype, trap: Trap): unknown {
  if (isWellKnownKey(key) && !isReadAfterCopying(key, () => callerOf(trap)))
    return key === "__proto__" ? prototype : prototype[key];
  const table = target.read(); // throws if there is no source at all
  const path = target.path(key);
  const error = target.host().missing(path, table, path.length - 1, trap);
  if (error !== undefined) throw error;
  return undefined;
}

/** Resolves the references under these keys together, because a copy of the section needs them all. Its sections stay views. */
export function openForCopy(table: SecretsTable, keys: readonly string[]): void {
  openTogether(
    unresolvedIn(
      keys.map((key) => table[key]),
      false,
    ),
  );
}

/** Would reading this list decrypt or resolve a value? */
export function hasSealed(list: readonly unknown[]): boolean {
  return list.some((item) => isSealed(item) || (Array.isArray(item) && hasSealed(item)));
}

/** A read-only form of a value that is not a section. */
export function readOnly(parent: Secrets, value: object, steps: KeyPath, wrap: Wrap): unknown {
  if (Array.isArray(value)) return readOnlyList(parent, value, steps, wrap);
  if (value instanceof Date) {
    const path = [...parent.path(), ...steps];
    return readOnlyDate(value, (setter) => refusal("change", path, setter));
  }
  if (value instanceof Uint8Array) return new Uint8Array(value); // typed arrays can't be frozen
  return value; // the schema made this value (for example, a URL), and it is not protected
}

/** A real, frozen array; sections in it are views. */
function readOnlyList(parent: Secrets, list: readonly unknown[], steps: KeyPath, wrap: Wrap): readonly unknown[] {
  const item = (index: number) => wrap(parent, list[index], [...steps, index]);
  openTogether(unresolvedIn(list, false));
  const items = list.map((_item, index) => item(index));
  list.forEach((value, index) => {
    if (needsFreshCopy(value)) Object.defineProperty(items, index, { get: () => item(index), enumerable: true });
  });
  return closeList(items, (index) => Array.isArray(list[index]) || isTable(list[index]));
}

/** The error for an attempt to change secrets. Its stack begins at the caller of `trap`. A key that is a value of `table` is not shown. */
export function refusal(act: string, path: KeyPath, trap: Trap, table?: unknown): unknown {
  const { ReadOnlyError, trimStack } = errors();
  const { hideValues } = require("../core/hide-values") as typeof import("../core/hide-values");
  return trimStack(trap, new ReadOnlyError(act, hideValues(path, table), callerOf(trap)));
}

function callerOf(trap: Trap): string | undefined {
  return (require("../core/caller") as typeof import("../core/caller")).callerOf(trap)?.name;
}

/** See `errors.ts`. */
export const trimStack: typeof import("../core/errors").trimStack = (inner, error) => errors().trimStack(inner, error);

/** The currently loaded module, so that the error has the class that the program imports. */
function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
