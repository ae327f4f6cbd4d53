import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";

/** A folder, link, or file that resolving a path goes through; without `stats` if nothing is there, or if it can't be read. */
export interface Step {
  readonly path: string;
  readonly stats: Stats | undefined;
}

/** The limit of Linux. */
const MAX_SYMLINKS = 40;

/** Every folder and link that resolving `path` goes through, from the target up to the root. Folders have their real paths. */
export function symlinkChain(path: string): Step[] {
  const steps = new Map<string, Stats | undefined>([[sep, statsOf(sep)]]);
  const names = path.split(sep);
  let folder: string = sep;
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      folder = dirname(folder);
      continue;
    }
    const place = join(folder, name);
    const stats = statsOf(place);
    steps.delete(place); // a step that is visited twice counts at its later position
    steps.set(place, stats);
    const target = stats?.isSymbolicLink() ? targetOf(place) : undefined;
    if (target === undefined) {
      folder = place;
      continue;
    }
    if (++links > MAX_SYMLINKS) break;
    if (isAbsolute(target)) folder = sep;
    names.unshift(...target.split(sep));
  }
  return [...steps].map(([place, stats]) => ({ path: place, stats })).reverse();
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
