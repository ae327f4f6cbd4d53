import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { SourceError } from "../errors";

/**
 * A link that is just being swapped, as Kubernetes does it with every file of a volume, leads nowhere for some microseconds:
 * what is absent at each of so many looks is absent.
 */
const LOOKS = 4;

/** The bytes of a regular file, or `undefined` where there is none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFile(path: string): Buffer | undefined {
  for (let look = 0; look < LOOKS; look++) {
    try {
      const stats = statIfAny(path);
      if (stats === undefined) return undefined;
      if (stats.isDirectory()) throw failure().cannotRead(path, "it is a folder, and a name that ends in .toml must be a file");
      // Opening a FIFO would wait for a writer, and a device may answer for ever.
      if (!stats.isFile()) throw failure().cannotRead(path, "it is neither a file nor a folder");
      return readFileSync(path);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (!isAbsent(error)) throw failure().cannotRead(path, failure().systemReason(error));
    }
  }
  return undefined;
}

/** What is there, links followed; `undefined` for nothing and for a dangling link. Throws the system's own errors. */
export function statIfAny(path: string): BigIntStats | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (stats !== undefined) return stats;
  }
  return undefined;
}

/** UTF-8, strictly: a password with a U+FFFD in it is a wrong password. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function decodeUtf8(bytes: Uint8Array, source: string): string {
  const text = utf8OrUndefined(bytes);
  if (text !== undefined) return text;
  throw failure().notUtf8(source, bytes);
}

/** The text, or `undefined` where the bytes are not UTF-8. A BOM is kept. */
export function utf8OrUndefined(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Does the error say that there is no such entry (by now)? */
export function isAbsent(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}

function failure() {
  return require("./cannot-read") as typeof import("./cannot-read");
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
