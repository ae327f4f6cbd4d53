import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readText } from "../../sources/file";
import { errorCode } from "../../sources/source-error";
import { cannotWrite } from "../write-error";
import { type Lock, lockFile } from "./lock";

/*
 * How a file of secrets is replaced. Its interface:
 *
 *   editFile(path, change)                      reads, changes and replaces it, with no other writer in between
 *   replaceFile(path, text, { expected })       replaces it if its text is still the one that the caller read
 *
 * The new text goes to a temporary file in the same folder, of the same mode and owner (0600 for a new file), is synced and renamed: at
 * each moment the file is the old one or the new one. If the path is a link, its target is replaced.
 */

/**
 * Writes the result of `change`, unless the file has that text already. `undefined` stands for a missing file. The folder must exist.
 * @param options.mode replaces the mode of the file. With it, the file is always written.
 * @param options.isPrivate removes the permissions of the group and of all others.
 */
export function editFile(
  path: string,
  change: (text: string | undefined) => string,
  { mode, isPrivate = false }: { readonly mode?: number; readonly isPrivate?: boolean } = {},
): { readonly isChanged: boolean } {
  const file = targetOf(path);
  const lock = lockFile(file);
  try {
    removeLeftovers(file);
    const before = readText(file);
    const after = change(before);
    if (after === before && mode === undefined) return { isChanged: false };
    write(file, after, lock, mode, isPrivate);
    return { isChanged: true };
  } finally {
    lock.release();
  }
}

/**
 * Replaces the text, if the file still has the text `expected` (`undefined`: the file does not exist).
 * @returns false if it has another text. Then nothing was written, and the caller starts again.
 */
export function replaceFile(
  path: string,
  text: string,
  { expected, isPrivate = false }: { readonly expected: string | undefined; readonly isPrivate?: boolean },
): boolean {
  let isExpected = true;
  editFile(
    path,
    (before) => {
      isExpected = before === expected;
      return isExpected ? text : (before as string);
    },
    { isPrivate },
  );
  return isExpected;
}

/** The target of a path behind all links. A link may lead to a file that does not exist yet. */
export function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw cannotWrite(path, error);
  }
  try {
    return targetOf(resolve(dirname(path), readlinkSync(path)));
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "EINVAL") return path;
    throw error;
  }
}

function write(file: string, text: string, lock: Lock, mode: number | undefined, isPrivate: boolean): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw cannotWrite(file, "it is not a regular file", "name a file");
  const temporary = `${prefixOf(file)}${randomBytes(6).toString("hex")}.tmp`;
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      if (stats !== undefined) takeOver(descriptor, stats, file);
      if (mode !== undefined) fchmodSync(descriptor, mode);
      else if (isPrivate && stats !== undefined) fchmodSync(descriptor, stats.mode & 0o700);
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!lock.isHeld())
      throw cannotWrite(file, "another process assumed that this one was dead, and is writing to it", "run the command again");
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw errorCode(error)?.startsWith("ERR_SECRETS_") ? error : cannotWrite(file, error, nextStep(error));
  }
  syncFolder(dirname(file));
}

/** The same owner, group and mode. @throws SourceError for a file of another user, because this user can't create a file with that owner. */
function takeOver(descriptor: number, { uid, gid, mode }: Stats, file: string): void {
  const own = fstatSync(descriptor);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(descriptor, uid, gid);
    } catch {
      const whose = own.uid === uid ? `a group that you can't give files to (gid ${gid})` : `another user (uid ${uid})`;
      throw cannotWrite(file, `it belongs to ${whose}`, "do this as its owner, or ask the owner to give it to you (chown)");
    }
  }
  fchmodSync(descriptor, mode & 0o7777);
}

/** Temporary files of a writer that was killed. Only the holder of the lock creates them. */
function removeLeftovers(file: string): void {
  const prefix = basename(prefixOf(file));
  for (const name of readdirSync(dirname(file))) {
    if (name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length)))
      rmSync(join(dirname(file), name), { force: true });
  }
}

function prefixOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.`);
}

function nextStep(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") return "free space on the disk; the file is unchanged";
  if (code === "EBUSY") return "change the file that is mounted there, in its own place";
  return undefined;
}

/** Makes the rename survive a power failure. Some systems can't sync a folder. */
function syncFolder(folder: string): void {
  if (!existsSync(folder)) return;
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The rename has succeeded anyway.
  }
}
