import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";

/*
 * What is at a path, without errors: `undefined` if nothing is there, or if the process can't look. For code that goes on without it; what
 * reads secrets must say what is wrong, and catches errors itself.
 */

interface WithBigInts {
  readonly bigint: true;
}

/** The stats of what a path leads to, links followed. */
export function statsAt(path: string): Stats | undefined;
export function statsAt(path: string, options: WithBigInts): BigIntStats | undefined;
export function statsAt(path: string, options?: WithBigInts): Stats | BigIntStats | undefined {
  return ifAny(() => statSync(path, { ...options, throwIfNoEntry: false }));
}

/** The stats of a link itself, or of what else is there. */
export function linkStatsAt(path: string): Stats | undefined;
export function linkStatsAt(path: string, options: WithBigInts): BigIntStats | undefined;
export function linkStatsAt(path: string, options?: WithBigInts): Stats | BigIntStats | undefined {
  return ifAny(() => lstatSync(path, { ...options, throwIfNoEntry: false }));
}

/** What a link says; `undefined` also for what is not a link. */
export function linkTargetAt(path: string): string | undefined {
  return ifAny(() => readlinkSync(path));
}

/** The path with all links followed. */
export function realPathAt(path: string): string | undefined {
  return ifAny(() => realpathSync(path));
}

/** The entries of a folder; `undefined` also for what is not a folder. */
export function entriesAt(path: string): Dirent[] | undefined {
  return ifAny(() => readdirSync(path, { withFileTypes: true }));
}

function ifAny<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
