import type { KeyPath } from "./key-path";
import { isTable } from "./table";

/* Reads plain data by key. Only own keys count, so a section does not have the key `constructor` by inheritance. */

/** Does the section have this key, or the list this index? */
export function hasStep(holder: unknown, step: string | number): boolean {
  if (Array.isArray(holder)) return /^(?:0|[1-9]\d*)$/.test(String(step)) && Object.hasOwn(holder, step);
  return isTable(holder) && Object.hasOwn(holder, step);
}

/** The value of a key or an index; `undefined` if there is none. */
export function stepInto(holder: unknown, step: string | number): unknown {
  return hasStep(holder, step) ? (holder as Record<string | number, unknown>)[step] : undefined;
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce(stepInto, root);
}

/** Does the path exist? */
export function hasPath(root: unknown, path: KeyPath): boolean {
  return path.every((step, at) => hasStep(valueAt(root, path.slice(0, at)), step));
}
