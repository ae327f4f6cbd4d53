import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { runGit } from "./git";
import { realPathOf } from "./paths";
import type { Environment, FileProblem } from "./types";

/**
 * Is a secrets file in a git repository's index, or would the next `git add .` put it there? Without git there is nothing to say. Of a
 * link it is what the link leads to.
 */
export function gitProblems(link: string, env: Environment): FileProblem[] {
  const path = realPathOf(link);
  const folder = nearestFolder(path);
  if (folder === undefined) return [];
  const git = (...args: string[]) => {
    // Of a repository that belongs to another user git would say nothing. It is asked for no more than the names in it.
    const { status, stdout } = runGit(folder, env, ["-c", "safe.directory=*", ...args]);
    return { status, stdout: stdout.toString() };
  };
  if (git("rev-parse", "--is-inside-work-tree").stdout.trim() !== "true") return [];
  const name = path === folder ? "." : basename(path);
  // `check-ignore` takes no literal paths, but what begins with ./ has no magic in it.
  const tracked = git("--literal-pathspecs", "ls-files", "-z", "--", name);
  if (tracked.status === 0 && tracked.stdout !== "") {
    return [
      {
        code: "TRACKED_BY_GIT",
        path,
        message: "git tracks it: it is, or will be, in the repository's history for everybody who has a copy",
        fix: "git rm --cached it, add it to .gitignore, and replace every secret in it: history keeps the old ones",
      },
    ];
  }
  if (!existsSync(path)) return [];
  if (git("check-ignore", "--quiet", "--no-index", "--", `./${name}`).status !== 1) return []; // 0: ignored; others: git can't tell
  return [
    {
      code: "NOT_IGNORED_BY_GIT",
      path,
      message: "the next `git add .` puts it into the repository",
      fix: `add a line to .gitignore: ${path === folder ? `${basename(path)}/` : ".streamlit/secrets.toml"}`,
    },
  ];
}

function nearestFolder(path: string): string | undefined {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  const folder = dirname(path);
  return existsSync(folder) ? folder : undefined;
}
