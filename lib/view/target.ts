import type { KeyPath } from "../core/key-path";
import type { Loaded, SecretsTable } from "../core/types";

/*
 * The target of a view's Proxy: an empty object. `util.inspect` reads the target behind the traps, so a target that contained the
 * data would print it. The state is in private fields, which nothing prints. The class has methods and no getters, because
 * `inspect` has an option to call getters.
 */

/** What a view needs from the instance that it belongs to. */
export interface ViewHost {
  /** The loaded secrets; loads on the first call. @throws the error of the load. */
  read(): Loaded;
  /** Like `read`, but returns `undefined` if no source exists. @throws any other error of the load. */
  ask(): Loaded | undefined;
  /** The loaded secrets, or `undefined` before the load. Never loads, never throws. */
  peek(): Loaded | undefined;
  /** Set by a test that overrides the instance. From then on, each read of the root asks it first. */
  override?: (() => Loaded | undefined) | undefined;
  /**
   * The error for a missing key, or `undefined` if the key may be absent. `table` lacks the step at index `at`. `read` is the
   * trap of the read. The error names its caller.
   */
  missing(path: KeyPath, table: SecretsTable, at: number, read?: (...args: never[]) => unknown): Error | undefined;
}

/** The values of a table that were already returned. This cache keeps `secrets.db === secrets.db`. */
type Cache = Record<PropertyKey, unknown>;

const EMPTY_CACHE: Cache = Object.freeze(Object.create(null));

/** A debugger and `customInspect: false` show the name of this class. */
export class Secrets {
  #cache: Cache = EMPTY_CACHE;
  readonly #host: ViewHost;
  /** The table of a section. A root asks its host instead. */
  readonly #table: SecretsTable | undefined;
  readonly #parent: Secrets | undefined;
  readonly #steps: KeyPath;
  /** Shared by a root and all its sections. A host may switch to another table, and each table keeps its views. */
  readonly #cacheOfTable: WeakMap<SecretsTable, Cache>;
  #keys: readonly string[] | undefined;
  /** The table of `#keys`. */
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

  /** All keys. They are listed once, because a table does not change and listing them would slow down every spread. */
  keys(): readonly string[] {
    const table = this.read();
    if (this.#keys === undefined || this.#keysOf !== table) {
      this.#keys = Object.keys(table);
      this.#keysOf = table;
    }
    return this.#keys;
  }

  /** The path from the root to this view, or to a key of it. */
  path(key?: PropertyKey): KeyPath {
    const path = [...(this.#parent?.path() ?? []), ...this.#steps];
    return key === undefined ? path : [...path, typeof key === "symbol" ? String(key) : (key as string)];
  }

  /** The values that were returned already. */
  cache(): Cache {
    return this.#cache;
  }

  /** The cache of `table`. From now on the hot path reads it. */
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
