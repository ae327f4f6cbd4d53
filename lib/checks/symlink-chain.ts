import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";

/** A folder, a link or a file on the way to where a path leads; without `stats` where nothing is there, or nothing can be told. */
export interface Step {
  readonly path: string;
  readonly stats: Stats | undefined;
}

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** All that is passed on the way to where a path leads, that place first and the root last. No folder in it is reached by a link. */
export function wayTo(path: string): Step[] {
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
    steps.delete(place); // what is passed twice counts as the later
    steps.set(place, stats);
    const target = stats?.isSymbolicLink() ? targetOf(place) : undefined;
    if (target === undefined) {
      folder = place;
      continue;
    }
    if (++links > MOST_LINKS) break;
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
