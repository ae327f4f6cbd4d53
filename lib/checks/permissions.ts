import type { Stats } from "node:fs";
import { statsAt } from "../core/fs";
import { foldersAbove, isWithin, realPathOf } from "../core/paths";
import { quoted } from "../core/printable";
import { type Step, symlinkChain } from "../core/symlink-chain";
import type { FileProblem } from "../core/types";
import { isPlatformMount, isReadOnly } from "./platform-mount";

/** The user that the program runs as, and that user's primary group. Not known on Windows, where permissions work differently. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const GROUP_READS = 0o040;
const GROUP_WRITES = 0o020;
const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
/** Creating a file in a folder needs the right to write to it and to enter it. */
const GROUP_ADDS = 0o030;
const OTHERS_ADD = 0o003;
const STICKY = 0o1000;
/** The overflow uid: the owner that root's files show in a user namespace without root. */
const NOBODY = 65534;

/**
 * Reports who else can read a secrets file or folder, or replace it, or create it if it does not exist. A parent folder that
 * others can't enter protects everything in it. Mounts of a platform (Docker, Kubernetes) are not reported.
 * @param source the listed file, or the listed folder that the file is in.
 */
export function permissionProblems(path: string, user: User | undefined, source = path): FileProblem[] {
  if (user === undefined) return [];
  const stats = statsAt(path);
  const place = realPathOf(source);
  const [, ...above] = symlinkChain(path);
  const known = new Set([0, user.uid]);
  if (stats !== undefined) known.add(stats.uid); // one problem for each owner
  if (above.at(-1)?.stats?.uid === NOBODY) known.add(NOBODY);
  return [
    ...(stats === undefined ? [] : fileProblems(path, stats, user.uid, place)),
    ...foreignOwners(above, known, user.uid),
    ...writableFolders(above, stats, user, place),
  ];
}

function fileProblems(path: string, stats: Stats, uid: number, source: string): FileProblem[] {
  const problems: FileProblem[] = [];
  const target = realPathOf(path);
  const entry = whoCanEnter(target);
  // A hard link in another folder leads to the same file, and the parent folders of this path do not protect it there.
  const isLinked = stats.isFile() && stats.nlink > 1;
  const { group, others } = isLinked ? { group: true, others: true } : entry;
  const groupMay = group && (stats.mode & (GROUP_READS | GROUP_WRITES)) !== 0;
  const othersMay = others && (stats.mode & (OTHERS_READ | OTHERS_WRITE)) !== 0;
  if ((groupMay || othersMay) && !isPlatformMount(target, stats, source)) {
    const chmod = `chmod ${stats.isDirectory() ? "700" : "600"} ${quoted(path)}`;
    const reads = (othersMay && (stats.mode & OTHERS_READ) !== 0) || (groupMay && (stats.mode & GROUP_READS) !== 0);
    problems.push({
      code: "READABLE_BY_OTHERS",
      path,
      message:
        `${othersMay ? "every user of this machine" : "every member of its group"} can ${reads ? "read" : "change"} it` +
        ((othersMay ? entry.others : entry.group) ? "" : ` through another of its ${stats.nlink} hard links`),
      fix: stats.uid === 0 && uid !== 0 ? `chown ${uid} ${quoted(path)} && ${chmod}` : chmod, // otherwise its reader could no longer read it
    });
  }
  if (stats.uid !== uid && stats.uid !== 0) {
    problems.push({
      code: "FOREIGN_OWNER",
      path,
      message: `it belongs to another user (uid ${stats.uid}), who can change it`,
      fix: `chown ${uid} ${quoted(path)}`,
    });
  }
  return problems;
}

/** Other users who own a link or a folder on the way. */
function foreignOwners(above: readonly Step[], known: Set<number>, uid: number): FileProblem[] {
  const problems: FileProblem[] = [];
  for (const { path, stats } of above) {
    if (stats === undefined || known.has(stats.uid) || !canReach(stats.uid, path)) continue;
    known.add(stats.uid);
    const owner = `belongs to another user (uid ${stats.uid})`;
    problems.push({
      code: "FOREIGN_OWNER",
      path,
      ...(stats.isSymbolicLink()
        ? { message: `the link ${owner}, who can point it elsewhere`, fix: `chown -h ${uid} ${quoted(path)}` }
        : {
            message: `the folder ${owner}, who can replace the files in it`,
            fix: `chown ${uid} ${quoted(path)}, or keep secrets in a folder of your own`,
          }),
    });
  }
  return problems;
}

/**
 * The lowest parent folder that others can write to. A sticky folder only stops them from renaming and removing files of others.
 */
function writableFolders(above: readonly Step[], file: Stats | undefined, user: User, source: string): FileProblem[] {
  const problems: FileProblem[] = [];
  const nearest = above.find(({ stats }) => stats?.isDirectory());
  for (const { path, stats } of above) {
    if (!stats?.isDirectory() || problems.some((problem) => isWithin(problem.path, path))) continue;
    const isOpen = (file === undefined && path === nearest?.path) || isWithin(path, source); // to a new file
    const isSticky = (stats.mode & STICKY) !== 0;
    if (isSticky && !isOpen) continue;
    const { group, others } = whoCanEnter(path);
    const othersMay = others && (stats.mode & OTHERS_ADD) === OTHERS_ADD;
    const groupMay = group && (stats.mode & GROUP_ADDS) === GROUP_ADDS && !isPrivate(stats.gid, user);
    if ((!othersMay && !groupMay) || isReadOnly(path)) continue;
    problems.push({
      code: "WRITABLE_FOLDER",
      path,
      message: `every ${othersMay ? "user of this machine" : `member of its group (gid ${stats.gid})`} can put ${
        isOpen ? "a secrets file in it" : "another secrets file in place of yours"
      }`,
      fix: isSticky
        ? "keep secrets in a folder that only you can write to"
        : `chmod ${groupMay ? "g" : ""}${othersMay ? "o" : ""}-w ${quoted(path)}`,
    });
  }
  return problems;
}

/**
 * Root's group, or the private group that most systems create for each user. The members of a group can't be read from its
 * number.
 */
function isPrivate(gid: number, user: User): boolean {
  return gid === 0 || (gid === user.gid && gid === user.uid);
}

/** Can the group, and can others, enter all parent folders? It does not compare groups, so it may warn once too often. */
function whoCanEnter(path: string): { group: boolean; others: boolean } {
  const modes = foldersAbove(path).map((folder) => statsAt(folder)?.mode ?? 0o777);
  return { group: modes.every((mode) => (mode & 0o010) !== 0), others: modes.every((mode) => (mode & 0o001) !== 0) };
}

/** Can a user enter all parent folders? */
function canReach(uid: number, path: string): boolean {
  return foldersAbove(path).every((folder) => {
    const stats = statsAt(folder);
    return stats === undefined || stats.uid === uid || (stats.mode & 0o011) !== 0;
  });
}
