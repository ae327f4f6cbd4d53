import type { KeyPath } from "../core/key-path";
import { isForOneReader } from "../core/table";
import { createPrototype } from "./prototype";
import { closeList, readOnlyDate } from "./read-only-values";
import type { Secrets } from "./target";
import { createUnderView } from "./unwrap";
import { isProbed } from "./well-known-keys";

/*
 * What a view is seldom asked for: to print itself, for a name that tools ask for, for a key that is not there, for a list or a
 * date, to be changed, and by the functions that are handed a view. It is loaded when it is needed, and imports nothing of the
 * view but is handed it: a test runner may by then load every module anew (`jest.resetModules`), and the view's own are those
 * that it began with.
 */

/** What is handed over: the shells, and how the view wraps a value. */
export interface Viewing {
  readonly shells: typeof Secrets;
  /** The shell of a view; `undefined` for any other object. */
  shellIfView(object: object): Secrets | undefined;
  wrap(parent: Secrets, value: unknown, steps: KeyPath): unknown;
}

export type Rare = ReturnType<typeof createRare>;

export function createRare({ shells, shellIfView, wrap }: Viewing) {
  const prototype = createPrototype((object) => {
    const shell = shellIfView(object);
    return shell === undefined ? null : shells.peek(shell);
  });

  const underView = createUnderView(shells, shellIfView);

  /** What a plain object would say to a name that tools ask for; the error for any other that is not there, unless it may be absent. */
  function answerFor(shell: Secrets, key: string): unknown {
    if (isProbed(key)) return key === "__proto__" ? prototype : prototype[key];
    const table = shells.read(shell); // which throws where there is no source at all
    const path = shells.pathOf(shell, key);
    const error = shells.hostOf(shell).missing(path, table, path.length - 1);
    if (error !== undefined) throw error;
    return undefined;
  }

  /** A value that is no section, as something that can't be changed. */
  function closed(parent: Secrets, value: object, steps: KeyPath): unknown {
    if (Array.isArray(value)) return readOnlyList(parent, value, steps);
    if (value instanceof Date) {
      const path = [...shells.pathOf(parent), ...steps];
      return readOnlyDate(value, (setter) => refusal("change", path, setter));
    }
    if (value instanceof Uint8Array) return new Uint8Array(value); // typed arrays can't be frozen
    return value; // what a schema made of a value (a URL, say) is the schema's business
  }

  /** A real, frozen array; sections in it are views. */
  function readOnlyList(parent: Secrets, list: readonly unknown[], steps: KeyPath): readonly unknown[] {
    const item = (index: number) => wrap(parent, list[index], [...steps, index]);
    const items = list.map((_item, index) => item(index));
    list.forEach((value, index) => {
      if (isForOneReader(value)) Object.defineProperty(items, index, { get: () => item(index), enumerable: true });
    });
    return closeList(items, (item) => Array.isArray(item) || underView.isView(item));
  }

  /** The error for an act that would change secrets, seen from what calls `trap`. */
  function refusal(act: string, path: KeyPath, trap: (...args: never[]) => unknown): unknown {
    const { ReadOnlyError, seenFrom } = errors();
    return seenFrom(trap, new ReadOnlyError(act, path));
  }

  /** See `errors.ts`. */
  const seenFrom: typeof import("../core/errors").seenFrom = (inner, error) => errors().seenFrom(inner, error);

  return { prototype, seenFrom, answerFor, closed, refusal, ...underView };
}

/** As they are loaded now: those that a program gets when it asks for a class to compare with. */
function errors() {
  return require("../core/errors") as typeof import("../core/errors");
}
