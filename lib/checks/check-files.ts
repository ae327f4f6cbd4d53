import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Candidate, Environment, FileProblem } from "../core/types";
import { identity, isSkipped } from "../sources/folder";
import { gitProblems } from "./git-exposure";
import { permissionProblems, type User } from "./permissions";

/** What is wrong with how the places of secrets lie on the disk, and in git. */
export function checkCandidates(candidates: readonly Candidate[], user: User | undefined, env: Environment): FileProblem[] {
  return candidates
    .flatMap(({ kind, path }) => [
      ...(kind === "folder" ? filesIn(path) : [path]).flatMap((file) => permissionProblems(file, user, path)),
      ...gitProblems(path, env),
    ])
    .filter(isFirst);
}

/** The files that a folder is read from, at any depth; where it has none, one that could be put there; itself where it can't be listed. */
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

/** Tells a folder from every other; `undefined` for what is none, or can't be told. */
function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isDirectory() ? identity(stats) : undefined;
  } catch {
    return undefined;
  }
}

/** A writable folder above many files, or above a link and what it leads to, is one problem. */
function isFirst({ code, path }: FileProblem, index: number, all: readonly FileProblem[]): boolean {
  return all.findIndex((other) => other.code === code && other.path === path) === index;
}
