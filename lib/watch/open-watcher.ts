import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import { foldersAbove } from "../core/paths";
import { printable } from "../core/printable";
import type { Candidate } from "../core/types";
import { type WatchedPaths, watchedPathsOf } from "./watched-paths";

/** Callbacks of an open watcher. */
export interface WatchListeners {
  event(): void;
  failure(message: string): void;
  ready(): void;
}

export interface OpenWatcher {
  readonly watcher: FSWatcher;
  /** The folders and links that it watches. */
  readonly paths: WatchedPaths;
}

/** Opens a watcher for the folders and links that lead to the places, and nothing else. */
export function openWatcher(candidates: readonly Candidate[], { event, failure, ready }: WatchListeners): OpenWatcher {
  const { watch: open } = require("chokidar") as typeof import("chokidar");
  const paths = watchedPathsOf(candidates);
  const ancestors = new Set([...paths.ends].flatMap((end) => [end, ...foldersAbove(end)]));
  const concerns = (path: string) => ancestors.has(path) || foldersAbove(path).some((folder) => paths.ends.has(folder));
  const watcher = open([...new Set([...paths.ends].map(startOf))], {
    persistent: false,
    ignoreInitial: true,
    followSymlinks: false, // `watchedPathsOf` follows links; in a loop of links, chokidar would not stop
    ignored: (path) => !concerns(path),
  });
  watcher.on("all", event);
  // chokidar reports no change if a link points elsewhere or a folder is moved away (an event with its own name).
  watcher.on("raw", (_event, name, details) => {
    const { watchedPath } = details as { watchedPath?: string };
    if (typeof name !== "string" || watchedPath === undefined || name === basename(watchedPath)) event();
    else if (concerns(join(watchedPath, name))) event();
  });
  watcher.on("error", (error) => failure(failureMessage(error)));
  watcher.once("ready", () => {
    event(); // something may have changed since the load or the last look
    ready();
  });
  return { watcher, paths };
}

/** The parent of the folder of a place, or the nearest that exists, because the folder itself may be removed and created. */
function startOf(end: string): string {
  let folder = dirname(dirname(end));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function failureMessage(error: unknown): string {
  const { code, path } = error as { code?: string; path?: string };
  const where = path === undefined ? "a secrets file or folder" : printable(path);
  const next =
    code === "ENOSPC" || code === "EMFILE"
      ? "; the system's limit of watched files is reached, see fs.inotify.max_user_watches"
      : "";
  return `cannot watch ${where} (${code ?? "unknown reason"}${next}): changes there will not be reported.`;
}
