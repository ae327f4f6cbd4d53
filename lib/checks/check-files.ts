import { statSync } from "node:fs";
import type { Candidate, Environment, FileProblem } from "../core/types";
import { secretFilesIn } from "../sources/folder-entries";
import { isCommittable } from "./committable";
import { gitProblems } from "./git-exposure";
import { permissionProblems, type User } from "./permissions";

/** The problems of the places of secrets on the disk and in git. */
export function checkCandidates(candidates: readonly Candidate[], user: User | undefined, env: Environment): FileProblem[] {
  return candidates
    .flatMap(({ kind, path }) => {
      const permissions = (kind === "folder" ? secretFilesIn(path) : [path]).flatMap((file) =>
        permissionProblems(file, user, path),
      );
      if (kind === "file" && isCommittable(path)) return permissions.filter((problem) => !isMereReading(problem));
      return [...permissions, ...gitProblems(path, env)];
    })
    .filter(isFirst);
}

/** Others may read an encrypted file, because it is meant to be committed. They must not be able to change it. */
function isMereReading({ code, path }: FileProblem): boolean {
  return code === "READABLE_BY_OTHERS" && (statSync(path).mode & 0o022) === 0;
}

/** A writable folder above several files, or above a link and its target, is reported once. */
function isFirst({ code, path }: FileProblem, index: number, all: readonly FileProblem[]): boolean {
  return all.findIndex((other) => other.code === code && other.path === path) === index;
}
