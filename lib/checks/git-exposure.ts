import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { foldersAbove, realPathOf } from "../core/paths";
import { printable, quoted, UNPRINTABLE } from "../core/printable";
import type { Environment, FileProblem } from "../core/types";
import { runGit } from "./run-git";

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
  const tracked = git("--literal-pathspecs", "ls-files", "-z", "--", name);
  const top = () => resolve(git("rev-parse", "--show-toplevel").stdout.replace(/\r?\n$/, ""));
  if (tracked.status === 0 && tracked.stdout !== "") {
    return [
      {
        code: "TRACKED_BY_GIT",
        path,
        message: "git tracks it: it is, or will be, in the repository's history for everybody who has a copy",
        fix: `replace every secret in it, for history keeps the old ones, run \`${untrack(path, top())}\`, and ${ignore(path, top())}`,
      },
    ];
  }
  if (!existsSync(path)) return [];
  if (isIgnored(folder, name, env) !== false) return [];
  return [
    {
      code: "NOT_IGNORED_BY_GIT",
      path,
      message: "the next `git add .` puts it into the repository",
      fix: ignore(path, top()),
    },
  ];
}

/** Does a rule of git's cover what has that name in a folder, tracked or not? `undefined` where there is no repository, or no git. */
export function isIgnored(folder: string, name: string, env: Environment): boolean | undefined {
  // It takes no literal paths, but what begins with ./ has no magic in it.
  const args = ["-c", "safe.directory=*", "check-ignore", "--quiet", "--no-index", "--", `./${name}`];
  const { status } = runGit(folder, env, args);
  return status === 0 ? true : status === 1 ? false : undefined;
}

/** A command that can be copied; without -f, git keeps what was changed since it was added. With --cached no file is touched. */
function untrack(path: string, top: string): string {
  const name = pathFrom(top, path) || ".";
  const spec = /[*?[\\]|^:/.test(name) ? `:(literal)${name}` : name;
  return `git -C ${quoted(top)} rm --cached -rf -- ${quoted(spec)}`;
}

/** The .gitignore that counts most is the nearest; a pattern that begins with a slash is meant from the folder that it lies in. */
function ignore(path: string, top: string): string {
  const above = foldersAbove(path);
  const folder = above.slice(0, above.indexOf(top) + 1).find((one) => existsSync(join(one, ".gitignore"))) ?? top;
  const name = pathFrom(folder, path)
    .replaceAll(/[\\*?[]/g, "\\$&")
    .replaceAll(UNPRINTABLE, (character) => "?".repeat(Buffer.byteLength(character))) // of which a line can't hold some, and none be shown
    .replace(/ $/, "\\ ");
  return `add a line to ${printable(join(folder, ".gitignore"))}: /${name || "*"}`;
}

function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

function nearestFolder(path: string): string | undefined {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  const folder = dirname(path);
  return existsSync(folder) ? folder : undefined;
}
