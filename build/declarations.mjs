/*
 * One declaration file for each entry. It contains the exports of the entry and the types that they need, with the doc comments.
 * So "go to definition" opens one file, and no other declarations ship. A type that two entries need, such as `Resolver`, is in
 * both files. TypeScript treats the two as one type, because none of them has a private member.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const ENTRIES = ["index", "register", "testing", "resolvers", "vite"];

/** Declarations of single modules, written by TypeScript. */
const modules = mkdtempSync(join(tmpdir(), "toml-secrets-types-"));
try {
  const compiler = resolve("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", modules], { stdio: "inherit" });
  for (const entry of ENTRIES) await rollUp(entry);
} finally {
  rmSync(modules, { recursive: true, force: true });
}

/** The declarations for `import`: an ES module that exports the same types. */
writeFileSync("dist/import.d.mts", 'export * from "./index.js";\n');

async function rollUp(entry) {
  const bundle = await rollup({
    input: join(modules, `${entry}.d.ts`),
    external: [/^node:/],
    plugins: [dts()],
    onLog(_level, { code, message }) {
      if (code !== "EMPTY_BUNDLE") throw new Error(message); // register exports nothing
    },
  });
  await bundle.write({ file: `dist/${entry}.d.ts`, format: "es" });
  await bundle.close();
}
