import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import { foldersAbove } from "../core/paths";
import { printable } from "../core/printable";
import type { Candidate } from "../core/types";

import { type Snapshot, snapshot } from "./snapshot";
import { isSameWay, type Ways, waysTo } from "./watched-paths";

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
/** Deno takes the paths of a watcher that is closed away a while after, and with them those of one that was opened meanwhile. */
const REOPEN_MS = 100;

/**
 * Watches every place, also where there is nothing yet, and says once a burst that a restart is required. What a place is
 * like is told by its content alone: the file system's events only say when to look. Nothing is ever reloaded.
 */
export function watch({ candidates, baseline, warn, onChange }: WatchRequest): SecretsWatcher {
  let known = baseline;
  let closed = false;
  let opened: Opened;
  let closing: Promise<unknown> = Promise.resolve();
  let reopening: NodeJS.Timeout | undefined;
  const look = () => {
    if (closed) return; // chokidar may still have been on its way to being ready
    const seen = snapshot(candidates);
    const changes = changesBetween(known, seen, candidates);
    known = seen; // first, for what is told of a change may throw
    if (reopening === undefined && !isSameWay(opened.ways, waysTo(candidates))) reopen();
    for (const change of changes) {
      if (closed) return; // one of them was answered with close()
      warn(messageOf(change));
      onChange?.(change);
    }
  };
  const burst = afterBurst(look);
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const told: Told = { event: burst.event, failure: once(warn), ready: () => isReady() };
  const reopen = () => {
    closing = Promise.all([closing, opened.watcher.close()]);
    reopening = setTimeout(() => {
      reopening = undefined;
      opened = openWatcher(candidates, told); // and when that is ready, it is looked again
    }, REOPEN_MS).unref();
  };
  opened = openWatcher(candidates, told);
  return {
    ready,
    async close() {
      closed = true;
      burst.cancel();
      clearTimeout(reopening);
      isReady(); // nobody must wait for ever
      await Promise.all([closing, opened.watcher.close()]);
    },
  };
}

/** Who is told what. */
interface Told {
  event(): void;
  failure(message: string): void;
  ready(): void;
}

interface Opened {
  readonly watcher: FSWatcher;
  /** The ways that it watches. */
  readonly ways: Ways;
}

/** A watcher over the ways to all places, and nothing beside them. */
function openWatcher(candidates: readonly Candidate[], { event, failure, ready }: Told): Opened {
  const { watch: open } = require("chokidar") as typeof import("chokidar");
  const ways = waysTo(candidates);
  const onTheWay = new Set([...ways.ends].flatMap((end) => [end, ...foldersAbove(end)]));
  const concerns = (path: string) => onTheWay.has(path) || foldersAbove(path).some((folder) => ways.ends.has(folder));
  const watcher = open([...new Set([...ways.ends].map(startOf))], {
    persistent: false,
    ignoreInitial: true,
    followSymlinks: false, // the ways know where links lead; chokidar would walk on in their circles
    ignored: (path) => !concerns(path),
  });
  watcher.on("all", event);
  // What chokidar takes for no change may be one: a link that leads elsewhere, a folder that is moved away (its own name).
  watcher.on("raw", (_event, name, details) => {
    const { watchedPath } = details as { watchedPath?: string };
    if (typeof name !== "string" || watchedPath === undefined || name === basename(watchedPath)) event();
    else if (concerns(join(watchedPath, name))) event();
  });
  watcher.on("error", (error) => failure(failureMessage(error)));
  watcher.once("ready", () => {
    event(); // what has changed between the reading, or the last look, and now
    ready();
  });
  return { watcher, ways };
}

/** The folder above the one that a place is in, or the nearest that exists: the folder itself may come and go. */
function startOf(end: string): string {
  let folder = dirname(dirname(end));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Says each message the first time only: a watcher that is opened anew fails anew. */
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
