import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve, sep } from "node:path";
import ts from "typescript";

/* The shape of lib/: who may import whom, types included, and which file may name which package. */

const lib = resolve(__dirname, "../../lib");

/** Folders, lowest first: a file imports only from its own folder and from folders in rows below. */
const LAYERS: readonly (readonly string[])[] = [
  ["core"],
  ["sources", "toml", "env", "redaction", "view", "crypto"],
  ["load", "checks", "watch"],
  ["schema"],
  ["api"],
  ["entry points"],
  ["cli"],
];

/** Which files may name a package. */
const PACKAGES: Record<string, readonly string[]> = {
  "@iarna/toml/lib/toml-parser.js": ["toml/document"],
  "fastest-levenshtein": ["core/suggest"],
  "@noble/ciphers/chacha.js": ["crypto/noble-chacha"],
  "age-encryption": ["cli/encryption/wrap"],
  chokidar: ["watch/watch"],
  commander: ["cli/program", "cli/program/describer", "cli/commands/completion", "cli/program/encryption"],
  "cross-spawn": ["cli/commands/run"],
  "toml-eslint-parser": ["cli/edit/document"],
  dotenv: ["cli/formats/env-file", "cli/formats/write-variables"],
};

/** Which files may know the process: its environment, its working folder, its warnings. */
const KNOW_THE_PROCESS = [
  "api/resolve-options",
  "redaction/uncaught-errors",
  "api/functions",
  "register",
  "testing",
  "cli/bin",
  "cli/commands/run",
  "cli/edit/lock",
  "cli/commands/edit",
  "cli/write/editor",
];

const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/").replace(/\.ts$/, ""));
const textOf = (file: string) => readFileSync(join(lib, `${file}.ts`), "utf8");
const importsOf = (file: string) => ts.preProcessFile(textOf(file), true, true).importedFiles.map(({ fileName }) => fileName);
const folderOf = (file: string) => (file.includes("/") ? (file.split("/")[0] as string) : "entry points");
const layerOf = (file: string) => LAYERS.findIndex((layer) => layer.includes(folderOf(file)));

describe("lib/", () => {
  it("has every folder in one layer", () => {
    expect(LAYERS.flat().sort()).toEqual([...new Set(files.map(folderOf))].sort());
  });

  it("is seen by these checks: a lazy require and a type import are imports", () => {
    expect(importsOf("api/secrets")).toEqual(expect.arrayContaining(["../core/errors", "../core/types"]));
  });

  it.each(files)("%s imports only from layers below its own", (file) => {
    const targets = importsOf(file).filter((name) => name.startsWith(".") && !name.endsWith("/package.json"));
    const upward = targets
      .map((name) => posix.join(posix.dirname(file), name))
      .filter((target) => folderOf(target) !== folderOf(file) && !(layerOf(target) >= 0 && layerOf(target) < layerOf(file)));
    expect(upward).toEqual([]);
  });

  it.each(files)("%s names only packages that it may name", (file) => {
    const packages = importsOf(file).filter((name) => !name.startsWith(".") && !name.startsWith("node:"));
    expect(packages.filter((name) => !PACKAGES[name]?.includes(file))).toEqual([]);
  });

  it.each(files)("%s leaves the process alone, unless it is its work", (file) => {
    const code = textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(/\bprocess\.|\bglobalThis\b/.test(code)).toBe(KNOW_THE_PROCESS.includes(file));
  });

  it.each(files)("%s is short enough to be read in one look", (file) => {
    expect(textOf(file).split("\n").length).toBeLessThanOrEqual(201);
  });
});

describe("the dependencies", () => {
  const manifest = JSON.parse(readFileSync(resolve(lib, "../package.json"), "utf8"));

  it("are these and no others", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["@iarna/toml", "chokidar", "fastest-levenshtein"]);
  });

  it("need no scripts to be installed", () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});
