import { dirname, relative, resolve, sep } from "node:path";

export const LIB = resolve("lib");
export const DIST = resolve("dist");

/** The name of a module of lib/, such as "core/errors", that `path` means in a file of `folder`. */
export function moduleOf(path, folder) {
  return relative(LIB, resolve(folder, path)).split(sep).join("/");
}

/** How the file of dist/ that is called `from` requires the one that is called `target`. Names have no ending. */
export function pathTo(target, from) {
  const path = relative(dirname(from), `${target}.js`).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
