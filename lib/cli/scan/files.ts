import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { realPathAt } from "../../core/fs";
import { systemReason } from "../../sources/source-error";
import { CHUNK_BYTES, type Document, type Unreadable } from "./find-values";
import { NobodyWrites, partsOfPipe } from "./pipe";

/** Folders that are searched only if they are named: git's own (use `--index` for it), and third-party code. */
const SKIPPED = new Set([".git", "node_modules"]);

/** A pipe that the shell has opened, such as `<(command)`. */
const OPEN_PIPE = /^\/(dev|proc)\//;
const MIN_CHUNK_BYTES = 64 * 1024;

export interface FileScan {
  /** Real paths of the secrets' own files and folders, which are skipped unless they are named. */
  readonly except: ReadonlySet<string>;
  readonly unreadable: Unreadable;
  /** Called for each skipped folder and link, except the secrets' own. */
  readonly skipped: (path: string) => void;
}

/**
 * The files at a path: the file itself, or all files below the folder. A link is followed if it is named. Other links are not, because
 * their target is elsewhere, or is scanned anyway. A pipe is read if it is named. Devices and sockets are never opened.
 */
export function* filesAt(path: string, scan: FileScan): Generator<Document> {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) yield* filesBelow(path, scan);
    else if (stats.isFIFO() && !OPEN_PIPE.test(path)) yield pipeAt(path, scan);
    else if (stats.isFile() || stats.isFIFO()) yield fileAt(path, scan);
    else scan.unreadable(path, "it is neither a file, nor a folder, nor a pipe");
  } catch (error) {
    scan.unreadable(path, systemReason(error));
  }
}

function* filesBelow(folder: string, scan: FileScan): Generator<Document> {
  for (const entry of entriesOf(folder, scan)) {
    const path = join(folder, entry.name);
    if (isLeftOut(path, scan)) continue;
    if (entry.isFile()) yield fileAt(path, scan);
    else if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* filesBelow(path, scan);
    else if (entry.isDirectory() || entry.isSymbolicLink()) scan.skipped(path);
  }
}

function entriesOf(folder: string, { unreadable }: FileScan): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    unreadable(folder, systemReason(error));
    return [];
  }
}

/** Only a file of the same name can be one of them. Resolving the real path of every file of a large tree would take long. */
function isLeftOut(path: string, { except }: FileScan): boolean {
  const name = basename(path);
  return [...except].some((one) => basename(one) === name && one === realPathAt(path));
}

function fileAt(path: string, { unreadable }: FileScan): Document {
  return { where: path, parts: partsOf(path, (error) => unreadable(path, systemReason(error))) };
}

/** A named pipe, which may have no writer. */
function pipeAt(path: string, { unreadable }: FileScan): Document {
  const parts = function* () {
    try {
      yield* partsOfPipe(path);
    } catch (error) {
      unreadable(path, error instanceof NobodyWrites ? "it is a pipe that nobody writes to" : systemReason(error));
    }
  };
  return { where: path, parts: parts() };
}

function* partsOf(path: string, failed: (error: unknown) => void): Generator<Buffer> {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const size = Math.min(Math.max(fstatSync(file).size, MIN_CHUNK_BYTES), CHUNK_BYTES);
    for (;;) {
      const part = Buffer.allocUnsafe(size);
      const length = readSync(file, part);
      if (length === 0) return;
      yield part.subarray(0, length);
    }
  } catch (error) {
    failed(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
