import type { KeyPath } from "../../core/key-path";
import { isSealed, openedLocally } from "../../core/sealed";
import { isTable } from "../../core/table";

/** A value that this process can't open, so the scan can't search for it. */
export interface Closed {
  readonly path: KeyPath;
  /** Why an encrypted value does not open; `undefined` for a reference, which a scan does not resolve. */
  readonly error?: unknown;
}

/** The encrypted values that do not open, and the references. Calls no store. */
export function closedIn(value: unknown, path: KeyPath = []): Closed[] {
  if (isSealed(value)) {
    try {
      return openedLocally(value) === undefined ? [{ path }] : [];
    } catch (error) {
      return [{ path, error }];
    }
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => closedIn(item, [...path, index]));
  if (!isTable(value)) return [];
  return Object.keys(value).flatMap((key) => closedIn(value[key], [...path, key]));
}

/** @throws the error of the first encrypted value that does not open. */
export function throwIfLocked(closed: readonly Closed[]): void {
  const first = closed.find(({ error }) => error !== undefined);
  if (first !== undefined) throw first.error;
}
