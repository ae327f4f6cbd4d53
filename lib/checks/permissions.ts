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

/** The bits of a mode that let somebody read or change a file, and create a file in a folder (write to it and enter it). */
const READ = 0o4;
const CHANGE = 0o2;
const ADD = 0o3;
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
  return [...readableByOthers(path, stats, uid, source), ...foreignFile(path, stats, uid)];
}

function readableByOthers(path: string, stats: Stats, uid: number, source: string): FileProblem[] {
  const target = realPathOf(path);
  const here = whoCanEnter(target);
  // A hard link in another folder leads to the same file, and the parent folders of this path do not protect it there.
  const isLinked = stats.isFile() && stats.nlink > 1;
  const entrants = isLinked ? { group: true, others: true } : here;
  const [reader, changer] = [READ, CHANGE].map((right) => whoMay(right, stats.mode, entrants));
  const who = changer === "others" ? changer : (reader ?? changer);
  if (who === undefined || isPlatformMount(target, stats, source)) return [];
  const chmod = `chmod ${stats.isDirectory() ? "700" : "600"} ${quoted(path)}`;
  const byLink = here[who] ? "" : ` through another of its ${stats.nlink} hard links`;
  return [
    {
      code: "READABLE_BY_OTHERS",
      path,
      message: `${EVERYBODY[who]} can ${reader === undefined ? "change" : "read"} it${byLink}`,
      fix: stats.uid === 0 && uid !== 0 ? `chown ${uid} ${quoted(path)} && ${chmod}` : chmod, // otherwise its reader could no longer read it
    },
  ];
}

const EVERYBODY = { others: "every user of this machine", group: "every member of its group" };

type Who = keyof typeof EVERYBODY;

/** The larger of "group" and "others" that has all bits of `right` and can enter the folders above; `undefined` if only the owner has them. */
function whoMay(right: number, mode: number, { group, others }: Record<Who, boolean>): Who | undefined {
  if (others && (mode & right) === right) return "others";
  return group && ((mode >> 3) & right) === right ? "group" : undefined;
}

function foreignFile(path: string, { uid: owner }: Stats, uid: number): FileProblem[] {
  if (owner === uid || owner === 0) return [];
  const message = `it belongs to another user (uid ${owner}), who can change it`;
  return [{ code: "FOREIGN_OWNER", path, message, fix: `chown ${uid} ${quoted(path)}` }];
}

/** Problems of links and folders on the path that other users own. */
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
    problems.push(...writableFolder(path, stats, isOpen, user));
  }
  return problems;
}

function writableFolder(path: string, { mode, gid }: Stats, isOpen: boolean, user: User): FileProblem[] {
  const isSticky = (mode & STICKY) !== 0;
  if (isSticky && !isOpen) return [];
  const entrants = whoCanEnter(path);
  const othersMay = whoMay(ADD, mode, { ...entrants, group: false }) !== undefined;
  const groupMay = !isPrivate(gid, user) && whoMay(ADD, mode, { ...entrants, others: false }) !== undefined;
  if ((!othersMay && !groupMay) || isReadOnly(path)) return [];
  const who = othersMay ? EVERYBODY.others : `${EVERYBODY.group} (gid ${gid})`;
  const what = isOpen ? "a secrets file in it" : "another secrets file in place of yours";
  const chmod = `chmod ${groupMay ? "g" : ""}${othersMay ? "o" : ""}-w ${quoted(path)}`;
  const fix = isSticky ? "keep secrets in a folder that only you can write to" : chmod;
  return [{ code: "WRITABLE_FOLDER", path, message: `${who} can put ${what}`, fix }];
}

/**
 * Root's group, or the private group that most systems create for each user. The members of a group can't be read from its
 * number.
 */
function isPrivate(gid: number, user: User): boolean {
  return gid === 0 || (gid === user.gid && gid === user.uid);
}

/** Can the group, and can others, enter all parent folders? It does not compare groups, so it may warn once too often. */
function whoCanEnter(path: string): Record<Who, boolean> {
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
