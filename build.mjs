/*
 * Builds dist/: one CommonJS build, which serves `require` and `import` with one instance.
 *
 * Every file that Node opens costs start-up time, so there are few: index.js is all that an import needs, and a module that
 * is required on first use (`require("./first-load")`) becomes one file with all that it imports. What holds state or
 * classes must exist once (SHARED): the other files find it in index.js, under a symbol and not among its exports.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

/** The entry points beside index, as modules of lib/. Each may import SHARED modules. */
const ENTRIES = ["register", "testing"];
const SHARED = ["errors", "shell", "view", "secrets"];
const INTERNALS = 'Symbol.for("toml-secrets internals")';
/** Packages that are bundled, each into one file: the parser is seven, and a first read waits for it. */
const BUNDLED = { "@iarna/toml/lib/toml-parser.js": "toml-parser" };

const lib = resolve("lib");
const queue = ["index", ...ENTRIES];
const built = new Set();

rmSync("dist", { recursive: true, force: true });
for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
  if (built.has(entry)) continue;
  built.add(entry);
  await build({
    stdin: { contents: await contentsOf(entry), resolveDir: lib, sourcefile: `${entry}.entry.ts`, loader: "ts" },
    outfile: join("dist", `${entry}.js`),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    charset: "utf8",
    legalComments: "none",
    banner: { js: licenceOf(entry) },
    logLevel: "warning",
    plugins: [filesOfTheirOwn(entry), ...(entry === "index" ? [] : [sharedFromIndex(entry)])],
  });
}

/*
 * What `import` gets: the names over index.js, with one instance behind both. Node looks through the text of a CommonJS file
 * that is imported for the names that it exports. In index.js it looks for so long, up to version 22, that V8 begins to
 * optimise the search, which a short program then waits for at its end (25 ms); in through.js it has nothing to look through.
 */
const names = Object.keys(createRequire(import.meta.url)("./dist/index.js"));
writeFileSync("dist/through.js", 'exports.index = require("./index.js");\n');
writeFileSync(
  "dist/import.mjs",
  `import { index } from "./through.js";\n\nexport const {\n${names.map((name) => `  ${name},\n`).join("")}} = index;\n`,
);
writeFileSync("dist/import.d.mts", 'export * from "./index.js";\n');

/** What bundles for browsers get instead of index.js: one file that needs no other, and nothing of Node. */
await build({
  entryPoints: [join(lib, "browser.ts")],
  outfile: join("dist", "browser.js"),
  bundle: true,
  platform: "neutral",
  format: "cjs",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});

async function contentsOf(entry) {
  const bundled = Object.keys(BUNDLED).find((name) => BUNDLED[name] === entry);
  if (bundled !== undefined) return `module.exports = require("${bundled}");`;
  return entry === "index" ? await contentsOfIndex() : `export * from "./${entry}";`;
}

/**
 * The exports are one plain object: esbuild's own way defines a getter for each name, and copies it, which is a third of the
 * time that the import takes.
 */
async function contentsOfIndex() {
  const names = await exportsOf("index");
  const shared = await Promise.all(SHARED.map(async (name) => ({ name, names: await exportsOf(name) })));
  const imports = shared.flatMap(({ name, names }) => names.map((each) => `import { ${each} as $${each} } from "./${name}";`));
  const internals = shared.flatMap(({ names }) => names.map((each) => `${each}: $${each}`));
  return `import { ${names} } from "./index";
    ${imports.join("\n")}
    module.exports = { ${names} };
    Object.defineProperty(module.exports, "__esModule", { value: true });
    Object.defineProperty(module.exports, ${INTERNALS}, { value: { ${internals} } });`;
}

async function exportsOf(module) {
  const { metafile } = await build({
    entryPoints: [join(lib, `${module}.ts`)],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: "dist",
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}

/** A bundled package keeps its licence. */
function licenceOf(entry) {
  const bundled = Object.keys(BUNDLED).find((name) => BUNDLED[name] === entry);
  if (bundled === undefined) return "";
  const name = bundled.split("/").slice(0, 2).join("/");
  return `/*\n${name}\n\n${readFileSync(join("node_modules", name, "LICENSE"), "utf8")}*/`;
}

function filesOfTheirOwn(entry) {
  return {
    name: "files-of-their-own",
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        const file = BUNDLED[path];
        if (file === entry) return undefined;
        if (file !== undefined) queue.push(file);
        return { path: file === undefined ? path : pathTo(file, entry), external: true };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (kind !== "require-call" || !resolveDir.startsWith(lib)) return undefined;
        const target = moduleOf(path, resolveDir);
        queue.push(target);
        return { path: pathTo(target, entry), external: true };
      });
    },
  };
}

function sharedFromIndex(entry) {
  return {
    name: "shared-from-index",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace }) => {
        if (namespace === "shared") return { path, external: true };
        return SHARED.includes(moduleOf(path, resolveDir)) ? { path: "internals", namespace: "shared" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "shared" }, () => ({
        contents: `module.exports = require(${JSON.stringify(pathTo("index", entry))})[${INTERNALS}];`,
      }));
    },
  };
}

function moduleOf(path, folder) {
  return relative(lib, resolve(folder, path)).split(sep).join("/");
}

function pathTo(target, from) {
  const path = relative(dirname(from), `${target}.js`).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
