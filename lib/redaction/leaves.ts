import type { KeyPath } from "../core/key-path";
import { isSealed, openedLocally } from "../core/sealed";
import { isTable } from "../core/table";

/** A value that is not a section or a list, and its path. */
export interface Leaf {
  readonly value: unknown;
  readonly path: KeyPath;
}

/** All values of a table. An encrypted value is decrypted, unless it is a reference to a store. */
export function* leavesOf(value: unknown, path: KeyPath = [], above: readonly unknown[] = []): Generator<Leaf> {
  if (above.includes(value)) return; // a cycle
  if (isSealed(value)) {
    const leaf = leafIfOpen(value);
    if (leaf !== undefined) yield* leavesOf(leaf, path, above);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index], [...above, value]);
  } else if (isTable(value)) {
    for (const key of Object.keys(value)) yield* leavesOf(value[key], [...path, key], [...above, value]);
  } else {
    yield { value, path };
  }
}

/** If a value can't be decrypted, this process has not read it. */
function leafIfOpen(value: unknown): unknown {
  try {
    return openedLocally(value);
  } catch {
    return undefined;
  }
}
