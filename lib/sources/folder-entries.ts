import type { BigIntStats, Dirent } from "node:fs";
import { join } from "node:path";
import { entriesAt, statsAt } from "../core/fs";

/* The rules for what counts in a folder of secrets: for the reader, the checks, and the watcher. */

const IGNORED_NAMES = new Set([".DS_Store", ".gitkeep", ".gitignore", "Thumbs.db"]);

/** Names that are not secrets. Kubernetes keeps its generations in folders whose names begin with two dots. */
export function isSkipped(name: string): boolean {
  return name.startsWith("..") || IGNORED_NAMES.has(name);
}

/** Only files and folders, and links to them, are opened. A device or a pipe may block, or never end. */
export function mayBeOpened(entry: Dirent): boolean {
  return entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
}

/**
 * A text that identifies a folder. It uses bigints, because numbers would round the ids of Windows. It includes the creation
 * time, because a file system may reuse the inode of a removed folder.
 */
export function identity({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

/**
 * The files of a folder of secrets, at any depth. For an empty folder, a file that could be created there; for a folder that can't be
 * listed, the folder itself.
 */
export function secretFilesIn(folder: string, above = [folderIdentity(folder)]): string[] {
  const entries = entriesAt(folder);
  if (entries === undefined) return [folder];
  const files = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (isSkipped(entry.name) || !mayBeOpened(entry)) return [];
    const subfolder = entry.isFile() ? undefined : folderIdentity(path);
    if (subfolder === undefined) return [path];
    return above.includes(subfolder) ? [] : secretFilesIn(path, [...above, subfolder]);
  });
  return files.length > 0 ? files : [join(folder, "secret")];
}

/** `undefined` if the path does not lead to a folder. */
function folderIdentity(path: string): string | undefined {
  const stats = statsAt(path, { bigint: true });
  return stats?.isDirectory() ? identity(stats) : undefined;
}
