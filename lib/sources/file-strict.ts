import { readFileSync } from "node:fs";
import { SourceError } from "../core/errors";
import { cannotRead, notUtf8, systemReason } from "./source-error";
import { LOOKS, statIfAny } from "./stat";

/*
 * The careful reader. The fast reader (`file.ts`) passes every unusual file on to this one, which reports what is wrong.
 */

/** The text of a UTF-8 file, or `undefined` if the file does not exist. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readExactly(path: string): string | undefined {
  const bytes = readFile(path);
  if (bytes === undefined) return undefined;
  const text = utf8OrUndefined(bytes);
  if (text === undefined) throw notUtf8(path, bytes);
  return text;
}

/** The bytes of a regular file, or `undefined` if it does not exist. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFile(path: string): Buffer | undefined {
  for (let look = 0; look < LOOKS; look++) {
    try {
      const stats = statIfAny(path);
      if (stats === undefined) return undefined;
      if (stats.isDirectory()) throw cannotRead(path, "it is a folder, but a name that ends in .toml must be a file");
      // Opening a FIFO would block until a writer opens it, and a device may never end.
      if (!stats.isFile()) throw cannotRead(path, "it is neither a file nor a folder");
      return readFileSync(path);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (!isAbsent(error)) throw cannotRead(path, systemReason(error));
    }
  }
  return undefined;
}

/**
 * Decodes UTF-8 strictly, because a password with a U+FFFD in it is a wrong password; `undefined` if the bytes are not UTF-8. A
 * BOM is kept.
 */
export function utf8OrUndefined(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Does the error say that the entry does not exist, or no longer exists? */
export function isAbsent(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
