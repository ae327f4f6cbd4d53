import { ReadOnlyError, SecretsError } from "./errors";
import { readOnlyDate } from "./freeze";
import { isTable } from "./outline";
import { closeList, createPrototype, INSPECT } from "./print";
import { isProbed } from "./probes";
import type { SecretsTable } from "./types";

/*
 * The view: a read-only Proxy over a table. It knows no files and no environment; its host finds the table.
 *
 * The Proxy's target is an empty shell. `util.inspect` reads the target behind the traps, so a target that held the data
 * would print it; what a shell knows stands in private fields, which nothing prints.
 */

type KeyPath = readonly (string | number)[];

/** What a view asks of the instance that it belongs to. */
export interface ViewHost {
  /** The root table, loaded if need be. @throws what the load threw. */
  read(): SecretsTable;
  /** The root table, or `undefined` where no source exists. @throws what the load threw, but for that. */
  ask(): SecretsTable | undefined;
  /** The root table if it is there by now; never loads, never throws. */
  peek(): SecretsTable | undefined;
  /** The error for a key that is not there, or `undefined` where its absence is allowed. `table` lacks the step `at`, the last. */
  missing(path: KeyPath, table: SecretsTable, at?: number): Error | undefined;
}

/** A table's values as they were handed out: the cache that keeps `secrets.db === secrets.db`. */
type Ready = Record<PropertyKey, unknown>;

/** From a view, and from its shell, to the shell. A Proxy does not carry the private fields of its target. */
const shellOfView = new WeakMap<object, Secrets>();
const NOTHING_READY: Ready = Object.freeze(Object.create(null));

/** The shell. Its name is the one that a debugger and `customInspect: false` show. */
class Secrets {
  #ready: Ready = NOTHING_READY;
  readonly #host: ViewHost;
  /** A section's table; a root asks its host. */
  readonly #table: SecretsTable | undefined;
  readonly #parent: Secrets | undefined;
  readonly #steps: KeyPath;
  /** One for a root and all below it: a host may hand out another table now and then, and each keeps its views. */
  readonly #readyOfTable: WeakMap<SecretsTable, Ready>;

  constructor(host: ViewHost, table?: SecretsTable, parent?: Secrets, steps: KeyPath = []) {
    this.#host = host;
    this.#table = table;
    this.#parent = parent;
    this.#steps = steps;
    this.#readyOfTable = parent === undefined ? new WeakMap() : parent.#readyOfTable;
  }

  /** The hot path: one look into the private cache. */
  static get(shell: Secrets, key: PropertyKey): unknown {
    const value = shell.#ready[key];
    return value === undefined ? look(shell, key) : value;
  }

  /** The cache of `table`, which the hot path looks into from now on. */
  static readyFor(shell: Secrets, table: SecretsTable): Ready {
    let ready = shell.#readyOfTable.get(table);
    if (ready === undefined) {
      ready = Object.create(null) as Ready;
      shell.#readyOfTable.set(table, ready);
    }
    shell.#ready = ready;
    return ready;
  }

  static forget(shell: Secrets): void {
    shell.#ready = NOTHING_READY;
  }

  static hostOf(shell: Secrets): ViewHost {
    return shell.#host;
  }

  static read(shell: Secrets): SecretsTable {
    return shell.#table ?? shell.#host.read();
  }

  static ask(shell: Secrets): SecretsTable | undefined {
    return shell.#table ?? shell.#host.ask();
  }

  static peek(shell: Secrets): SecretsTable | undefined {
    return shell.#table ?? shell.#host.peek();
  }

  static pathOf(shell: Secrets, key?: PropertyKey): KeyPath {
    const above = shell.#parent === undefined ? [] : Secrets.pathOf(shell.#parent);
    const path = [...above, ...shell.#steps];
    return key === undefined ? path : [...path, typeof key === "symbol" ? String(key) : (key as string)];
  }
}

/** A new root view. Nothing is read before a key is asked for. */
export function createRootView(host: ViewHost): object {
  return viewOf(new Secrets(host));
}

/** Is it a view, of any instance? */
export function isView(value: unknown): value is object {
  return typeof value === "object" && value !== null && shellOfView.has(value);
}

/** The table under a view, loaded if need be. @throws TypeError where `view` is none; what the load threw. */
export function tableOf(view: unknown): SecretsTable {
  return Secrets.read(shellOf(view));
}

/** The table under a view; `undefined` where no source exists. @throws TypeError where `view` is none; what the load threw. */
export function tableIfAny(view: unknown): SecretsTable | undefined {
  return Secrets.ask(shellOf(view));
}

/** The instance that a view belongs to. @throws TypeError where `view` is none. */
export function hostOf(view: unknown): ViewHost {
  return Secrets.hostOf(shellOf(view));
}

/** The path of a view from its root. @throws TypeError where `view` is none. */
export function pathOf(view: unknown): KeyPath {
  return Secrets.pathOf(shellOf(view));
}

/** Lets a root view look its table up anew at each read (where a host hands out several); sections stay as they are. */
export function forgetReady(view: unknown): void {
  Secrets.forget(shellOf(view));
}

function shellOf(view: unknown): Secrets {
  const shell = typeof view === "object" && view !== null ? shellOfView.get(view) : undefined;
  if (shell === undefined)
    throw new TypeError("expected a secrets view: `secrets`, what createSecrets() gave, or a section of one");
  return shell;
}

function viewOf(shell: Secrets): object {
  const view = new Proxy(shell, traps);
  shellOfView.set(view, shell);
  shellOfView.set(shell, shell);
  return view;
}

/** A read that the cache did not answer: the first of a key, a probe, a Date, or a key that is not there. */
function look(shell: Secrets, key: PropertyKey): unknown {
  try {
    return find(shell, key);
  } catch (error) {
    throw seenFrom(Secrets.get, error);
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

/** Lets the stack of an error begin at the line that asked, not in here. */
function seenFrom(trap: (...args: never[]) => unknown, error: unknown): unknown {
  if (error instanceof SecretsError || error instanceof ReadOnlyError) Error.captureStackTrace?.(error, trap);
  return error;
}

/** The value of a key that the table has, wrapped where it must be, and kept so that the next read is quick. */
function handOut(shell: Secrets, table: SecretsTable, key: string): unknown {
  const ready = Secrets.readyFor(shell, table);
  const known = ready[key];
  if (known !== undefined) return known;
  const value = wrap(shell, table[key], [key]);
  // A copy is for one reader: the next one gets his own.
  if (!(value instanceof Date || value instanceof Uint8Array)) ready[key] = value;
  return value;
}

function wrap(parent: Secrets, value: unknown, steps: KeyPath): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return readOnlyList(parent, value, steps);
  if (value instanceof Date) return readOnlyDate(value, [...Secrets.pathOf(parent), ...steps]);
  if (value instanceof Uint8Array) return new Uint8Array(value); // typed arrays can't be frozen
  if (isTable(value)) return viewOf(new Secrets(Secrets.hostOf(parent), value, parent, steps));
  return value; // what a schema made of a value (a URL, say) is the schema's business
}

/** A real, frozen array; sections in it are views. */
function readOnlyList(parent: Secrets, list: readonly unknown[], steps: KeyPath): readonly unknown[] {
  const items = list.map((item, index) => wrap(parent, item, [...steps, index]));
  return closeList(items, (item) => isView(item) || Array.isArray(item));
}

const prototype = createPrototype((object) => {
  const shell = shellOfView.get(object);
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

function getOwnPropertyDescriptor(shell: Secrets, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    if (!hasOwnKey(shell, key)) return undefined;
    return { value: Secrets.get(shell, key), writable: false, enumerable: true, configurable: true };
  } catch (error) {
    throw seenFrom(getOwnPropertyDescriptor, error);
  }
}

const traps: ProxyHandler<Secrets> = Object.freeze({
  get: Secrets.get,
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
