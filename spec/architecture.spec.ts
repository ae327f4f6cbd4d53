import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve, sep } from "node:path";
import ts from "typescript";

/* The shape of lib/: who may import whom, types included, and which file may name which package. */

const lib = resolve(__dirname, "../lib");

/** Lowest first. A file imports only from layers below its own; what is required on first use counts too. */
const LAYERS: readonly (readonly string[])[] = [
  ["core/printable"],
  [
    "core/types",
    "core/set-own",
    "core/key-path",
    "schema/standard-schema",
    "view/well-known-keys",
    "env/unsafe-variables",
    "core/paths",
    "toml/parser-types",
    "sources/stat",
  ],
  [
    "core/errors",
    "core/table",
    "core/places",
    "schema/leak-check",
    "redaction/uncaught-errors",
    "checks/symlink-chain",
    "checks/platform-mount",
    "checks/run-git",
    "redaction/encodings",
    "redaction/aho-corasick",
    "view/target",
    "toml/plain",
  ],
  [
    "core/copy",
    "view/prototype",
    "core/suggest",
    "env/export-env",
    "cli/commands/types-declaration",
    "redaction/patterns",
    "checks/git-exposure",
    "checks/permissions",
    "sources/discover-listed",
    "sources/source-error",
    "toml/strict-parser",
    "toml/reasons",
    "toml/line-recorder",
  ],
  [
    "view/read-only-values",
    "view/unwrap",
    "redaction/prefilter",
    "api/missing-key",
    "load/not-found",
    "schema/validate",
    "toml/document",
    "sources/environment",
  ],
  [
    "schema/optional-keys",
    "view/cold-path",
    "load/origin",
    "redaction/matcher",
    "sources/discover",
    "toml/decode",
    "sources/file-strict",
  ],
  ["view/view", "api/missing", "schema/validated", "redaction/mask", "sources/file"],
  ["sources/folder"],
  ["watch/snapshot", "checks/check-files", "watch/watched-paths", "load/load", "redaction/redact"],
  ["watch/watch"],
  ["api/options"],
  ["api/check-options", "api/resolve-options"],
  ["api/start-watching"],
  ["api/first-load"],
  ["api/secrets"],
  ["api/functions"],
  ["api/protect"],
  ["index", "browser", "register", "testing"],
  ["cli/context", "cli/write-error"],
  [
    "cli/terminal",
    "cli/commands/check-sources",
    "cli/commands/check-schema",
    "cli/commands/get",
    "cli/commands/types",
    "cli/commands/run",
    "cli/scan/find-values",
  ],
  [
    "cli/commands/init",
    "cli/commands/list",
    "cli/commands/check",
    "cli/scan/progress",
    "cli/scan/files",
    "cli/scan/git-index",
    "cli/scan/diff",
  ],
  ["cli/commands/scan"],
  ["cli/program"],
  ["cli/bin"],
];

/** Which files may name a package. */
const PACKAGES: Record<string, readonly string[]> = {
  "@iarna/toml/lib/toml-parser.js": ["toml/document"],
  "fastest-levenshtein": ["core/suggest"],
  chokidar: ["watch/watch"],
  commander: ["cli/program"],
  "cross-spawn": ["cli/commands/run"],
};

/** Which files may know the process: its environment, its working folder, its warnings. */
const KNOW_THE_PROCESS = [
  "api/resolve-options",
  "redaction/uncaught-errors",
  "api/protect",
  "register",
  "testing",
  "cli/bin",
  "cli/commands/run",
];

const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/").replace(/\.ts$/, ""));
const textOf = (file: string) => readFileSync(join(lib, `${file}.ts`), "utf8");
const importsOf = (file: string) => ts.preProcessFile(textOf(file), true, true).importedFiles.map(({ fileName }) => fileName);
const layerOf = (file: string) => LAYERS.findIndex((layer) => layer.includes(file));

describe("lib/", () => {
  it("has a place for every file in one layer", () => {
    expect(LAYERS.flat().sort()).toEqual([...files].sort());
  });

  it("is seen by these checks: a lazy require and a type import are imports", () => {
    expect(importsOf("api/secrets")).toEqual(
      expect.arrayContaining([expect.stringMatching(/errors$/), expect.stringMatching(/types$/)]),
    );
  });

  it.each(files)("%s imports only from layers below its own", (file) => {
    const targets = importsOf(file).filter((name) => name.startsWith(".") && !name.endsWith("/package.json"));
    const upward = targets
      .map((name) => posix.join(posix.dirname(file), name))
      .filter((target) => !(layerOf(target) >= 0 && layerOf(target) < layerOf(file)));
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
