import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs";

/**
 * While Kubernetes replaces the link of a volume, its files do not exist for some microseconds. A file is absent only if it is
 * absent at each of this many looks.
 */
export const LOOKS = 4;

/** The stats of a path. Links are followed. `undefined` if nothing is there, or if the link dangles. Throws the errors of `node:fs`. */
export function statIfAny(path: string): Stats | undefined;
export function statIfAny(path: string, options: { readonly bigint: true }): BigIntStats | undefined;
export function statIfAny(path: string, options?: { readonly bigint: true }): Stats | BigIntStats | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const stats = statSync(path, { ...options, throwIfNoEntry: false });
    if (stats !== undefined) return stats;
  }
  return undefined;
}

/**
 * The content of a regular file; `undefined` if something else has taken its place since the caller looked at it. Opening does
 * not block, even if the path has become a FIFO. Throws the errors of `node:fs`.
 * @param expected the stats of the file that the caller looked at; without them, any regular file will do.
 */
export function readRegular(path: string, expected: Stats | undefined, encoding: "utf8"): string | undefined;
export function readRegular(path: string, expected?: Stats): Buffer | undefined;
export function readRegular(path: string, expected?: Stats, encoding?: "utf8"): string | Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    const isExpected = expected === undefined || (stats.ino === expected.ino && stats.dev === expected.dev);
    return stats.isFile() && isExpected ? readFileSync(file, encoding) : undefined;
  } finally {
    closeSync(file);
  }
}

/** Can users other than its owner write to this folder? A group with the number of the owner is the owner's alone; group 0 is root's. */
export function isOpenToOthers({ mode, uid, gid }: Stats): boolean {
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== uid && gid !== 0);
}
