import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { foldersAbove } from "../core/paths";
import type { Candidate } from "../core/types";

import { identity } from "../sources/folder";

/*
 * The ways to the places of secrets: the folders above one, the links that lead to it, the folders in it. A watcher holds on
 * to the folders that were there when it was opened, so it has to be told when one of them is no longer that folder.
 */

export interface Ways {
  /** Where they end: each place, each link on the way to it, and what that makes of it. */
  readonly ends: ReadonlySet<string>;
  /** What stands on them: for each folder its identity, for each link its target. */
  readonly steps: ReadonlyMap<string, string>;
}

/** The ways to all places as they are now. Never throws: where one can't be seen it ends. */
export function waysTo(candidates: readonly Candidate[]): Ways {
  const found: Found = { ends: new Set(), steps: new Map() };
  for (const { path } of candidates) follow(path, found);
  return found;
}

/** Do they lead through the same folders and links? */
export function isSameWay(one: Ways, other: Ways): boolean {
  return one.steps.size === other.steps.size && [...one.steps].every(([path, what]) => other.steps.get(path) === what);
}

interface Found {
  readonly ends: Set<string>;
  readonly steps: Map<string, string>;
}

/** Takes in the way to an end, and from the first link on it the way that it leads instead. */
function follow(end: string, found: Found): void {
  if (found.ends.has(end)) return; // or a circle of links
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

/** Takes in the folders in a folder, and the links in it that lead out of every place. */
function takeInside(folder: string, found: Found): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const target = take(path, found);
    if (target === undefined) takeInside(path, found);
    else if (![target, ...foldersAbove(target)].some((above) => found.ends.has(above))) follow(target, found);
  }
}

/** Takes in what stands at a path; gives what it leads to where it is a link. */
function take(path: string, { steps }: Found): string | undefined {
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
    return undefined; // it can't be seen, or what is above it is no folder
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // it is gone by now
  }
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return []; // it is no folder, or can't be seen
  }
}
