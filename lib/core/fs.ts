import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";

/*
 * Calls of `node:fs` that return `undefined` instead of throwing, if nothing is there or if access is denied. They are for code
 * that can continue without the result. Code that reads secrets must report the reason, so it catches errors itself.
 */

interface WithBigInts {
  readonly bigint: true;
}

/** The stats of a path. Links are followed. */
export function statsAt(path: string): Stats | undefined;
export function statsAt(path: string, options: WithBigInts): BigIntStats | undefined;
export function statsAt(path: string, options?: WithBigInts): Stats | BigIntStats | undefined {
  return ifAny(() => statSync(path, { ...options, throwIfNoEntry: false }));
}

/** The stats of a path. Links are not followed. */
export function linkStatsAt(path: string): Stats | undefined;
export function linkStatsAt(path: string, options: WithBigInts): BigIntStats | undefined;
export function linkStatsAt(path: string, options?: WithBigInts): Stats | BigIntStats | undefined {
  return ifAny(() => lstatSync(path, { ...options, throwIfNoEntry: false }));
}

/** The target of a link; `undefined` also if the path is not a link. */
export function linkTargetAt(path: string): string | undefined {
  return ifAny(() => readlinkSync(path));
}

/** The path with all links followed. */
export function realPathAt(path: string): string | undefined {
  return ifAny(() => realpathSync(path));
}

/** The entries of a folder; `undefined` also if the path is not a folder. */
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
