import type { KeyPath } from "../core/key-path";
import { isForOneReader, isTable } from "../core/table";
import type { Rare } from "./cold-path";
import { INSPECT } from "./inspect";
import { register, Secrets, shellIfView, type ViewHost } from "./target";

/*
 * The view: a read-only Proxy over a table. It knows no files and no environment; its host finds the table. Every program waits
 * for what is here, so it is no more than what a plain read needs; `rare.ts` has what a view is seldom asked for.
 */

/** A new root view. Nothing is read before a key is asked for. */
export function createRootView(host: ViewHost): object {
  return viewOf(new Secrets(host));
}

function viewOf(shell: Secrets): object {
  const view = new Proxy(shell, traps);
  register(view, shell);
  return view;
}

/** The trap of every read, and the hot path: one look into what was handed out already. */
function get(shell: Secrets, key: PropertyKey): unknown {
  const value = Secrets.ready(shell)[key];
  return value === undefined ? look(shell, key) : value;
}

/** A read that the cache did not answer: the first of a key, a probe, a Date, or a key that is not there. */
function look(shell: Secrets, key: PropertyKey): unknown {
  try {
    if (typeof key === "symbol") return key === INSPECT ? rare().prototype[INSPECT] : undefined;
    // `await` asks every object for `then`; it must not read the disk.
    if (key === "then" && Secrets.peek(shell) === undefined) return undefined;
    const table = Secrets.ask(shell);
    if (table === undefined || !Object.hasOwn(table, key)) return rare().answerFor(shell, key as string);
    const ready = Secrets.readyFor(shell, table);
    const known = ready[key];
    if (known !== undefined) return known;
    const plain = table[key as string];
    const value = wrap(shell, plain, [key as string]);
    if (!isForOneReader(plain)) ready[key] = value;
    return value;
  } catch (error) {
    throw rare().seenFrom(get, error);
  }
}

/** A value as it is handed out: a section as a view, what else can be changed as something that can't be. */
function wrap(parent: Secrets, value: unknown, steps: KeyPath): unknown {
  if (typeof value !== "object" || value === null) return value;
  return isTable(value) ? viewOf(new Secrets(Secrets.hostOf(parent), value, parent, steps)) : rare().closed(parent, value, steps);
}

let made: Rare | undefined;

/** What a view is seldom asked for. */
export function rare(): Rare {
  if (made === undefined) {
    const { createRare } = require("./cold-path") as typeof import("./cold-path");
    made = createRare({ shells: Secrets, shellIfView, wrap });
  }
  return made;
}

Object.defineProperty(Secrets.prototype, INSPECT, {
  value(this: Secrets, ...args: unknown[]) {
    return (rare().prototype[INSPECT] as (...args: unknown[]) => unknown).apply(this, args);
  },
});

// ----- the traps: all of them, so that no two ways to look disagree -----

/** A trap that refuses a write, in strict code and sloppy. */
function refuse(act: string, isOfKey = true) {
  return function trap(shell: Secrets, key?: unknown): never {
    throw rare().refusal(act, Secrets.pathOf(shell, isOfKey ? (key as PropertyKey) : undefined), trap);
  };
}

function hasKey(shell: Secrets, key: PropertyKey): boolean {
  try {
    return key === INSPECT || hasOwnKey(shell, key); // chai asks for the hook with `in`
  } catch (error) {
    throw rare().seenFrom(hasKey, error);
  }
}

function hasOwnKey(shell: Secrets, key: PropertyKey): boolean {
  if (typeof key === "symbol" || (key === "then" && Secrets.peek(shell) === undefined)) return false;
  const table = Secrets.ask(shell);
  return table !== undefined && Object.hasOwn(table, key);
}

function ownKeys(shell: Secrets): readonly string[] {
  try {
    return Secrets.keys(shell);
  } catch (error) {
    throw rare().seenFrom(ownKeys, error);
  }
}

/** In the place of a value where there is no key; `undefined` can be a value, of a schema's making. */
const NOTHING = Symbol("nothing");

function getOwnPropertyDescriptor(shell: Secrets, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    const value = Secrets.ready(shell)[key] ?? (hasOwnKey(shell, key) ? get(shell, key) : NOTHING);
    return value === NOTHING ? undefined : { value, writable: false, enumerable: true, configurable: true };
  } catch (error) {
    throw rare().seenFrom(getOwnPropertyDescriptor, error);
  }
}

const traps: ProxyHandler<Secrets> = Object.freeze({
  get,
  has: hasKey,
  ownKeys,
  getOwnPropertyDescriptor,
  getPrototypeOf: () => rare().prototype,
  set: refuse("set"),
  deleteProperty: refuse("delete"),
  defineProperty: refuse("define"),
  setPrototypeOf: refuse("change the prototype of", false),
  preventExtensions: refuse("freeze", false),
});
