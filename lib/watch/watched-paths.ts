import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { foldersAbove } from "../core/paths";
import type { Candidate } from "../core/types";

import { identity } from "../sources/folder";

/*
 * The paths to watch for each place: its parent folders, the links on the way to it, and the folders in it. A watcher stays
 * attached to the folders that existed when it was opened, so it must be reopened if one of them is replaced.
 */

export interface WatchedPaths {
  /** What to watch: each place, each link on the way to it, and the resulting path behind that link. */
  readonly ends: ReadonlySet<string>;
  /** What is on the way: the identity of each folder, and the target of each link. */
  readonly steps: ReadonlyMap<string, string>;
}

/** The paths to all places as they are now. Never throws: a path ends where it can't be read. */
export function watchedPathsOf(candidates: readonly Candidate[]): WatchedPaths {
  const found: PathCollector = { ends: new Set(), steps: new Map() };
  for (const { path } of candidates) follow(path, found);
  return found;
}

/** Do both lead through the same folders and links? */
export function isSamePaths(one: WatchedPaths, other: WatchedPaths): boolean {
  return one.steps.size === other.steps.size && [...one.steps].every(([path, what]) => other.steps.get(path) === what);
}

interface PathCollector {
  readonly ends: Set<string>;
  readonly steps: Map<string, string>;
}

/** Adds the path to an end. At the first link, it continues with the path behind the link. */
function follow(end: string, found: PathCollector): void {
  if (found.ends.has(end)) return; // known already, or a loop of links
  found.ends.add(end);
  for (const step of [...foldersAbove(end).reverse(), end]) {
    const target = take(step, found);
    if (target === undefined) continue;
    found.ends.add(step); // the link may be replaced
    follow(join(target, end.slice(step.length)), found);
    return;
  }
  takeInside(end, found);
}

/** Adds the folders in a folder, and its links that lead out of every place. */
function takeInside(folder: string, found: PathCollector): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const target = take(path, found);
    if (target === undefined) takeInside(path, found);
    else if (![target, ...foldersAbove(target)].some((above) => found.ends.has(above))) follow(target, found);
  }
}

/** Adds what is at a path. Returns the target if it is a link. */
function take(path: string, { steps }: PathCollector): string | undefined {
  const stats = statsOf(path);
  if (stats?.isDirectory()) steps.set(path, identity(stats));
  const link = stats?.isSymbolicLink() ? linkTarget(path) : undefined;
  if (link === undefined) return undefined;
  steps.set(path, link);
  return resolve(dirname(path), link);
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined; // it can't be read, or its parent is not a folder
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // it no longer exists
  }
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return []; // it is not a folder, or can't be read
  }
}
