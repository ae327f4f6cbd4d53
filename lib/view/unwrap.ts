import { type KeyPath, type Path, stepsOf } from "../core/key-path";
import { deepCopy } from "../core/table";
import type { Loaded, SecretsTable } from "../core/types";
import type { Secrets, ViewHost } from "./target";

/** What is under views, for the functions that are handed one. Made of the shells that the views have; see `rare.ts`. */
export function createUnderView(shells: typeof Secrets, shellIfView: (object: object) => Secrets | undefined) {
  const shellIfAny = (value: unknown) => (typeof value === "object" && value !== null ? shellIfView(value) : undefined);

  /** Is it a view, of any instance? */
  const isView = (value: unknown): value is object => shellIfAny(value) !== undefined;

  /** The shell of a view. @throws TypeError where `view` is none. */
  function shellOf(view: unknown): Secrets {
    const shell = shellIfAny(view);
    if (shell === undefined)
      throw new TypeError("expected a secrets view: `secrets`, what createSecrets() gave, or a section of one");
    return shell;
  }

  /** The table under a view, loaded if need be. @throws TypeError where `view` is none; what the load threw. */
  const tableOf = (view: unknown): SecretsTable => shells.read(shellOf(view));

  /** The table under a view; `undefined` where no source exists. @throws TypeError where `view` is none; what the load threw. */
  const tableIfAny = (view: unknown): SecretsTable | undefined => shells.ask(shellOf(view));

  /** The table under a view if it is loaded by now; never loads. @throws TypeError where `view` is none. */
  const tableIfLoaded = (view: unknown): SecretsTable | undefined => shells.peek(shellOf(view));

  /** The instance that a view belongs to. @throws TypeError where `view` is none. */
  const hostOf = (view: unknown): ViewHost => shells.hostOf(shellOf(view));

  /** The path of a view from its root. @throws TypeError where `view` is none. */
  const pathOf = (view: unknown): KeyPath => shells.pathOf(shellOf(view));

  /** What a schema made the table under a view of, if one did and it is loaded by now. @throws TypeError where `view` is none. */
  function inputIfLoaded(view: unknown): unknown {
    const within = (value: unknown, step: string | number) => (value as Record<string | number, unknown> | undefined)?.[step];
    return pathOf(view).reduce(within, hostOf(view).peek()?.input);
  }

  /** Lets a test answer for an instance: `current` is asked at each read, and the instance's own load only where it gives nothing. */
  function overrideHost(view: object, current: () => Loaded | undefined): void {
    hostOf(view).override = current;
    shells.forget(shellOf(view));
  }

  /** See `toObject`. */
  function copyOf(view: unknown): unknown {
    if (Array.isArray(view)) return view.map((item) => (isView(item) || Array.isArray(item) ? copyOf(item) : deepCopy(item)));
    return deepCopy(tableOf(view));
  }

  /** See `getSecret`. */
  function valueAt(view: object, path: Path, fallback: readonly unknown[]): unknown {
    const steps = stepsOf(path);
    const root = fallback.length === 0 ? tableOf(view) : tableIfAny(view);
    let value: unknown = root === undefined ? undefined : view;
    for (const [at, step] of steps.entries()) {
      if (root !== undefined && hasStep(value, step)) {
        value = (value as Record<string | number, unknown>)[step];
        continue;
      }
      if (fallback.length > 0) return fallback[0];
      const above = pathOf(view);
      const error = hostOf(view).missing([...above, ...steps], isView(value) ? tableOf(value) : {}, above.length + at);
      if (error !== undefined) throw error;
      return undefined;
    }
    return root === undefined ? fallback[0] : value;
  }

  function hasStep(value: unknown, step: string | number): boolean {
    if (isView(value)) return String(step) in value;
    return Array.isArray(value) && /^(0|[1-9]\d*)$/.test(String(step)) && Object.hasOwn(value, step);
  }

  /** What `act` gives; its errors have a stack that begins at the line that called the helper. */
  function askedBy<T>(helper: (...args: never[]) => unknown, act: () => T): T {
    try {
      return act();
    } catch (error) {
      const { seenFrom } = require("../core/errors") as typeof import("../core/errors");
      throw seenFrom(helper, error);
    }
  }

  return { isView, tableOf, tableIfAny, tableIfLoaded, hostOf, pathOf, inputIfLoaded, overrideHost, copyOf, valueAt, askedBy };
}
