import type { BigIntStats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { entriesAt, linkStatsAt, linkTargetAt } from "../core/fs";
import { foldersAbove } from "../core/paths";
import { resolutionSteps } from "../core/symlink-chain";
import type { Candidate } from "../core/types";
import { identity } from "../sources/folder-entries";

/*
 * The paths to watch for each place: its parent folders, the links on the way to it, and the folders in it. A watcher stays
 * attached to the folders that existed when it was opened, so it must be reopened if one of them is replaced.
 */

export interface WatchedPaths {
  /** The paths to watch: each place, each link on the way to it, and the target path of that link. */
  readonly ends: ReadonlySet<string>;
  /** The folders and links on the way: the identity of each folder, and the target of each link. */
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

/** Adds the path, and the target of each link on its way. */
function follow(path: string, found: PathCollector): void {
  const { ends, steps } = found;
  if (ends.has(path)) return; // known already
  ends.add(path);
  let end = path;
  for (const step of resolutionSteps(path, look)) {
    if (step.stats?.isDirectory()) steps.set(step.path, identity(step.stats));
    if (step.link === undefined) continue;
    steps.set(step.path, step.link.target);
    ends.add(step.path); // the link may be replaced
    end = step.link.leadsTo;
    if (ends.has(end)) return; // a loop of links
    ends.add(end);
  }
  takeInside(end, found);
}

/** Adds the folders in a folder, and its links that lead out of every place. */
function takeInside(folder: string, found: PathCollector): void {
  for (const entry of entriesAt(folder) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const stats = look(path);
      if (stats?.isDirectory()) found.steps.set(path, identity(stats));
      takeInside(path, found);
    } else if (entry.isSymbolicLink()) takeLink(path, found);
  }
}

function takeLink(path: string, found: PathCollector): void {
  const link = linkTargetAt(path);
  if (link === undefined) return; // it no longer exists
  found.steps.set(path, link);
  const target = resolve(dirname(path), link);
  if (![target, ...foldersAbove(target)].some((above) => found.ends.has(above))) follow(target, found);
}

function look(path: string): BigIntStats | undefined {
  return linkStatsAt(path, { bigint: true });
}
