/*
 * Builds dist/: one CommonJS build, which serves `require` and `import` with one instance. A module that another one requires
 * on first use (`require("./load")`) becomes a file of its own, and so do those that hold state or classes and must exist
 * once (SHARED). What is imported the usual way is bundled in, for each file that Node opens costs the first read.
 */
import { rmSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const SHARED = ["errors.ts", "view.ts"];
const ENTRIES = ["index.ts"];
const lib = resolve("lib");

const queue = [...ENTRIES, ...SHARED];
const built = new Set();

rmSync("dist", { recursive: true, force: true });
for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
  if (built.has(entry)) continue;
  built.add(entry);
  await build({
    entryPoints: [join(lib, entry)],
    outfile: join("dist", entry.replace(/\.ts$/, ".js")),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: [filesOfTheirOwn(entry)],
  });
}

function filesOfTheirOwn(entry) {
  return {
    name: "files-of-their-own",
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path, kind }) => (kind === "entry-point" ? undefined : { path, external: true }));
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const target = relative(lib, resolve(resolveDir, `${path}.ts`))
          .split(sep)
          .join("/");
        if (target === entry || (kind !== "require-call" && !SHARED.includes(target))) return undefined;
        queue.push(target);
        const from = relative(dirname(entry), target.replace(/\.ts$/, ".js")).split(sep).join("/");
        return { path: from.startsWith(".") ? from : `./${from}`, external: true };
      });
    },
  };
}
