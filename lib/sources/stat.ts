import { type BigIntStats, type Stats, statSync } from "node:fs";

/**
 * A link that is just being swapped, as Kubernetes does it with every file of a volume, leads nowhere for some microseconds:
 * what is absent at each of so many looks is absent.
 */
export const LOOKS = 4;

/** What is there, links followed; `undefined` for nothing and for a dangling link. Throws the system's own errors. */
export function statIfAny(path: string): Stats | undefined;
export function statIfAny(path: string, options: { readonly bigint: true }): BigIntStats | undefined;
export function statIfAny(path: string, options?: { readonly bigint: true }): Stats | BigIntStats | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const stats = statSync(path, { ...options, throwIfNoEntry: false });
    if (stats !== undefined) return stats;
  }
  return undefined;
}
