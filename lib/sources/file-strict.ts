import { readFileSync } from "node:fs";
import { SourceError } from "../core/errors";
import { cannotRead, notUtf8, systemReason } from "./source-error";
import { LOOKS, statIfAny } from "./stat";

/*
 * Reads to the point: what the quick way (`read-text.ts`) finds unusual is read here, and said of it what is wrong.
 */

/** The text of a file that is UTF-8, or `undefined` where there is none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readExactly(path: string): string | undefined {
  const bytes = readFile(path);
  if (bytes === undefined) return undefined;
  const text = utf8OrUndefined(bytes);
  if (text === undefined) throw notUtf8(path, bytes);
  return text;
}

/** The bytes of a regular file, or `undefined` where there is none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFile(path: string): Buffer | undefined {
  for (let look = 0; look < LOOKS; look++) {
    try {
      const stats = statIfAny(path);
      if (stats === undefined) return undefined;
      if (stats.isDirectory()) throw cannotRead(path, "it is a folder, but a name that ends in .toml must be a file");
      // Opening a FIFO would wait for a writer, and a device may answer for ever.
      if (!stats.isFile()) throw cannotRead(path, "it is neither a file nor a folder");
      return readFileSync(path);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (!isAbsent(error)) throw cannotRead(path, systemReason(error));
    }
  }
  return undefined;
}

/** UTF-8, strictly (a password with a U+FFFD in it is a wrong password): `undefined` where the bytes are something else. A BOM is kept. */
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

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
