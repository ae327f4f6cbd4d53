import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isFirst, permissionProblems, type UserId } from "./file-permissions";
import { gitProblems } from "./git-exposure";
import type { Candidate } from "./sources/discover";
import type { Environment, FileProblem } from "./types";

/** What is wrong with how the places of secrets lie on the disk, and in git. */
export function checkCandidates(candidates: readonly Candidate[], user: UserId, env: Environment): FileProblem[] {
  return candidates.flatMap(({ kind, path }) => [
    ...(kind === "folder" ? filesIn(path) : [path]).flatMap((file) => permissionProblems(file, user, path)).filter(isFirst),
    ...gitProblems(path, env),
  ]);
}

/** The files of a folder, or the folder itself where it can't be listed. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith(".."))
      .map((name) => join(folder, name));
  } catch {
    return [folder];
  }
}
