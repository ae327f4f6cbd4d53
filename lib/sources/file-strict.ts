import { SourceError } from "../core/errors";
import { utf8OrUndefined } from "../core/utf8";
import { adviceForFolder } from "./entry-advice";
import { refuseIfPlanted } from "./planted";
import { cannotRead, notUtf8, systemReason } from "./source-error";
import { LOOKS, readRegular, statIfAny } from "./stat";

/* The strict reader. The fast reader (`file.ts`) passes every unusual file to this one, which reports the problem. */

/**
 * The text of a UTF-8 file, or `undefined` if the file does not exist.
 * @param user if given, a file is refused if anybody except this user and root could have put it there.
 * @throws SourceError (`ERR_SECRETS_SOURCE`).
 */
export function readExactly(path: string, user?: number): string | undefined {
  const bytes = readFile(path, user);
  if (bytes === undefined) return undefined;
  const text = utf8OrUndefined(bytes);
  if (text === undefined) throw notUtf8(path, bytes);
  return text;
}

/** The bytes of a regular file, or `undefined` if it does not exist. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFile(path: string, user?: number): Buffer | undefined {
  let exists = false;
  for (let look = 0; look < LOOKS; look++) {
    try {
      const stats = statIfAny(path);
      if (stats === undefined) return undefined;
      exists = true;
      if (stats.isDirectory())
        throw cannotRead(path, "it is a folder, but a name that ends in .toml must be a file", adviceForFolder(path));
      // A FIFO has no content before somebody writes to it, and a device may never end.
      if (!stats.isFile()) throw cannotRead(path, "it is neither a file nor a folder");
      if (user !== undefined) refuseIfPlanted(path, user);
      const bytes = readRegular(path, stats);
      if (bytes !== undefined) return bytes;
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (!isAbsent(error)) throw cannotRead(path, systemReason(error));
      exists = false;
    }
  }
  if (exists) throw cannotRead(path, "it kept changing while it was read");
  return undefined;
}

/** Does the error say that the entry does not exist, or no longer exists? */
export function isAbsent(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}
