import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import { foldersAbove } from "../core/paths";
import { printable } from "../core/printable";
import type { Candidate } from "../core/types";

import { type Snapshot, snapshot } from "./snapshot";
import { isSamePaths, type WatchedPaths, watchedPathsOf } from "./watched-paths";

/** What happened to a place. */
export interface SecretsChange {
  /** The file or folder, absolute. */
  readonly path: string;
  readonly kind: "created" | "changed" | "removed";
}

/** A running watcher. It does not keep the process alive. */
export interface SecretsWatcher {
  /** Resolves when every place is watched. */
  readonly ready: Promise<void>;
  /** Stops watching and releases everything. */
  close(): Promise<void>;
}

export interface WatchRequest {
  readonly candidates: readonly Candidate[];
  /** The snapshot at the time of the load. */
  readonly baseline: Snapshot;
  readonly warn: (message: string) => void;
  readonly onChange: ((change: SecretsChange) => void) | undefined;
}

/** A save causes many events. The watcher reports after this time without an event … */
const QUIET_MS = 150;
/** … or after this time since the first event. */
const PATIENCE_MS = 3_000;
/** Deno drops the paths of a closed watcher with a delay, and with them those of a watcher that was opened in the meantime. */
const REOPEN_MS = 100;

/**
 * Watches every place, even if nothing is there yet, and reports once for each burst of events that a restart is required. Only
 * the content decides whether a place changed; events of the file system only say when to look. Nothing is ever reloaded.
 */
export function watch({ candidates, baseline, warn, onChange }: WatchRequest): SecretsWatcher {
  let known = baseline;
  let closed = false;
  let opened: OpenWatcher;
  let closing: Promise<unknown> = Promise.resolve();
  let reopening: NodeJS.Timeout | undefined;
  const look = () => {
    if (closed) return; // chokidar may become ready after close()
    const seen = snapshot(candidates);
    const changes = changesBetween(known, seen, candidates);
    known = seen; // before the callbacks, because they may throw
    if (reopening === undefined && !isSamePaths(opened.paths, watchedPathsOf(candidates))) reopen();
    for (const change of changes) {
      if (closed) return; // a callback may call close()
      warn(messageOf(change));
      onChange?.(change);
    }
  };
  const burst = afterBurst(look);
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const listeners: WatchListeners = { event: burst.event, failure: once(warn), ready: () => isReady() };
  const reopen = () => {
    closing = Promise.all([closing, opened.watcher.close()]);
    reopening = setTimeout(() => {
      reopening = undefined;
      opened = openWatcher(candidates, listeners); // its `ready` triggers another look
    }, REOPEN_MS).unref();
  };
  opened = openWatcher(candidates, listeners);
  return {
    ready,
    async close() {
      closed = true;
      burst.cancel();
      clearTimeout(reopening);
      isReady(); // `ready` must not stay pending
      await Promise.all([closing, opened.watcher.close()]);
    },
  };
}

/** Callbacks of an open watcher. */
interface WatchListeners {
  event(): void;
  failure(message: string): void;
  ready(): void;
}

interface OpenWatcher {
  readonly watcher: FSWatcher;
  /** The folders and links that it watches. */
  readonly paths: WatchedPaths;
}

/** Opens a watcher for the folders and links that lead to the places, and nothing else. */
function openWatcher(candidates: readonly Candidate[], { event, failure, ready }: WatchListeners): OpenWatcher {
  const { watch: open } = require("chokidar") as typeof import("chokidar");
  const paths = watchedPathsOf(candidates);
  const ancestors = new Set([...paths.ends].flatMap((end) => [end, ...foldersAbove(end)]));
  const concerns = (path: string) => ancestors.has(path) || foldersAbove(path).some((folder) => paths.ends.has(folder));
  const watcher = open([...new Set([...paths.ends].map(startOf))], {
    persistent: false,
    ignoreInitial: true,
    followSymlinks: false, // `watchedPathsOf` follows links; chokidar would not stop in a loop of links
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

/** Passes on each message only once, because a reopened watcher fails again for the same reason. */
function once(warn: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    warn(message);
  };
}

function changesBetween(before: Snapshot, now: Snapshot, candidates: readonly Candidate[]): SecretsChange[] {
  return candidates.flatMap(({ path }) => {
    const kind = kindOf(before.get(path), now.get(path));
    return kind === undefined ? [] : [{ path, kind }];
  });
}

function afterBurst(act: () => void): { event(): void; cancel(): void } {
  let quiet: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  const cancel = () => {
    clearTimeout(quiet);
    clearTimeout(patience);
    quiet = patience = undefined;
  };
  const end = () => {
    cancel();
    act();
  };
  const event = () => {
    clearTimeout(quiet);
    quiet = setTimeout(end, QUIET_MS).unref();
    patience ??= setTimeout(end, PATIENCE_MS).unref();
  };
  return { event, cancel };
}

function kindOf(before: string | undefined, now: string | undefined): SecretsChange["kind"] | undefined {
  if (before === now) return undefined;
  if (before === undefined) return "created";
  return now === undefined ? "removed" : "changed";
}

function messageOf({ path, kind }: SecretsChange): string {
  return `restart required: ${printable(path)} was ${kind}. The program keeps the secrets that it has loaded.`;
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
