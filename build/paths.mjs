import { dirname, relative, resolve, sep } from "node:path";

export const LIB = resolve("lib");
export const DIST = resolve("dist");

/** The name of a module of lib/, such as "core/errors". `path` is the path by which a file in `folder` imports it. */
export function moduleOf(path, folder) {
  return relative(LIB, resolve(folder, path)).split(sep).join("/");
}

/** The path with which the file `from` of dist/ requires the file `target`. The names have no extension. */
export function pathTo(target, from) {
  const path = relative(dirname(from), `${target}.js`).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
