import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative, sep } from "node:path";
import { isCommittable } from "../../checks/committable";
import { copiesBeside } from "../../checks/leftovers";
import { entriesAt, statsAt } from "../../core/fs";
import { foldersAbove, isWithin, realPathOf } from "../../core/paths";
import type { Candidate } from "../../core/types";
import { isSkipped } from "../../sources/folder-entries";

/* The plain files of secrets, and the folders of the project that contain them. */

/** A plain file of secrets, and the folders above it that belong to the project, the nearest first. */
export interface SecretFile {
  /** The path with links resolved, because tools that copy a project copy links as links. */
  readonly path: string;
  readonly folders: readonly string[];
}

const MAX_FILES = 20;

/** The plain files among the places, and the copies in their folders. An encrypted file is safe to share. */
export function plainFilesOf(candidates: readonly Candidate[], cwd: string): SecretFile[] {
  const paths = candidates.flatMap(({ kind, path }) =>
    kind === "folder" ? filesIn(path).slice(0, MAX_FILES) : [path, ...copiesBeside(path)],
  );
  const plain = [...new Set(paths.filter(isFile).map(realPathOf))].filter((path) => !isCommittable(path));
  return plain.map((path) => ({ path, folders: projectFolders(path, cwd) }));
}

/**
 * The folders above a file up to the root of the repository. Without a repository, up to the working folder; if the file is not below it,
 * only the folder that contains the file, or its `.streamlit`. The home folder is not a project, nor is a folder above it.
 */
function projectFolders(file: string, cwd: string): string[] {
  const above = foldersAbove(file);
  const home = realPathOf(homedir());
  const repository = above.findIndex((folder) => existsSync(join(folder, ".git")));
  const working = above.indexOf(realPathOf(cwd));
  const own = above[0]?.endsWith(`${sep}.streamlit`) ? 1 : 0;
  const last = repository >= 0 ? repository : Math.max(working, own);
  return above.slice(0, last + 1).filter((folder) => !isWithin(home, folder));
}

function filesIn(folder: string): string[] {
  const names = (entriesAt(folder) ?? []).map(({ name }) => name); // the load reports why a folder can't be listed
  return names.filter((name) => !isSkipped(name)).map((name) => join(folder, name));
}

function isFile(path: string): boolean {
  return statsAt(path)?.isFile() ?? false;
}

/** Names in a folder, in alphabetical order; none if it can't be listed. */
export function namesIn(folder: string): string[] {
  return (entriesAt(folder) ?? []).map(({ name }) => name).sort();
}

/** The text of a file of the project; `undefined` if it can't be read, or is too large to be written by people. */
export function projectText(path: string): string | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size < 1_000_000 ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** The content of a package.json; `undefined` if there is none, or it is not JSON. */
export function manifestIn(folder: string): Record<string, unknown> | undefined {
  const text = projectText(join(folder, "package.json"));
  if (text === undefined) return undefined;
  try {
    const manifest = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof manifest === "object" && manifest !== null && !Array.isArray(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** A path below a folder, with slashes. */
export function below(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}
