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
 * For tests: other secrets for a while. `withSecrets` belongs to the call and to all that it awaits, so tests that run at the same
 * time each see their own. `overrideSecrets` holds for the whole process, as a `beforeEach` needs it: test runners call a hook and
 * its test from different contexts. The environment is one for all, and is put back when the last one ends.
 */

/** Secrets for a test: plain data, as a secrets file would have it. */
export type SecretValues = Readonly<Record<string, unknown>>;

export interface OverrideOptions {
  /** The instance that is overridden. @default the default `secrets` */
  readonly view?: object | undefined;
  /** Writes root strings and numbers to `process.env` for the time. Not for tests that run at the same time. @default false */
  readonly exportEnv?: boolean | undefined;
}

/**
 * Runs `fn` with other secrets, and puts everything back when it returns, throws, or its promise settles. The real files are not
 * read. A key that `values` lacks is a `KeyError`. Calls may be nested (the inner one alone counts) and run at the same time.
 * @returns what `fn` returns.
 * @throws TypeError where `view` is no view, or a section.
 * @example
 * await withSecrets({ api_key: "fake", db: { user: "test" } }, async () => {
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
    // What is only begun by `then`, as a query of knex is, belongs to the call too.
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
 * The same until it is disposed of, for the whole process: at the end of the scope where the language has `using`; elsewhere call
 * `[Symbol.dispose]()` in an `afterEach` or a `finally`. A `withSecrets` counts more, and of several the latest.
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

/** Real secrets files in a temporary folder, and the options of an instance that sees only them. */
export interface TemporarySecrets extends Disposable {
  readonly cwd: string;
  readonly home: string;
  readonly env: Record<string, string | undefined>;
}

/**
 * Writes real files into a temporary home and project: for tests of what reads files. Give the result to `createSecrets`, or start
 * a process in `cwd`. It is removed by `[Symbol.dispose]()`.
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
  /** Of `withSecrets`: that of the running call. */
  readonly scoped: AsyncLocalStorage<Loaded>;
  /** Of `overrideSecrets`: the latest last. */
  readonly lasting: Loaded[];
}

const overridesOfView = new WeakMap<object, Overrides>();

/** The overrides of an instance: from the first one on, it asks here before it reads. */
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

/** The variables that overrides wrote, as they were before the first, and the tables that are exported now, the latest last. */
const variablesBefore = new Map<string, string | undefined>();
const tables: Loaded["table"][] = [];

/** Exports for the time. Overrides may end in any order: an end puts all back, and lets those that are left write again. */
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
