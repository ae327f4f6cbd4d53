import { basename, dirname } from "node:path";
import { runGit } from "../../checks/run-git";
import type { Environment } from "../../core/types";

/* What git has of a file. Nothing of a repository is run: no filter, no hook. */

const MAX_COMMITS = 50;

/** The file as the next commit would have it; `undefined` if git does not have it. */
export function textInIndex(path: string, env: Environment): string | undefined {
  return textAt(`:./${basename(path)}`, path, env);
}

/** The versions of the last commits that changed the file, the latest first. */
export function textsInHistory(path: string, env: Environment): { readonly commit: string; readonly text: string }[] {
  const args = ["-c", "safe.directory=*", "log", `-${MAX_COMMITS}`, "--all", "--format=%H", "--", `./${basename(path)}`];
  const { status, stdout } = runGit(dirname(path), env, args, { obey: OBEYED });
  if (status !== 0) return [];
  const commits = stdout
    .toString()
    .split("\n")
    .filter((line) => /^[0-9a-f]{40,64}$/.test(line));
  return commits.flatMap((commit) => {
    const text = textAt(`${commit}:./${basename(path)}`, path, env);
    return text === undefined ? [] : [{ commit, text }];
  });
}

/** Git sets variables for its hooks that name the repository and the index. */
const OBEYED = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

function textAt(revision: string, path: string, env: Environment): string | undefined {
  const { status, stdout } = runGit(dirname(path), env, ["-c", "safe.directory=*", "cat-file", "blob", revision], {
    obey: OBEYED,
  });
  return status === 0 ? stdout.toString() : undefined;
}
