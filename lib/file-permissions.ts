import { accessSync, constants, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { foldersAbove, realPathOf } from "./paths";
import type { FileProblem } from "./types";

/** Who asks: the user that the program runs as. `undefined` on Windows, where permissions are of another kind. */
export type UserId = number | undefined;

const GROUP_READS = 0o040;
const GROUP_WRITES = 0o020;
const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Who else can read a secrets file or folder, or put another in its place. A folder above it that others can't enter protects
 * all that is in it. What root has mounted read-only (Docker, Kubernetes) is the platform's business.
 */
export function permissionProblems(path: string, user: UserId): FileProblem[] {
  const stats = user === undefined ? undefined : statOf(path);
  if (stats === undefined || isPlatformMount(path, stats, user)) return [];
  const problems: FileProblem[] = [];
  const target = realPathOf(path);
  const { group, others } = whoCanEnter(target);
  const groupMay = group && (stats.mode & (GROUP_READS | GROUP_WRITES)) !== 0;
  const othersMay = others && (stats.mode & (OTHERS_READ | OTHERS_WRITE)) !== 0;
  if (groupMay || othersMay) {
    const mode = stats.isDirectory() ? "700" : "600";
    const reads = (othersMay && (stats.mode & OTHERS_READ) !== 0) || (groupMay && (stats.mode & GROUP_READS) !== 0);
    problems.push({
      code: "READABLE_BY_OTHERS",
      path,
      message: `${othersMay ? "every user of this machine" : "every member of its group"} can ${reads ? "read" : "change"} it`,
      fix: `chmod ${mode} ${quoted(path)}`,
    });
  }
  if (stats.uid !== user && stats.uid !== 0) {
    problems.push({
      code: "FOREIGN_OWNER",
      path,
      message: `it belongs to another user (uid ${stats.uid}), who can change it`,
      fix: `chown ${user} ${quoted(path)}`,
    });
  }
  return [...problems, ...replaceable(path), ...(target === path ? [] : replaceable(target))].filter(isFirst);
}

/** A folder above that anybody may write to, and that does not keep them from renaming what is not theirs. */
function replaceable(path: string): FileProblem[] {
  for (const folder of foldersAbove(path)) {
    const mode = statOf(folder)?.mode ?? 0;
    if (!whoCanEnter(folder).others || (mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0 || (mode & 0o001) === 0) continue;
    return [
      {
        code: "WRITABLE_FOLDER",
        path: folder,
        message: "every user of this machine can put another secrets file in the place of yours",
        fix: `chmod o-w ${quoted(folder)}`,
      },
    ];
  }
  return [];
}

/** A writable folder above many files, or above a link and what it leads to, is one problem. */
export function isFirst({ code, path }: FileProblem, index: number, all: readonly FileProblem[]): boolean {
  return all.findIndex((other) => other.code === code && other.path === path) === index;
}

/** Can the group, and can others, go through all folders above? (Whose group each is, is not asked: rather one warning too many.) */
function whoCanEnter(path: string): { group: boolean; others: boolean } {
  const modes = foldersAbove(path).map((folder) => statOf(folder)?.mode ?? 0o777);
  return { group: modes.every((mode) => (mode & 0o010) !== 0), others: modes.every((mode) => (mode & 0o001) !== 0) };
}

function isPlatformMount(path: string, { uid }: Stats, user: UserId): boolean {
  if (uid !== 0) return false;
  if (user !== 0) return !canWrite(path) && !canWrite(dirname(path));
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EROFS"; // root is kept from writing by nothing else
  }
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

export function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) && !path.startsWith("-") ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
