/*
 * Builds dist/: one CommonJS build, which serves `require` and `import` with one instance.
 *
 * Every file that Node opens costs start-up time, and so does every line in it. So index.js contains only what an import and a plain
 * first read need. A module that is required on first use (`require("./cold-path")`) becomes one file with everything that it
 * imports. Modules with state must exist once (SHARED): the other files find them in index.js, under a symbol and not among its
 * exports. The classes of the errors must exist once too. They have their own file, which is opened for the first error, or when a
 * program uses one of the classes.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { packagesIn, writeBundledList } from "./build/bundled.mjs";

/** The entry points besides index, as modules of lib/. Each may import SHARED modules. */
const ENTRIES = ["register", "testing", "resolvers", "vite", "cli/bin"];
const SHARED = ["view/view", "api/secrets"];
const ERRORS = "core/errors";
const INTERNALS = 'Symbol.for("toml-secrets internals")';
const IS_ESM = 'Object.defineProperty(module.exports, "__esModule", { value: true });';
const PARSER = "@iarna/toml/lib/toml-parser.js";
/** Packages that are bundled, each into one file. A first read that needs the parser opens one file instead of seven. */
const BUNDLED = {
  [PARSER]: { file: "toml-parser", packages: ["@iarna/toml"] },
  "@noble/ciphers/chacha.js": { file: "crypto/noble-ciphers", packages: ["@noble/ciphers"] },
  "age-encryption": {
    file: "cli/age-encryption",
    packages: ["age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "@noble/post-quantum", "@scure/base"],
  },
  commander: { file: "cli/commander", packages: ["commander"] },
  "cross-spawn": {
    file: "cli/cross-spawn",
    packages: ["cross-spawn", "path-key", "shebang-command", "shebang-regex", "which", "isexe"],
  },
  dotenv: { file: "cli/dotenv", packages: ["dotenv"] },
  "toml-eslint-parser": { file: "cli/toml-eslint-parser", packages: ["toml-eslint-parser", "eslint-visitor-keys"] },
};

const lib = resolve("lib");
const namesOf = {};
for (const name of ["index", ERRORS, ...SHARED]) namesOf[name] = await exportsOf(name);
const internals = SHARED.flatMap((name) => namesOf[name]);
const queue = ["index", ...ENTRIES];
const built = new Set();
const bundledIn = {};

rmSync("dist", { recursive: true, force: true });
for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
  if (built.has(entry)) continue;
  built.add(entry);
  const { metafile } = await build({
    metafile: true,
    stdin: { contents: await contentsOf(entry), resolveDir: lib, sourcefile: `${entry}.entry.ts`, loader: "ts" },
    outfile: join("dist", `${entry}.js`),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    charset: "ascii",
    legalComments: "none",
    banner: { js: bannerOf(entry) },
    // Third-party code is minified; its source is in its own package.
    minifyWhitespace: bundledInto(entry) !== undefined,
    minifySyntax: bundledInto(entry) !== undefined,
    logLevel: "warning",
    plugins: [...(entry === "index" ? [] : [sharedFromIndex(entry)]), filesOfTheirOwn(entry), parserAsModules()],
  });
  if (bundledInto(entry) !== undefined) bundledIn[entry] = packagesIn(metafile);
}
writeBundledList(bundledIn);

for (const [file, offsets] of Object.entries(calledByFirstReads())) {
  const path = join("dist", file);
  writeFileSync(path, withSingleImports(withEagerFunctions(readFileSync(path, "utf8"), offsets)));
}

/*
 * What `import` loads: the exports of index.js, listed by name. Node searches the text of an imported CommonJS file for the names
 * of its exports. Up to version 22, the search in index.js takes so long that V8 starts to optimise it, and a short program waits
 * for that at its end (25 ms). through.js has nothing to search.
 */
writeFileSync("dist/through.js", 'exports.index = require("./index.js");\n');
writeFileSync(
  "dist/import.mjs",
  `import { index } from "./through.js";\n\nexport const {\n${namesOf.index.map((name) => `  ${name},\n`).join("")}} = index;\n`,
);
writeFileSync("dist/import.d.mts", 'export * from "./index.js";\n');

/** The file for bundles for browsers, instead of index.js. It needs no other file and no module of Node. */
await build({
  entryPoints: [join(lib, "browser.ts")],
  outfile: join("dist", "browser.js"),
  bundle: true,
  platform: "node", // for the line in which Node finds the names of the exports
  format: "cjs",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});

/** Imports each module of Node once. esbuild does it once for each file that it joins. */
function withSingleImports(code) {
  const first = {};
  const renamed = {};
  const rest = code.replaceAll(/^var (import_node_\w+) = require\("(node:\w+)"\);\n/gm, (line, name, module) => {
    first[module] ??= name;
    renamed[name] = first[module];
    return first[module] === name ? line : "";
  });
  return rest.replaceAll(/\bimport_node_\w+/g, (name) => renamed[name] ?? name);
}

/**
 * Puts the functions at those offsets in parentheses: `var name = (function(…) {…});` at the top, and methods in place. V8 compiles
 * a parenthesised function together with the file, instead of pre-parsing it and compiling it on its first call. For a process
 * that reads one secret, this saves 0.3 ms.
 */
function withEagerFunctions(code, offsets) {
  const insertions = offsets.flatMap((range) => methodInBrackets(code, range));
  const slice = (from, to) => {
    const within = insertions.filter(({ at }) => at > from && at <= to).sort((a, b) => a.at - b.at);
    const parts = within.map(({ at, text }, index) => code.slice(within[index - 1]?.at ?? from, at) + text);
    return parts.join("") + code.slice(within.at(-1)?.at ?? from, to);
  };
  let [eager, rest, done] = ["", "", 0];
  const outermost = offsets.filter((range) => !offsets.some((other) => isWithin(range, other)));
  for (const { startOffset: from, endOffset: to } of outermost) {
    const [, name] = /^function (\w+)\(/.exec(code.slice(from)) ?? [];
    if (name === undefined) continue; // a method, or an arrow
    eager += `var ${name} = (${slice(from, to).replace(` ${name}(`, "(")});\n`;
    rest += slice(done, from);
    done = to;
  }
  const banner = /^(?:\/\*[\s\S]*?\*\/\n)?/.exec(rest)[0]; // a licence comes first
  return `${banner}${eager}${rest.slice(banner.length)}${slice(done, code.length)}`;
}

/** What to insert where, so that a static method, or one of an object, is a function in brackets. */
function methodInBrackets(code, { startOffset: from, endOffset: to }) {
  const [name] = /^\w+(?=\()/.exec(code.slice(from, to)) ?? [];
  const isStatic = code.slice(0, from).endsWith("static ");
  if (name === undefined || !(isStatic || code[to] === ",")) return [];
  return [
    { at: from + name.length, text: isStatic ? " = (function" : ": (function" },
    { at: to, text: isStatic ? ");" : ")" },
  ];
}

function isWithin(one, other) {
  return one !== other && one.startOffset >= other.startOffset && one.endOffset <= other.endOffset;
}

/** For each file that a first read loads, the functions that run, as V8 counts them. One document is plain, the other needs the parser. */
function calledByFirstReads() {
  const root = mkdtempSync(join(tmpdir(), "toml-secrets-build-"));
  try {
    for (const [folder, more] of [
      ["home", ""],
      ["project", "list = [1]\n"],
    ]) {
      mkdirSync(join(root, folder, ".streamlit"), { recursive: true });
      const toml = `# comment\nin_${folder} = "x"\nport = 1\n[${folder}_section]\na = 1\n${more}`;
      writeFileSync(join(root, folder, ".streamlit/secrets.toml"), toml);
    }
    const program = `
      const session = new (require("node:inspector").Session)();
      session.connect();
      session.post("Profiler.enable");
      session.post("Profiler.startPreciseCoverage", { callCount: true });
      const { secrets } = require(${JSON.stringify(resolve("dist/index.js"))});
      secrets.in_home + secrets.project_section.a;
      session.post("Profiler.takePreciseCoverage", (_error, { result }) => console.log(JSON.stringify(result)));`;
    const [home, cwd] = [join(root, "home"), join(root, "project")];
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith("SECRETS_"));
    const env = { ...Object.fromEntries(others), HOME: home, USERPROFILE: home };
    // The same once more with an encrypted file, which is another project, for the files that only such a program loads.
    const encrypted = encryptedCopy(root, env);
    const scripts = [{ cwd, env }, encrypted].flatMap((options) =>
      JSON.parse(execFileSync(process.execPath, ["-e", program], { ...options, encoding: "utf8" })),
    );
    const called = ({ functions }) => {
      const [, ...ranges] = functions.map(({ ranges }) => ranges[0]); // the first is the file
      return ranges.filter(({ count }) => count > 0).sort((a, b) => a.startOffset - b.startOffset);
    };
    return Object.fromEntries(
      scripts
        .reverse() // of a file that both have loaded, the plain program counts
        .filter(({ url }) => url.startsWith(pathToFileURL(resolve("dist")).href))
        .map((script) => [relative(resolve("dist"), fileURLToPath(script.url)), called(script)]),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A project whose file the command line has encrypted, for a key that is in the environment. */
function encryptedCopy(root, env) {
  const cwd = join(root, "encrypted");
  mkdirSync(join(cwd, ".streamlit"), { recursive: true });
  writeFileSync(join(cwd, ".streamlit/secrets.toml"), 'in_home = "x"\n[project_section]\na = "y"\n');
  const keys = join(root, "config");
  const run = (args) =>
    execFileSync(process.execPath, [resolve("dist/cli/bin.js"), ...args], { cwd, env: { ...env, ...places } });
  const places = { HOME: root, USERPROFILE: root, XDG_CONFIG_HOME: keys, APPDATA: keys };
  run(["encrypt"]);
  const key = /AGE-SECRET-KEY-1\w+/.exec(readFileSync(join(keys, "toml-secrets/keys.txt"), "utf8"))[0];
  return { cwd, env: { ...env, HOME: root, USERPROFILE: root, SECRETS_AGE_KEY: key } };
}

async function contentsOf(entry) {
  const bundled = bundledInto(entry);
  if (bundled === PARSER) return `import parser from "${PARSER}"; module.exports = parser;`;
  if (bundled !== undefined) return `module.exports = require("${bundled}");`;
  const importOf = (module, names) => `import { ${names.join(", ")} } from "./${module}";`;
  // Written by hand, because the getters that esbuild makes for `export *` take a third of the time of an import.
  if (entry === "index") {
    const own = namesOf.index.filter((name) => !namesOf[ERRORS].includes(name));
    const unshared = own.filter((name) => !internals.includes(name));
    const classes = namesOf.index.filter((name) => namesOf[ERRORS].includes(name));
    const getters = classes.map((name) => `get ${name}() { return require("./${ERRORS}").${name}; }`);
    return `${SHARED.map((name) => importOf(name, namesOf[name])).join("\n")}
      ${importOf("index", unshared)}
      module.exports = { ${[...own, ...getters].join(", ")} };
      ${IS_ESM}
      Object.defineProperty(module.exports, ${INTERNALS}, { value: { ${internals.join(", ")} } });`;
  }
  const names = (await exportsOf(entry)).filter((name) => name !== "default");
  if (names.length === 0) return `export * from "./${entry}";`;
  return `${importOf(entry, names)} module.exports = { ${names.join(", ")} }; ${IS_ESM}`;
}

/** The names that a module of lib/ exports, without types. */
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

/** The package whose bundle a file is. */
function bundledInto(entry) {
  return Object.keys(BUNDLED).find((name) => BUNDLED[name].file === entry);
}

/** A command has a `#!` line; a bundled package keeps its licence. */
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

/**
 * The files of the parser as ES modules, which esbuild joins into one. As CommonJS each would be a function, and V8 would pre-parse
 * its inner functions up to three times.
 */
function parserAsModules() {
  return {
    name: "parser-as-modules",
    setup({ onLoad }) {
      onLoad({ filter: /@iarna.toml.lib.[\w-]+\.js$/ }, ({ path }) => {
        const contents = readFileSync(path, "utf8")
          .replaceAll(/^const (\w+) = require\('(\.\/[\w-]+\.js)'\)$/gm, 'import $1 from "$2"')
          .replace(/^module\.exports = (\w+)\(require\('(.*)'\)\)$/m, 'import Base from "$2"\nexport default $1(Base)')
          .replace(/^module\.exports = /m, "export default ")
          .replaceAll(/^module\.exports\.\w+ = \w+$/gm, "");
        if (/module\.exports|= require\(/.test(contents)) throw new Error(`${path} is written in another way by now`);
        return { contents };
      });
    },
  };
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
      onResolve({ filter: /\/package\.json$/ }, () => {
        return {
          path: relative(join("dist", dirname(entry)), "package.json")
            .split(sep)
            .join("/"),
          external: true,
        };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (!resolveDir.startsWith(lib)) return undefined;
        const target = moduleOf(path, resolveDir);
        if (kind !== "require-call" && (target !== ERRORS || entry === ERRORS)) return undefined;
        queue.push(target);
        return { path: pathTo(target, entry), external: true, sideEffects: target !== ERRORS };
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
        // A file that index.js requires finds index.js as its parent, which is faster than resolving it again.
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
