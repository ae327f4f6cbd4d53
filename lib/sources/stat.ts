import { type BigIntStats, type Stats, statSync } from "node:fs";

/**
 * While Kubernetes replaces the link of a volume, its files do not exist for some microseconds. A file is absent only if it is
 * absent at each of this many looks.
 */
export const LOOKS = 4;

/** The stats of a path, links followed; `undefined` if nothing is there or the link dangles. Throws the system's own errors. */
export function statIfAny(path: string): Stats | undefined;
export function statIfAny(path: string, options: { readonly bigint: true }): BigIntStats | undefined;
export function statIfAny(path: string, options?: { readonly bigint: true }): Stats | BigIntStats | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const stats = statSync(path, { ...options, throwIfNoEntry: false });
    if (stats !== undefined) return stats;
  }
  return undefined;
}
