import { ReadOnlyError, seenFrom } from "./errors";
import { isTable } from "./outline";
import { closeList, createPrototype, INSPECT } from "./print";
import { isProbed } from "./probes";
import { isView, type KeyPath, register, Secrets, shellIfView, type ViewHost } from "./shell";
import type { SecretsTable } from "./types";

/*
 * The view: a read-only Proxy over a table. It knows no files and no environment; its host finds the table.
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
    return find(shell, key);
  } catch (error) {
    throw seenFrom(get, error);
  }
}

function find(shell: Secrets, key: PropertyKey): unknown {
  if (typeof key === "symbol") return key === INSPECT ? prototype[INSPECT] : undefined;
  // `await` asks every object for `then`; it must not read the disk.
  if (key === "then" && Secrets.peek(shell) === undefined) return undefined;
  const probed = isProbed(key as string);
  const table = probed ? Secrets.ask(shell) : Secrets.read(shell);
  if (table !== undefined && Object.hasOwn(table, key)) return handOut(shell, table, key as string);
  if (probed) return probeAnswer(key as string);
  const error = Secrets.hostOf(shell).missing(Secrets.pathOf(shell, key), table as SecretsTable);
  if (error !== undefined) throw error;
  return undefined;
}

/** The value of a key that the table has, wrapped where it must be, and kept so that the next read is quick. */
function handOut(shell: Secrets, table: SecretsTable, key: string): unknown {
  const ready = Secrets.readyFor(shell, table);
  const known = ready[key];
  if (known !== undefined) return known;
  const value = wrap(shell, table[key], [key]);
  if (!isForOneReader(value)) ready[key] = value;
  return value;
}

function wrap(parent: Secrets, value: unknown, steps: KeyPath): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return readOnlyList(parent, value, steps);
  if (value instanceof Date) return readOnlyDate(parent, value, steps);
  if (value instanceof Uint8Array) return new Uint8Array(value); // typed arrays can't be frozen
  if (isTable(value)) return viewOf(new Secrets(Secrets.hostOf(parent), value, parent, steps));
  return value; // what a schema made of a value (a URL, say) is the schema's business
}

function readOnlyDate(parent: Secrets, date: Date, steps: KeyPath): Date {
  const freeze = require("./freeze") as typeof import("./freeze");
  return freeze.readOnlyDate(date, [...Secrets.pathOf(parent), ...steps]);
}

/** A copy that can be changed after all (`Date.prototype.setTime.call(…)`): the next reader gets his own. */
function isForOneReader(value: unknown): boolean {
  return value instanceof Date || value instanceof Uint8Array;
}

/** A real, frozen array; sections in it are views. */
function readOnlyList(parent: Secrets, list: readonly unknown[], steps: KeyPath): readonly unknown[] {
  const item = (index: number) => wrap(parent, list[index], [...steps, index]);
  const items = list.map((_item, index) => item(index));
  items.forEach((value, index) => {
    if (isForOneReader(value)) Object.defineProperty(items, index, { get: () => item(index), enumerable: true });
  });
  return closeList(items, (item) => isView(item) || Array.isArray(item));
}

const prototype = createPrototype((object) => {
  const shell = shellIfView(object);
  return shell === undefined ? null : Secrets.peek(shell);
});
Object.defineProperty(Secrets.prototype, INSPECT, { value: prototype[INSPECT] });

/** What a plain object would answer to a name that tools ask for. */
function probeAnswer(key: string): unknown {
  return key === "__proto__" ? prototype : prototype[key];
}

// ----- the traps: all of them, so that no two ways to look disagree -----

/** A trap that refuses a write, in strict code and sloppy. */
function refuse(act: string) {
  return function trap(shell: Secrets, key?: PropertyKey): never {
    throw seenFrom(trap, new ReadOnlyError(act, Secrets.pathOf(shell, key)));
  };
}

/** The same for a write to the object as a whole: what its trap gets besides is no key. */
function refuseWhole(act: string) {
  return function trap(shell: Secrets): never {
    throw seenFrom(trap, new ReadOnlyError(act, Secrets.pathOf(shell)));
  };
}

function hasKey(shell: Secrets, key: PropertyKey): boolean {
  try {
    return key === INSPECT || hasOwnKey(shell, key); // chai asks for the hook with `in`
  } catch (error) {
    throw seenFrom(hasKey, error);
  }
}

function hasOwnKey(shell: Secrets, key: PropertyKey): boolean {
  if (typeof key === "symbol" || (key === "then" && Secrets.peek(shell) === undefined)) return false;
  const table = Secrets.ask(shell);
  return table !== undefined && Object.hasOwn(table, key);
}

function ownKeys(shell: Secrets): string[] {
  try {
    return Object.keys(Secrets.read(shell));
  } catch (error) {
    throw seenFrom(ownKeys, error);
  }
}

/** In the place of a value where there is no key; `undefined` can be a value, of a schema's making. */
const NOTHING = Symbol("nothing");

function getOwnPropertyDescriptor(shell: Secrets, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    const value = Secrets.ready(shell)[key] ?? (hasOwnKey(shell, key) ? get(shell, key) : NOTHING);
    return value === NOTHING ? undefined : { value, writable: false, enumerable: true, configurable: true };
  } catch (error) {
    throw seenFrom(getOwnPropertyDescriptor, error);
  }
}

const traps: ProxyHandler<Secrets> = Object.freeze({
  get,
  has: hasKey,
  ownKeys,
  getOwnPropertyDescriptor,
  getPrototypeOf: () => prototype,
  set: refuse("set"),
  deleteProperty: refuse("delete"),
  defineProperty: refuse("define"),
  setPrototypeOf: refuseWhole("change the prototype of"),
  preventExtensions: refuseWhole("freeze"),
});
