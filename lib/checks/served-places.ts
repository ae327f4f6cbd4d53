import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isWithin } from "../core/paths";
import type { Candidate } from "../core/types";

/* Finds requests to a dev server that would return a secrets file. */

/** The folders that a dev server serves: its root, with the path of its URLs, and its folder of public files. */
export interface ServedFolders {
  readonly root: string;
  readonly base?: string;
  readonly publicDir?: string | false;
}

/** Patterns for picomatch that match a place, and the copies that editors leave beside a file. */
export function patternsOf({ kind, path }: Candidate): string[] {
  const escaped = (text: string) =>
    text
      .split(sep)
      .join("/")
      .replaceAll(/[\\!*?()[\]{}+@|^$]/g, "\\$&");
  if (kind === "folder") return [`${escaped(path)}/**`];
  return [`${escaped(path)}*`, `${escaped(dirname(path))}/{.,#}*${escaped(basename(path))}*`];
}

/** Is this a place of secrets, or within one? Any file in a folder called `.streamlit` counts, whatever the case of the name. */
export function isSecretPlace(file: string, candidates: readonly Candidate[]): boolean {
  const real = realPath(file);
  const isNamed = [file, real].some((path) => path.split(/[\\/]/).some((part) => part.toLowerCase() === ".streamlit"));
  return (isNamed && existsSync(file)) || candidates.some(({ path }) => isWithin(real, realPath(path)));
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** The files that a request may mean: below the root, in the folder of public files, or by `/@fs/`. */
export function filesOf(url: string, { root, base = "/", publicDir }: ServedFolders): string[] {
  const texts = new Set([url]);
  for (let text = url, round = 0; round < 3; round++) {
    try {
      text = decodeURIComponent(text);
    } catch {
      break;
    }
    texts.add(text);
  }
  return [...texts].flatMap((text) => {
    const path = text.replace(/[?#].*$/s, "").replaceAll("\0", "");
    const inside = path.startsWith(base) ? path.slice(base.length) : path;
    const system = /^\/?@fs(\/.*)$/.exec(`/${inside}`.replace(/^\/+/, "/"))?.[1];
    const folders = publicDir ? [root, publicDir] : [root];
    return [...folders.map((folder) => join(folder, inside)), ...(system === undefined ? [] : [resolve(system)])];
  });
}
