import type { KeyPath } from "../../core/key-path";
import { isSealed, openedLocally } from "../../core/sealed";
import { isTable } from "../../core/table";

/** A value that this process can't open, so the scan can't search for it. */
export interface UnopenedValue {
  readonly path: KeyPath;
  /** Why an encrypted value does not open; `undefined` for a reference, which a scan does not resolve. */
  readonly error?: unknown;
}

/** The encrypted values that do not open, and the references. Calls no store. */
export function unopenedIn(value: unknown, path: KeyPath = []): UnopenedValue[] {
  if (isSealed(value)) {
    try {
      return openedLocally(value) === undefined ? [{ path }] : [];
    } catch (error) {
      return [{ path, error }];
    }
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => unopenedIn(item, [...path, index]));
  if (!isTable(value)) return [];
  return Object.keys(value).flatMap((key) => unopenedIn(value[key], [...path, key]));
}

/** @throws the error of the first encrypted value that does not open. */
export function throwIfLocked(unopened: readonly UnopenedValue[]): void {
  const first = unopened.find(({ error }) => error !== undefined);
  if (first !== undefined) throw first.error;
}
