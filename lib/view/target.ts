import type { Loaded, SecretsTable } from "../core/types";

/*
 * The empty shell that is a view's target. `util.inspect` reads the target behind the traps, so a target that held the data
 * would print it; what a shell knows stands in private fields, which nothing prints.
 */

export type KeyPath = readonly (string | number)[];

/** What a view asks of the instance that it belongs to. */
export interface ViewHost {
  /** What is loaded, loaded now if need be. @throws what the load threw. */
  read(): Loaded;
  /** The same, or `undefined` where no source exists. @throws what the load threw, but for that. */
  ask(): Loaded | undefined;
  /** The same if it is there by now; never loads, never throws. */
  peek(): Loaded | undefined;
  /** Answers for the instance while a test says so; from then on the root is looked up at each read. */
  override?: (() => Loaded | undefined) | undefined;
  /** The error for a key that is not there, or `undefined` where its absence is allowed. `table` lacks the step `at`. */
  missing(path: KeyPath, table: SecretsTable, at: number): Error | undefined;
}

/** A table's values as they were handed out: the cache that keeps `secrets.db === secrets.db`. */
export type Ready = Record<PropertyKey, unknown>;

/** From a view, and from its shell, to the shell. A Proxy does not carry the private fields of its target. */
const shellOfView = new WeakMap<object, Secrets>();
const NOTHING_READY: Ready = Object.freeze(Object.create(null));

/** The shell. Its name is the one that a debugger and `customInspect: false` show. */
export class Secrets {
  #ready: Ready = NOTHING_READY;
  readonly #host: ViewHost;
  /** A section's table; a root asks its host. */
  readonly #table: SecretsTable | undefined;
  readonly #parent: Secrets | undefined;
  readonly #steps: KeyPath;
  /** One for a root and all below it: a host may hand out another table now and then, and each keeps its views. */
  readonly #readyOfTable: WeakMap<SecretsTable, Ready>;
  #keys: readonly string[] | undefined;
  /** The table that those are of. */
  #keysOf: SecretsTable | undefined;

  constructor(host: ViewHost, table?: SecretsTable, parent?: Secrets, steps: KeyPath = []) {
    this.#host = host;
    this.#table = table;
    this.#parent = parent;
    this.#steps = steps;
    this.#readyOfTable = parent === undefined ? new WeakMap() : parent.#readyOfTable;
  }

  /** What was handed out already. */
  static ready(shell: Secrets): Ready {
    return shell.#ready;
  }

  /** The cache of `table`, which the hot path looks into from now on. */
  static readyFor(shell: Secrets, table: SecretsTable): Ready {
    let ready = shell.#readyOfTable.get(table);
    if (ready === undefined) {
      ready = Object.create(null) as Ready;
      shell.#readyOfTable.set(table, ready);
    }
    if (shell.#table !== undefined || shell.#host.override === undefined) shell.#ready = ready;
    return ready;
  }

  /** All keys, looked up once: a table does not change, and a spread would wait for it each time. */
  static keys(shell: Secrets): readonly string[] {
    const table = Secrets.read(shell);
    if (shell.#keys === undefined || shell.#keysOf !== table) {
      shell.#keys = Object.keys(table);
      shell.#keysOf = table;
    }
    return shell.#keys;
  }

  static forget(shell: Secrets): void {
    shell.#ready = NOTHING_READY;
  }

  static hostOf(shell: Secrets): ViewHost {
    return shell.#host;
  }

  static read(shell: Secrets): SecretsTable {
    return shell.#table ?? shell.#host.read().table;
  }

  static ask(shell: Secrets): SecretsTable | undefined {
    return shell.#table ?? shell.#host.ask()?.table;
  }

  static peek(shell: Secrets): SecretsTable | undefined {
    return shell.#table ?? shell.#host.peek()?.table;
  }

  static pathOf(shell: Secrets, key?: PropertyKey): KeyPath {
    const above = shell.#parent === undefined ? [] : Secrets.pathOf(shell.#parent);
    const path = [...above, ...shell.#steps];
    return key === undefined ? path : [...path, typeof key === "symbol" ? String(key) : (key as string)];
  }
}

/** Makes a view known by its shell. */
export function register(view: object, shell: Secrets): void {
  shellOfView.set(view, shell);
  shellOfView.set(shell, shell);
}

/** The shell of a view; `undefined` for any other object. */
export function shellIfView(object: object): Secrets | undefined {
  return shellOfView.get(object);
}
