import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { FSWatcher } from "chokidar";
import type { Candidate } from "./sources/discover";
import { type Snapshot, snapshot } from "./sources/snapshot";

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
  /** Stops watching, and leaves nothing behind. */
  close(): Promise<void>;
}

export interface WatchRequest {
  readonly candidates: readonly Candidate[];
  /** What the places were like when they were read. */
  readonly baseline: Snapshot;
  readonly warn: (message: string) => void;
  readonly onChange: ((change: SecretsChange) => void) | undefined;
}

/** A save is many events; nothing is said before it has been quiet for so long … */
const QUIET_MS = 150;
/** … or so long since the first of them. */
const PATIENCE_MS = 3_000;

/**
 * Watches every place, also where there is nothing yet, and says once a burst that a restart is required. What a place is
 * like is told by its content alone: the file system's events only say when to look. Nothing is ever reloaded.
 */
export function watch({ candidates, baseline, warn, onChange }: WatchRequest): SecretsWatcher {
  let known = baseline;
  let closed = false;
  const look = () => {
    if (closed) return;
    const seen = snapshot(candidates);
    for (const { path } of candidates) {
      const change = { path, kind: kindOf(known.get(path), seen.get(path)) };
      if (change.kind === undefined) continue;
      warn(messageOf(change as SecretsChange));
      onChange?.(change as SecretsChange);
    }
    known = seen;
    follow();
  };
  const burst = afterBurst(look);
  const { watcher, follow, concerns } = openWatcher(candidates);
  watcher.on("all", burst.event);
  // What chokidar takes for no change may be one: a link that leads elsewhere.
  watcher.on("raw", (_event, name, details) => {
    const { watchedPath } = details as { watchedPath?: string };
    if (typeof name !== "string" || watchedPath === undefined || concerns(join(watchedPath, name))) burst.event();
  });
  watcher.on("error", (error) => warn(failureMessage(error)));
  const ready = new Promise<void>((resolve) => {
    watcher.once("ready", () => {
      burst.event(); // what changed between the reading and now
      resolve();
    });
  });
  return {
    ready,
    close() {
      closed = true;
      burst.cancel();
      return watcher.close();
    },
  };
}

interface Opened {
  readonly watcher: FSWatcher;
  /** Takes in where the places' links lead by now. */
  follow(): void;
  /** Is the path a place, on the way to one, or in one? */
  concerns(path: string): boolean;
}

/** A watcher over the ways to all places, and nothing beside them. */
function openWatcher(candidates: readonly Candidate[]): Opened {
  const { watch: open } = require("chokidar") as typeof import("chokidar");
  const targets = new Set<string>();
  const concerns = (path: string) => [...targets].some((target) => isOnTheWay(path, target));
  const watcher = open([], { persistent: false, ignored: (path) => !concerns(path) });
  const follow = () => {
    for (const { path } of candidates) {
      for (const target of [path, realPathOf(path)]) {
        if (target === undefined || targets.has(target)) continue;
        targets.add(target);
        watcher.add(startOf(target));
      }
    }
  };
  follow();
  return { watcher, follow, concerns };
}

/** The folder above the one that a place is in, or the nearest that exists: the folder itself may come and go. */
function startOf(target: string): string {
  let folder = dirname(dirname(target));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isOnTheWay(path: string, target: string): boolean {
  const within = (inner: string, outer: string) => inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
  return path === target || within(target, path) || within(path, target);
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // absent, for now
  }
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
  return `restart required: ${path} was ${kind}. The program goes on with the secrets that it has read.`;
}

function failureMessage(error: unknown): string {
  const { code, path } = error as { code?: string; path?: string };
  const where = path === undefined ? "a place of secrets" : path;
  const next =
    code === "ENOSPC" || code === "EMFILE"
      ? "; the system's limit of watched files is reached (fs.inotify.max_user_watches)"
      : "";
  return `cannot watch ${where} (${code ?? "unknown reason"}${next}): changes there will not be noticed.`;
}
