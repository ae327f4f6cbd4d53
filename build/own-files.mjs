import { dirname, join, relative, sep } from "node:path";
import { BUNDLED, bundledInto } from "./bundled.mjs";
import { COMMON, ERRORS, FIRST_READ } from "./modules.mjs";
import { LIB, moduleOf, pathTo } from "./paths.mjs";

/*
 * Every file that Node opens costs start-up time, and so does every line in it. esbuild joins what a file imports into one file. A module that
 * is `require`d on first use becomes a file of its own, so that only the programs that use it open it.
 */

/** A plugin of esbuild. `add` is called with the name of each file of dist/ that `entry` requires. */
export function filesOfTheirOwn(entry, add) {
  return {
    name: "files-of-their-own",
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        if (bundledInto(entry) !== undefined) return undefined; // a package and what it needs stay together
        const file = BUNDLED[path]?.file;
        if (file !== undefined) add(file);
        return { path: file === undefined ? path : pathTo(file, entry), external: true };
      });
      onResolve({ filter: /\/package\.json$/ }, () => {
        const path = relative(join("dist", dirname(entry)), "package.json");
        return { path: path.split(sep).join("/"), external: true };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (!resolveDir.startsWith(LIB)) return undefined;
        const target = moduleOf(path, resolveDir);
        const isCommon = target === ERRORS || (COMMON.includes(target) && !FIRST_READ.includes(entry));
        if (kind !== "require-call" && (!isCommon || target === entry)) return undefined;
        add(target);
        return { path: pathTo(target, entry), external: true, sideEffects: !isCommon };
      });
    },
  };
}
