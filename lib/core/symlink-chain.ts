import type { Stats } from "node:fs";
import { dirname, isAbsolute, join, parse, sep } from "node:path";
import { linkStatsAt, linkTargetAt } from "./fs";

/** A folder, link, or file that resolving a path goes through; without `stats` if nothing is there, or if it can't be read. */
export interface Step<S = Stats> {
  readonly path: string;
  readonly stats: S | undefined;
  /** Only for a link: its target, and the resulting whole path. */
  readonly link?: { readonly target: string; readonly leadsTo: string };
}

/** The limit of Linux. */
const MAX_SYMLINKS = 40;

/**
 * Resolves an absolute path as the system does, and returns each step: the root first, and then every folder and link. Folders have their
 * real paths. A loop of links ends after 40 links.
 * @param look the stats of a place, links not followed.
 */
export function* resolutionSteps<S extends { isSymbolicLink(): boolean }>(
  path: string,
  look: (path: string) => S | undefined,
): Generator<Step<S>> {
  let folder = parse(path).root;
  yield { path: folder, stats: look(folder) };
  const names = path.slice(folder.length).split(sep);
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      folder = dirname(folder);
      continue;
    }
    const place = join(folder, name);
    const stats = look(place);
    const target = stats?.isSymbolicLink() ? linkTargetAt(place) : undefined;
    if (target === undefined) {
      yield { path: place, stats };
      folder = place;
      continue;
    }
    if (isAbsolute(target)) folder = parse(target).root;
    yield { path: place, stats, link: { target, leadsTo: join(folder, target.slice(parse(target).root.length), ...names) } };
    if (++links > MAX_SYMLINKS) return;
    names.unshift(...target.slice(parse(target).root.length).split(sep));
  }
}

/** Every folder and link that resolving `path` goes through, from the target up to the root. */
export function symlinkChain(path: string): Step[] {
  const steps = new Map<string, Stats | undefined>();
  for (const { path: place, stats } of resolutionSteps(path, (place) => linkStatsAt(place))) {
    steps.delete(place); // a step that is visited twice counts at its later position
    steps.set(place, stats);
  }
  return [...steps].map(([place, stats]) => ({ path: place, stats })).reverse();
}
