/*
 * Builds dist/: one CommonJS build, which serves `require` and `import` with one instance.
 *
 * Every file that Node opens costs start-up time, so there are few: index.js is all that an import needs, and a module that
 * is required on first use (`require("./first-load")`) becomes one file with all that it imports. What holds state or
 * classes must exist once (SHARED): the other files find it in index.js, under a symbol and not among its exports.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

/** The entry points beside index, as modules of lib/. Each may import SHARED modules. */
const ENTRIES = ["register", "testing", "cli/bin"];
const SHARED = ["errors", "shell", "view", "secrets"];
const INTERNALS = 'Symbol.for("toml-secrets internals")';
const IS_ESM = 'Object.defineProperty(module.exports, "__esModule", { value: true });';
/** What is bundled, each into one file: the parser is seven, and a first read waits for it; the command line's are its own. */
const BUNDLED = {
  "@iarna/toml/lib/toml-parser.js": { file: "toml-parser", packages: ["@iarna/toml"] },
  commander: { file: "cli/commander", packages: ["commander"] },
  "cross-spawn": {
    file: "cli/cross-spawn",
    packages: ["cross-spawn", "path-key", "shebang-command", "shebang-regex", "which", "isexe"],
  },
};

const lib = resolve("lib");
const namesOf = {};
for (const name of ["index", ...SHARED]) namesOf[name] = await exportsOf(name);
const internals = SHARED.flatMap((name) => namesOf[name]);
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
    banner: { js: bannerOf(entry) },
    logLevel: "warning",
    plugins: [filesOfTheirOwn(entry), ...(entry === "index" ? [] : [sharedFromIndex(entry)])],
  });
}

/*
 * What `import` gets: the names over index.js, with one instance behind both. Node looks through the text of a CommonJS file
 * that is imported for the names that it exports. In index.js it looks for so long, up to version 22, that V8 begins to
 * optimise the search, which a short program then waits for at its end (25 ms); in through.js it has nothing to look through.
 */
writeFileSync("dist/through.js", 'exports.index = require("./index.js");\n');
writeFileSync(
  "dist/import.mjs",
  `import { index } from "./through.js";\n\nexport const {\n${namesOf.index.map((name) => `  ${name},\n`).join("")}} = index;\n`,
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
  const bundled = bundledInto(entry);
  if (bundled !== undefined) return `module.exports = require("${bundled}");`;
  // Written out, for what esbuild makes of `export *` takes a third of the time of an import: a getter for each name.
  if (entry !== "index") {
    const names = (await exportsOf(entry)).filter((name) => name !== "default").join(", ");
    if (names === "") return `export * from "./${entry}";`;
    return `import { ${names} } from "./${entry}"; module.exports = { ${names} }; ${IS_ESM}`;
  }
  const imports = SHARED.map((name) => `import { ${namesOf[name].join(", ")} } from "./${name}";`);
  const exported = namesOf.index.filter((name) => !internals.includes(name));
  return `${imports.join("\n")}
    import { ${exported.join(", ")} } from "./index";
    module.exports = { ${namesOf.index.join(", ")} };
    ${IS_ESM}
    Object.defineProperty(module.exports, ${INTERNALS}, { value: { ${internals.join(", ")} } });`;
}

/** What a module of lib/ exports, types aside. */
async function exportsOf(name) {
  const { metafile } = await build({
    entryPoints: [join(lib, `${name}.ts`)],
    outdir: "dist",
    format: "esm",
    platform: "node",
    bundle: true,
    packages: "external",
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}

/** The name of the package that a file is the bundle of. */
function bundledInto(entry) {
  return Object.keys(BUNDLED).find((name) => BUNDLED[name].file === entry);
}

/** A command says what runs it; a bundled package keeps its licence. */
function bannerOf(entry) {
  if (entry === "cli/bin") return "#!/usr/bin/env node";
  const bundled = bundledInto(entry);
  if (bundled === undefined) return "";
  const licence = (name) => {
    const folder = join("node_modules", name);
    const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    return `${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
  };
  return `/*\n${BUNDLED[bundled].packages.map(licence).join("\n\n")}\n*/`;
}

function filesOfTheirOwn(entry) {
  return {
    name: "files-of-their-own",
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        if (bundledInto(entry) !== undefined) return undefined; // it, and what it needs
        const file = BUNDLED[path]?.file;
        if (file !== undefined) queue.push(file);
        return { path: file === undefined ? path : pathTo(file, entry), external: true };
      });
      onResolve({ filter: /\/package\.json$/ }, ({ path }) => ({ path, external: true }));
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
        // What index.js itself requires finds it as its parent, which is quicker than to look for its file anew.
        contents: `const key = ${INTERNALS};
          const found = module.parent?.exports?.[key] ?? require(${JSON.stringify(pathTo("index", entry))})[key];
          export const { ${internals.join(", ")} } = found;`,
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
