/*
 * `npm run build` makes dist/: one CommonJS build, which serves `require` and `import` with one instance. declarations.mjs adds
 * the types afterwards.
 *
 * Start here. index.js contains only what an import and a plain first read need. own-files.mjs says what becomes another file,
 * and shared.mjs how all files share one state. eager-functions.mjs, parser-modules.mjs, and import-file.mjs reduce the work of a
 * start; the comment at the top of each says by how much.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bannerOf, bundledInto } from "./bundled.mjs";
import { packagesIn, writeBundledList } from "./bundled-list.mjs";
import { contentsOf } from "./contents.mjs";
import { writeEagerFunctions } from "./eager-functions.mjs";
import { writeImportFile } from "./import-file.mjs";
import { longStrings } from "./long-strings.cjs";
import { ENTRIES, sharedNames } from "./modules.mjs";
import { filesOfTheirOwn } from "./own-files.mjs";
import { parserAsModules } from "./parser-modules.mjs";
import { LIB } from "./paths.mjs";
import { sharedFromIndex } from "./shared.mjs";

rmSync("dist", { recursive: true, force: true });
writeBundledList(await buildAll(["index", ...ENTRIES]));
writeEagerFunctions();
await writeImportFile();
await buildForBrowsers();

/** Builds files of dist/ and the files that those require. Returns the packages in each bundle, by file. */
async function buildAll(entries) {
  const files = new Set(entries);
  const packages = {};
  const shared = await sharedNames();
  // The iteration of a Set includes items that are added during the loop.
  for (const entry of files) {
    const metafile = await buildFile(entry, shared, (file) => files.add(file));
    if (bundledInto(entry) !== undefined) packages[entry] = packagesIn(metafile);
  }
  return packages;
}

async function buildFile(entry, shared, add) {
  const isThirdParty = bundledInto(entry) !== undefined;
  const { metafile } = await build({
    metafile: true,
    stdin: { contents: await contentsOf(entry), resolveDir: LIB, sourcefile: `${entry}.entry.ts`, loader: "ts" },
    outfile: join("dist", `${entry}.js`),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    charset: "ascii", // a character beyond Latin-1 would double the size of the file in memory
    legalComments: "none",
    banner: { js: bannerOf(entry) },
    // Third-party code is minified; its source is in its own package.
    minifyWhitespace: isThirdParty,
    minifySyntax: isThirdParty,
    logLevel: "warning",
    plugins: [sharedFromIndex(entry, shared), filesOfTheirOwn(entry, add), parserAsModules(), longStrings()],
  });
  return metafile;
}

/** The file that bundles for browsers get instead of index.js. It needs no other file and no module of Node. */
async function buildForBrowsers() {
  await build({
    entryPoints: [join(LIB, "browser.ts")],
    outfile: "dist/browser.js",
    bundle: true,
    platform: "node", // for the line in which Node finds the names of the exports
    format: "cjs",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}
