import { printable } from "../core/printable";
import type { Candidate } from "../core/types";
import { type OpenWatcher, openWatcher, type WatchListeners } from "./open-watcher";
import { type Snapshot, snapshot } from "./snapshot";
import { isSamePaths, watchedPathsOf } from "./watched-paths";

/** A change of a place. */
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
export function watch(request: WatchRequest): SecretsWatcher {
  return new PlaceWatcher(request);
}

class PlaceWatcher implements SecretsWatcher {
  readonly ready: Promise<void>;
  readonly #request: WatchRequest;
  readonly #listeners: WatchListeners;
  readonly #burst = afterBurst(() => this.#look());
  #isReady: () => void = () => {};
  #known: Snapshot;
  #opened: OpenWatcher;
  #isClosed = false;
  /** Settles when every earlier watcher is closed. */
  #closing: Promise<unknown> = Promise.resolve();
  /** Only while a new watcher is about to be opened. */
  #reopening: NodeJS.Timeout | undefined;

  constructor(request: WatchRequest) {
    this.#request = request;
    this.#known = request.baseline;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#listeners = { event: this.#burst.event, failure: once(request.warn), ready: () => this.#isReady() };
    this.#opened = openWatcher(request.candidates, this.#listeners);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#burst.cancel();
    clearTimeout(this.#reopening);
    this.#isReady(); // `ready` must not stay pending
    await Promise.all([this.#closing, this.#opened.watcher.close()]);
  }

  /** Compares the places with the last snapshot, and reports each change. */
  #look(): void {
    if (this.#isClosed) return; // chokidar may become ready after close()
    const { candidates, warn, onChange } = this.#request;
    const seen = snapshot(candidates);
    const changes = changesBetween(this.#known, seen, candidates);
    this.#known = seen; // before the callbacks, because they may throw
    if (this.#reopening === undefined && !isSamePaths(this.#opened.paths, watchedPathsOf(candidates))) this.#reopen();
    for (const change of changes) {
      if (this.#isClosed) return; // a callback may call close()
      warn(messageOf(change));
      onChange?.(change);
    }
  }

  /** The paths to the places go through other folders or links now. */
  #reopen(): void {
    this.#closing = Promise.all([this.#closing, this.#opened.watcher.close()]);
    this.#reopening = setTimeout(() => {
      this.#reopening = undefined;
      this.#opened = openWatcher(this.#request.candidates, this.#listeners); // its `ready` triggers another look
    }, REOPEN_MS).unref();
  }
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
    const kind = changeKind(before.get(path), now.get(path));
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

function changeKind(before: string | undefined, now: string | undefined): SecretsChange["kind"] | undefined {
  if (before === now) return undefined;
  if (before === undefined) return "created";
  return now === undefined ? "removed" : "changed";
}

function messageOf({ path, kind }: SecretsChange): string {
  return `restart required: ${printable(path)} was ${kind}. The program keeps the secrets that it has loaded.`;
}
