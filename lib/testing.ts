import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { secrets } from "./api/secrets";
import { deepCopy } from "./core/table";
import type { Loaded } from "./core/types";
import { exportEnv } from "./env/export-env";
import { targetOf } from "./view/view";

/*
 * For tests: replaces the secrets temporarily. `withSecrets` applies to the call and everything that it awaits, so tests that run
 * at the same time each see their own secrets. `overrideSecrets` applies to the whole process, as a `beforeEach` needs it,
 * because test runners call a hook and its test from different contexts. The environment is shared, and is restored when the last
 * override ends.
 */

/** Secrets for a test: plain data, like the content of a secrets file. */
export type SecretValues = Readonly<Record<string, unknown>>;

/** Options of {@link withSecrets} and {@link overrideSecrets}. */
export interface OverrideOptions {
  /** The instance to override. @default the default `secrets` */
  readonly view?: object | undefined;
  /**
   * Also writes root strings and numbers to `process.env` until the end. Do not use it for tests that run at the same time.
   * @default false
   */
  readonly exportEnv?: boolean | undefined;
}

/**
 * Runs `fn` with other secrets, and restores everything when it returns or throws, or when its promise settles. The real files
 * are not read. A key that `values` lacks is a `KeyError`. Calls may be nested (the inner one wins) and may run at the same time.
 * @returns the result of `fn`.
 * @throws TypeError if `view` is a section or not a view.
 * @example
 * await withSecrets({ api_key: "fake", db: { username: "test" } }, async () => {
 *   assert.equal(await callApi(), "ok");
 * });
 */
export function withSecrets<T>(values: SecretValues, fn: () => T, options: OverrideOptions = {}): T {
  const { view = secrets } = options;
  const { scoped } = overridesOf(view);
  const loaded = loadedFrom(values);
  const restore = options.exportEnv ? exported(loaded) : () => {};
  let result: T;
  try {
    // A lazy thenable, such as a query of knex, starts only in `then`; it belongs to the call too.
    result = scoped.run(loaded, () => {
      const given = fn();
      return isPromise(given) ? (Promise.resolve(given) as T) : given;
    });
  } catch (error) {
    restore();
    throw error;
  }
  if (!isPromise(result)) {
    restore();
    return result;
  }
  return result.then(
    (value) => {
      restore();
      return value;
    },
    (error) => {
      restore();
      throw error;
    },
  ) as T;
}

/**
 * Overrides the secrets for the whole process until you dispose of the override: at the end of the scope with `using`, or by a
 * call of `[Symbol.dispose]()` in an `afterEach` or a `finally`. `withSecrets` wins over it. Of several overrides, the latest
 * wins.
 * @throws TypeError if `view` is a section or not a view.
 * @example
 * using _ = overrideSecrets({ api_key: "fake" });
 */
export function overrideSecrets(values: SecretValues, options: OverrideOptions = {}): Disposable {
  const { view = secrets } = options;
  const { lasting } = overridesOf(view);
  const loaded = loadedFrom(values);
  const restore = options.exportEnv ? exported(loaded) : () => {};
  lasting.push(loaded);
  return {
    [Symbol.dispose]() {
      const at = lasting.indexOf(loaded);
      if (at === -1) return;
      lasting.splice(at, 1);
      restore();
    },
  };
}

/** Secrets files in a temporary folder, and the options of an instance that reads only them. */
export interface TemporarySecrets extends Disposable {
  readonly cwd: string;
  readonly home: string;
  readonly env: Record<string, string | undefined>;
}

/**
 * Writes real files into a temporary home and project folder, for tests of code that reads files. Pass the result to
 * `createSecrets`, or start a process in its `cwd`. `[Symbol.dispose]()` removes the files.
 * @param files the texts of the two secrets files. A file that is left out is not written.
 * @returns `cwd`, `home`, and an empty `env`, as `createSecrets` takes them.
 * @throws the errors of `node:fs` if the temporary folder can't be written to.
 * @example
 * using files = temporarySecrets({ project: 'api_key = "fake"' });
 * const secrets = createSecrets({ ...files });
 */
export function temporarySecrets(files: { readonly home?: string; readonly project?: string }): TemporarySecrets {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-test-")));
  const folders = { home: join(root, "home"), project: join(root, "project") };
  for (const [name, folder] of Object.entries(folders)) {
    const text = files[name as keyof typeof folders];
    mkdirSync(folder);
    if (text === undefined) continue;
    const file = join(folder, ".streamlit", "secrets.toml");
    mkdirSync(dirname(file), { mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  }
  const shown = { cwd: folders.project, home: folders.home, env: {} };
  return Object.defineProperty(shown, Symbol.dispose, {
    value: () => rmSync(root, { recursive: true, force: true }),
  }) as typeof shown & Disposable;
}

interface Overrides {
  /** The override of the running `withSecrets` call. */
  readonly scoped: AsyncLocalStorage<Loaded>;
  /** The overrides of `overrideSecrets`, the latest last. */
  readonly lasting: Loaded[];
}

const overridesOfView = new WeakMap<object, Overrides>();

/** The overrides of an instance. After the first override, the instance checks them before each read. */
function overridesOf(view: object): Overrides {
  const known = overridesOfView.get(view);
  if (known !== undefined) return known;
  const target = targetOf(view);
  if (target.path().length > 0) throw new TypeError("only a whole instance can be overridden, not a section");
  const overrides: Overrides = { scoped: new AsyncLocalStorage(), lasting: [] };
  target.host().override = () => overrides.scoped.getStore() ?? overrides.lasting.at(-1);
  target.forget();
  overridesOfView.set(view, overrides);
  return overrides;
}

function loadedFrom(values: SecretValues): Loaded {
  const table = deepCopy(values) as Record<string, unknown>;
  const place = { where: "an override in a test", kind: "override", found: true } as const;
  return { table, sources: [{ place, table }], places: [place] };
}

/** The values of variables before the first override wrote them, and the tables that are exported now, the latest last. */
const variablesBefore = new Map<string, string | undefined>();
const tables: Loaded["table"][] = [];

/**
 * Exports until the returned function is called. Overrides may end in any order: each end restores everything and exports the
 * remaining tables again.
 */
function exported({ table }: Loaded): () => void {
  for (const name of Object.keys(table)) {
    if (!variablesBefore.has(name)) variablesBefore.set(name, Object.hasOwn(process.env, name) ? process.env[name] : undefined);
  }
  tables.push(table);
  exportEnv(table, process.env, "override");
  return () => {
    const at = tables.indexOf(table);
    if (at === -1) return;
    tables.splice(at, 1);
    for (const [name, value] of variablesBefore) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    if (tables.length === 0) variablesBefore.clear();
    for (const left of tables) exportEnv(left, process.env, "override");
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
