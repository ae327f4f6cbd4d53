import type { KeyPath } from "../core/key-path";
import type { Loaded, SecretsTable } from "../core/types";

/*
 * The target of a view's Proxy: an empty object. `util.inspect` looks at the target behind the traps, so a target that held the
 * data would print it. What it knows is in private fields, which nothing prints. It has methods and no getters, for `inspect`
 * calls getters when it is told to.
 */

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

/** The values of a table that were handed out: the cache that keeps `secrets.db === secrets.db`. */
type Cache = Record<PropertyKey, unknown>;

const EMPTY_CACHE: Cache = Object.freeze(Object.create(null));

/** The class has the name that a debugger and `customInspect: false` show. */
export class Secrets {
  #cache: Cache = EMPTY_CACHE;
  readonly #host: ViewHost;
  /** A section's table; a root asks its host. */
  readonly #table: SecretsTable | undefined;
  readonly #parent: Secrets | undefined;
  readonly #steps: KeyPath;
  /** One for a root and all below it: a host may hand out another table now and then, and each keeps its views. */
  readonly #cacheOfTable: WeakMap<SecretsTable, Cache>;
  #keys: readonly string[] | undefined;
  /** The table that those are of. */
  #keysOf: SecretsTable | undefined;

  constructor(host: ViewHost, table?: SecretsTable, parent?: Secrets, steps: KeyPath = []) {
    this.#host = host;
    this.#table = table;
    this.#parent = parent;
    this.#steps = steps;
    this.#cacheOfTable = parent === undefined ? new WeakMap() : parent.#cacheOfTable;
  }

  host(): ViewHost {
    return this.#host;
  }

  read(): SecretsTable {
    return this.#table ?? this.#host.read().table;
  }

  ask(): SecretsTable | undefined {
    return this.#table ?? this.#host.ask()?.table;
  }

  peek(): SecretsTable | undefined {
    return this.#table ?? this.#host.peek()?.table;
  }

  /** All keys, looked up once: a table does not change, and a spread would wait for it each time. */
  keys(): readonly string[] {
    const table = this.read();
    if (this.#keys === undefined || this.#keysOf !== table) {
      this.#keys = Object.keys(table);
      this.#keysOf = table;
    }
    return this.#keys;
  }

  /** The path from the root, or that of a key. */
  path(key?: PropertyKey): KeyPath {
    const path = [...(this.#parent?.path() ?? []), ...this.#steps];
    return key === undefined ? path : [...path, typeof key === "symbol" ? String(key) : (key as string)];
  }

  /** What was handed out already. */
  cache(): Cache {
    return this.#cache;
  }

  /** The cache of `table`, which the hot path looks into from now on. */
  cacheFor(table: SecretsTable): Cache {
    let cache = this.#cacheOfTable.get(table);
    if (cache === undefined) {
      cache = Object.create(null) as Cache;
      this.#cacheOfTable.set(table, cache);
    }
    if (this.#table !== undefined || this.#host.override === undefined) this.#cache = cache;
    return cache;
  }

  forget(): void {
    this.#cache = EMPTY_CACHE;
  }
}
