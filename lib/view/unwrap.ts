import { type KeyPath, type PathInput, stepsOf } from "../core/key-path";
import { openTogether, unresolvedIn } from "../core/references";
import { valuesResolvedFor } from "../core/sealed";
import { deepCopy } from "../core/table";
import { hasStep } from "../core/value-at";
import type { Secrets } from "./target";

/* What the public functions do with the table of a view. `targetIfView` must be the function of the module that created the view; see view.ts. */

type TargetIfView = (value: unknown) => Secrets | undefined;

/** Values to mask in addition to the table of a view: the table before a schema changed it, and all answers of stores so far. */
export function alsoToMask(target: Secrets): unknown[] {
  const loaded = target.host().peek();
  return [inputIfLoaded(target), valuesResolvedFor(loaded?.input ?? loaded?.table)];
}

function inputIfLoaded(target: Secrets): unknown {
  const within = (value: unknown, step: string | number) => (value as Record<string | number, unknown> | undefined)?.[step];
  return target.path().reduce(within, target.host().peek()?.input);
}

/** See `toObject`. `view` is a view, or a list that may contain views. */
export function copyOf(view: unknown, targetIfView: TargetIfView): unknown {
  openTogether(unresolvedIn(tablesOf(view, targetIfView)));
  return copied(view, targetIfView);
}

function tablesOf(view: unknown, targetIfView: TargetIfView): unknown[] {
  const target = targetIfView(view);
  if (target !== undefined) return [target.read()];
  return Array.isArray(view) ? view.flatMap((item) => tablesOf(item, targetIfView)) : [];
}

function copied(view: unknown, targetIfView: TargetIfView): unknown {
  const target = targetIfView(view);
  if (target !== undefined) return deepCopy(target.read());
  return Array.isArray(view) ? view.map((item) => copied(item, targetIfView)) : deepCopy(view);
}

/** See `getSecret`. `fallback` is empty if the caller gave none. */
export function secretAt(
  target: Secrets,
  view: object,
  path: PathInput,
  fallback: readonly unknown[],
  targetIfView: TargetIfView,
): unknown {
  const steps = stepsOf(path);
  const root = fallback.length === 0 ? target.read() : target.ask();
  if (root === undefined) return fallback[0];
  let value: unknown = view;
  for (const [at, step] of steps.entries()) {
    const section = targetIfView(value);
    if (canStep(value, step, section !== undefined)) {
      value = (value as Record<string | number, unknown>)[step];
      continue;
    }
    if (fallback.length > 0) return fallback[0];
    return absent(target, steps, at, section);
  }
  return value;
}

function absent(target: Secrets, steps: KeyPath, at: number, section: Secrets | undefined): undefined {
  const above = target.path();
  const error = target.host().missing([...above, ...steps], section?.read() ?? {}, above.length + at);
  if (error !== undefined) throw error;
}

function canStep(value: unknown, step: string | number, isView: boolean): boolean {
  return isView ? String(step) in (value as object) : Array.isArray(value) && hasStep(value, step);
}

/** Runs `act`. The stack of its errors begins at the line that called `helper`. */
export function withStackFrom<T>(helper: (...args: never[]) => unknown, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { trimStack } = require("../core/errors") as typeof import("../core/errors");
    throw trimStack(helper, error);
  }
}
