import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { foldersAbove, realPathOf } from "../core/paths";
import { printable, quoted, unprintable } from "../core/printable";
import type { Environment, FileProblem } from "../core/types";
import { type GitResult, runGit } from "./run-git";

/**
 * Is a secrets file in a git repository's index, or would the next `git add .` put it there? Without git, or outside of a
 * repository, there is no problem. If git refuses to work or does not answer, that is a problem. For a link, the target is
 * checked.
 * @param timeoutMs how long one call of git may take, in milliseconds.
 */
export function gitProblems(link: string, env: Environment, timeoutMs = 10_000): FileProblem[] {
  const path = realPathOf(link);
  const folder = nearestFolder(path);
  if (folder === undefined) return [];
  // Git refuses to work in a repository of another user. This only asks for names, so it is safe to allow.
  const git = (...args: string[]) => runGit(folder, env, ["-c", "safe.directory=*", ...args], { timeoutMs });
  const inside = git("rev-parse", "--is-inside-work-tree");
  if (inside.isAbsent || isOutside(inside, folder)) return [];
  if (inside.status !== 0) return [cannotTell(path, folder, inside)];
  if (inside.stdout.toString().trim() !== "true") return []; // within .git itself, or in a bare repository
  const name = path === folder ? "." : basename(path);
  const tracked = git("--literal-pathspecs", "ls-files", "-z", "--", name);
  if (tracked.status !== 0) return [cannotTell(path, folder, tracked)];
  const top = () =>
    resolve(
      git("rev-parse", "--show-toplevel")
        .stdout.toString()
        .replace(/\r?\n$/, ""),
    );
  if (tracked.stdout.length > 0) {
    return [
      {
        code: "TRACKED_BY_GIT",
        path,
        message: "git tracks it: it is, or will be, in the history of every clone of the repository",
        fix: `replace every secret in it, because history keeps the old ones, run \`${untrack(path, top())}\`, and ${ignore(path, top())}`,
      },
    ];
  }
  if (!existsSync(path)) return [];
  const ignored = askIfIgnored(folder, name, env);
  if (ignored.status === 0) return [];
  if (ignored.status !== 1) return [cannotTell(path, folder, ignored)];
  return [
    {
      code: "NOT_IGNORED_BY_GIT",
      path,
      message: "the next `git add .` adds it to the repository",
      fix: ignore(path, top()),
    },
  ];
}

/** Git reports that there is no repository. If a `.git` exists anyway, it is damaged, or git can't read it. */
function isOutside({ status, stderr }: GitResult, folder: string): boolean {
  const hasRepository = () => [folder, ...foldersAbove(folder)].some((above) => existsSync(join(above, ".git")));
  return status === 128 && stderr.includes("not a git repository") && !hasRepository();
}

function cannotTell(path: string, folder: string, { status, isTimedOut }: GitResult): FileProblem {
  const why = isTimedOut ? "it did not answer in time" : `it failed in this repository (exit code ${status ?? "unknown"})`;
  return {
    code: "GIT_CANNOT_TELL",
    path,
    message: `git could not tell whether it tracks the file: ${why}`,
    fix: `run \`git -C ${quoted(folder)} status\` and fix what it reports`,
  };
}

/** Does an ignore rule of git match that name in a folder, tracked or not? `undefined` if git can't tell. */
export function isIgnored(folder: string, name: string, env: Environment): boolean | undefined {
  const { status } = askIfIgnored(folder, name, env);
  return status === 0 ? true : status === 1 ? false : undefined;
}

function askIfIgnored(folder: string, name: string, env: Environment): GitResult {
  // check-ignore has no option for literal paths, but a path that begins with ./ has no pathspec magic.
  return runGit(folder, env, ["-c", "safe.directory=*", "check-ignore", "--quiet", "--no-index", "--", `./${name}`]);
}

/**
 * A command to copy. Without -f, git refuses files that changed since they were added. With --cached, no file on the disk is
 * removed.
 */
function untrack(path: string, top: string): string {
  const name = pathFrom(top, path) || ".";
  const spec = /[*?[\\]|^:/.test(name) ? `:(literal)${name}` : name;
  return `git -C ${quoted(top)} rm --cached -rf -- ${quoted(spec)}`;
}

/** The nearest .gitignore wins. A pattern that begins with a slash is relative to the folder of its .gitignore. */
function ignore(path: string, top: string): string {
  const above = foldersAbove(path);
  const folder = above.slice(0, above.indexOf(top) + 1).find((one) => existsSync(join(one, ".gitignore"))) ?? top;
  const name = pathFrom(folder, path)
    .replaceAll(/[\\*?[]/g, "\\$&")
    .replaceAll(unprintable(), (character) => "?".repeat(Buffer.byteLength(character))) // some can't be written in a .gitignore line, and none should be printed
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
