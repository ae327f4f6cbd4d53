import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Candidate, Environment, FileProblem } from "../core/types";
import { identity, isSkipped } from "../sources/folder";
import { isCommittable } from "./committable";
import { gitProblems } from "./git-exposure";
import { permissionProblems, type User } from "./permissions";

/** The problems of the places of secrets on the disk and in git. */
export function checkCandidates(candidates: readonly Candidate[], user: User | undefined, env: Environment): FileProblem[] {
  return candidates
    .flatMap(({ kind, path }) => {
      const permissions = (kind === "folder" ? filesIn(path) : [path]).flatMap((file) => permissionProblems(file, user, path));
      if (kind === "file" && isCommittable(path)) return permissions.filter((problem) => !isMereReading(problem));
      return [...permissions, ...gitProblems(path, env)];
    })
    .filter(isFirst);
}

/** Others may read what is encrypted, as git does. They must not be able to change it. */
function isMereReading({ code, path }: FileProblem): boolean {
  return code === "READABLE_BY_OTHERS" && (statSync(path).mode & 0o022) === 0;
}

/**
 * The files of a folder, at any depth. If it has none, a file that could be created there. If it can't be listed, the folder
 * itself.
 */
function filesIn(folder: string, above = [identityOf(folder)]): string[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (isSkipped(entry.name) || !(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())) return [];
      const subfolder = entry.isFile() ? undefined : identityOf(path);
      if (subfolder === undefined) return [path];
      return above.includes(subfolder) ? [] : filesIn(path, [...above, subfolder]);
    });
    return files.length > 0 ? files : [join(folder, "secret")];
  } catch {
    return [folder];
  }
}

/** Identifies a folder; `undefined` if the path is not a folder, or can't be read. */
function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isDirectory() ? identity(stats) : undefined;
  } catch {
    return undefined;
  }
}

/** A writable folder above many files, or above a link and its target, is one problem. */
function isFirst({ code, path }: FileProblem, index: number, all: readonly FileProblem[]): boolean {
  return all.findIndex((other) => other.code === code && other.path === path) === index;
}
