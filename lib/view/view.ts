import type { KeyPath } from "../core/key-path";
import { isSealed, opened } from "../core/sealed";
import { isTable, needsFreshCopy } from "../core/table";
import { INSPECT } from "./inspect";
import type { ViewPrototype } from "./prototype";
import { Secrets, type ViewHost } from "./target";

/*
 * The view: a read-only Proxy over a table. It knows no files and no environment; its host finds the table. Every program loads
 * this file, so it contains only what a plain read needs. Everything else is in `cold-path.ts`.
 */

/** Creates a root view. Nothing is read before the first key. */
export function createRootView(host: ViewHost): object {
  return viewOf(new Secrets(host));
}

/** Maps a view and its target to the target. A Proxy does not have the private fields of its target. */
const targets = new WeakMap<object, Secrets>();

function viewOf(target: Secrets): object {
  const view = new Proxy(target, traps);
  targets.set(view, target);
  targets.set(target, target);
  return view;
}

/** The target of a view; `undefined` for anything else. */
export function targetIfView(value: unknown): Secrets | undefined {
  return typeof value === "object" && value !== null ? targets.get(value) : undefined;
}

/** The target of a view. @throws TypeError if `view` is not a view. */
export function targetOf(view: unknown): Secrets {
  const target = targetIfView(view);
  if (target !== undefined) return target;
  throw new TypeError("expected a secrets view: `secrets`, the result of createSecrets(), or a section of one");
}

/** The trap of every read, and the hot path: one look into the cache. */
function get(target: Secrets, key: PropertyKey): unknown {
  const value = target.cache()[key];
  return value === undefined ? look(target, key) : value;
}

/** A read that the cache can't answer: the first read of a key, a well-known name, a Date, or a missing key. */
function look(target: Secrets, key: PropertyKey): unknown {
  try {
    if (typeof key === "symbol") return answerForSymbol(target, key);
    // `await` reads `then` of every object, and that must not read the disk.
    if (key === "then" && target.peek() === undefined) return undefined;
    const table = target.ask();
    if (table === undefined || !Object.hasOwn(table, key)) return coldPath().answerFor(target, key as string, prototype(), get);
    const cache = target.cacheFor(table);
    const known = cache[key];
    if (known !== undefined) return known;
    const plain = table[key as string];
    const isCopied = listed === target && listedKeys[described - 1] === key;
    if (isCopied && (isSealed(plain) || Array.isArray(plain))) coldPath().openForCopy(table, listedKeys.slice(described - 1));
    const value = wrap(target, plain, [key as string]);
    if (!needsFreshCopy(plain)) cache[key] = value;
    return value;
  } catch (error) {
    listed = undefined; // a spread stops at the first error, so the next read is a read of one key
    throw coldPath().trimStack(get, error);
  }
}

/** Never loads. Only the hook of `inspect` has a value. */
function answerForSymbol(target: Secrets, key: symbol): unknown {
  askedIfDraft = key === DRAFT && askedIfFrozen === target ? target : undefined;
  return key === INSPECT ? prototype()[INSPECT] : undefined;
}

/** The read-only form of a value: a view for a section, a copy or a frozen array for anything else that is mutable. */
function wrap(parent: Secrets, value: unknown, steps: KeyPath): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isTable(value)) return viewOf(new Secrets(parent.host(), value, parent, steps));
  if (isSealed(value)) return wrap(parent, opened(value), steps);
  return coldPath().readOnly(parent, value, steps, wrap);
}

/**
 * The cold path, loaded on first use. It gets the target as an argument and imports no state of the view, because a test runner
 * may reload every module in between (`jest.resetModules`), and the view must keep the modules that it began with.
 */
function coldPath() {
  return require("./cold-path") as typeof import("./cold-path");
}

let shownPrototype: ViewPrototype | undefined;

/** The prototype of every view. */
function prototype(): ViewPrototype {
  shownPrototype ??= coldPath().createPrototype((object) => {
    const target = targetIfView(object);
    return target === undefined ? null : target.peek();
  });
  return shownPrototype;
}

Object.defineProperty(Secrets.prototype, INSPECT, {
  value(this: Secrets, ...args: unknown[]) {
    return (prototype()[INSPECT] as (...args: unknown[]) => unknown).apply(this, args);
  },
});

/*
 * Immer freezes every plain object, and a view can't be frozen. Immer asks three questions in a row, and no other tool does: is the
 * object frozen, is it a draft, what is its prototype? The third answer is then the prototype of an object that is not plain, so
 * immer leaves the view as it is.
 */
const DRAFT = Symbol.for("immer-state");
let askedIfFrozen: Secrets | undefined;
let askedIfDraft: Secrets | undefined;

function isExtensible(target: Secrets): boolean {
  askedIfFrozen = target;
  return true;
}

function getPrototypeOf(target: Secrets): object {
  const isImmer = askedIfDraft === target;
  askedIfFrozen = undefined;
  askedIfDraft = undefined;
  listed = undefined; // `for…in` gets the prototype after it has listed the keys, and does not copy the section
  return isImmer ? Secrets.prototype : prototype();
}

// ----- all traps, so that all ways to inspect a view agree -----

/** A trap that refuses a write, in strict and in sloppy mode. */
function refuse(act: string, isOfKey = true) {
  return function trap(target: Secrets, key?: unknown): never {
    throw coldPath().refusal(act, target.path(isOfKey ? (key as PropertyKey) : undefined), trap, target.host().peek()?.table);
  };
}

function hasKey(target: Secrets, key: PropertyKey): boolean {
  try {
    return key === INSPECT || hasOwnKey(target, key); // chai looks for the hook with `in`
  } catch (error) {
    throw coldPath().trimStack(hasKey, error);
  }
}

function hasOwnKey(target: Secrets, key: PropertyKey): boolean {
  if (typeof key === "symbol" || (key === "then" && target.peek() === undefined)) return false;
  const table = target.ask();
  return table !== undefined && Object.hasOwn(table, key);
}

// A spread lists the keys, and then describes and reads each. So a read just after its description in that order belongs to a copy of
// the whole section: the references in it are resolved together. `Object.keys` describes all keys before the first read.
let listed: Secrets | undefined;
let listedKeys: readonly string[] = [];
let described = 0; // how many of the listed keys were described, in their order

function ownKeys(target: Secrets): readonly string[] {
  try {
    described = 0;
    listedKeys = target.keys();
    listed = target;
    return listedKeys;
  } catch (error) {
    throw coldPath().trimStack(ownKeys, error);
  }
}

function getOwnPropertyDescriptor(target: Secrets, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    if (listed === target && listedKeys[described++] !== key) listed = undefined;
    const known = target.cache()[key];
    if (known !== undefined) return { value: known, writable: false, enumerable: true, configurable: true };
    if (!hasOwnKey(target, key)) return undefined;
    const plain = target.read()[key as string];
    // Object.keys asks for the descriptor of each key. It must not need the private key of a file, and it must not call a store.
    if (isSealed(plain) || (Array.isArray(plain) && coldPath().hasSealed(plain))) {
      return { get: () => get(target, key), enumerable: true, configurable: true };
    }
    return { value: get(target, key), writable: false, enumerable: true, configurable: true };
  } catch (error) {
    throw coldPath().trimStack(getOwnPropertyDescriptor, error);
  }
}

const traps: ProxyHandler<Secrets> = Object.freeze({
  get,
  has: hasKey,
  ownKeys,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  set: refuse("set"),
  deleteProperty: refuse("delete"),
  defineProperty: refuse("define"),
  setPrototypeOf: refuse("change the prototype of", false),
  preventExtensions: refuse("freeze", false),
});
