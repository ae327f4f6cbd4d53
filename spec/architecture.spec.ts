import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve, sep } from "node:path";
import ts from "typescript";

/* The shape of lib/: who may import whom, types included, and which file may name which package. */

const lib = resolve(__dirname, "../lib");

/** Folders, lowest first: a file imports only from its own folder and from folders in rows below. */
const LAYERS: readonly (readonly string[])[] = [
  ["core"],
  ["sources", "toml", "env", "redaction", "view", "crypto"],
  ["load", "checks", "watch", "resolve"],
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
  "@aws-sdk/client-secrets-manager": ["resolve/aws-sdk"], // an optional peer, required on first use
  "@aws-sdk/client-ssm": ["resolve/aws-sdk"],
  chokidar: ["watch/open-watcher"],
  commander: ["cli/program/program", "cli/program/describer", "cli/commands/completion", "cli/program/encryption"],
  "cross-spawn": ["cli/commands/run"],
  "toml-eslint-parser": ["cli/edit/document"],
  dotenv: ["cli/formats/env-file", "cli/formats/write-variables"],
  "npm-packlist": ["cli/exposure/npm-package"],
  "@balena/dockerignore": ["cli/exposure/container-images"],
};

/** Which files may know the process: its environment, its working folder, its warnings. */
const KNOW_THE_PROCESS = [
  "api/resolve-options",
  "redaction/uncaught-errors",
  "api/functions",
  "resolve/run-command",
  "register",
  "testing",
  "vite",
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
const targetsOf = (file: string) =>
  importsOf(file)
    .filter((name) => name.startsWith(".") && !name.endsWith("/package.json"))
    .map((name) => posix.join(posix.dirname(file), name));
/** The folder of a file, also below another one; `bin` is an entry, because nothing imports it. */
const boxOf = (file: string) => (file.includes("/") && file !== "cli/bin" ? posix.dirname(file) : file);
const layerOf = (file: string) => LAYERS.findIndex((layer) => layer.includes(folderOf(file)));

describe("lib/", () => {
  it("has every folder in one layer", () => {
    expect(LAYERS.flat().sort()).toEqual([...new Set(files.map(folderOf))].sort());
  });

  it("is seen by these checks: a lazy require and a type import are imports", () => {
    expect(importsOf("api/lazy-host")).toEqual(expect.arrayContaining(["../core/errors", "../core/types"]));
  });

  it.each(files)("%s imports only from layers below its own", (file) => {
    const upward = targetsOf(file).filter(
      (target) => folderOf(target) !== folderOf(file) && !(layerOf(target) >= 0 && layerOf(target) < layerOf(file)),
    );
    expect(upward).toEqual([]);
  });

  it("has no circle of files", () => {
    expect(circlesIn(new Map(files.map((file) => [file, targetsOf(file)])))).toEqual([]);
  });

  it("has no circle of folders; each entry counts as a folder of its own", () => {
    const folders = new Map<string, string[]>();
    for (const file of files) {
      const targets = targetsOf(file).map(boxOf);
      folders.set(boxOf(file), [...(folders.get(boxOf(file)) ?? []), ...targets]);
    }
    expect(circlesIn(folders)).toEqual([]);
  });

  it("would be found in a circle", () => {
    const circle = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]],
    ]);
    expect(circlesIn(circle)).toEqual([["b", "c"]]);
  });

  it("is what docs/architecture.md lists: each entry and each folder, no other", () => {
    const page = readFileSync(resolve(lib, "../docs/architecture.md"), "utf8");
    const [, listing = ""] = /```text\nlib\/\n([\s\S]*?)```/.exec(page) ?? [];
    const listed = listing.split("\n").flatMap((line) => /^ {2}([\w./-]+) {2,}\S/.exec(line)?.[1] ?? []);
    const folders = files.filter((file) => file.includes("/")).map((file) => `${posix.dirname(file)}/`);
    const entries = files.filter((file) => !file.includes("/")).map((file) => `${file}.ts`);
    expect(listed.sort()).toEqual([...new Set([...entries, ...folders])].sort());
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

/** The groups of names that reach each other, in alphabetical order. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reachedFrom = (start: string) => {
    const reached = new Set<string>();
    const open = [start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const next of graph.get(name) ?? []) {
        if (next === name || reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    return reached;
  };
  const reached = new Map([...graph.keys()].map((name) => [name, reachedFrom(name)]));
  const groups = new Map<string, string[]>();
  for (const [name, others] of reached) {
    if (!others.has(name)) continue;
    const group = [name, ...[...others].filter((other) => other !== name && reached.get(other)?.has(name))].sort();
    groups.set(group.join(" "), group);
  }
  return [...groups.values()];
}

describe("the dependencies", () => {
  const manifest = JSON.parse(readFileSync(resolve(lib, "../package.json"), "utf8"));

  it("are these and no others", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["@iarna/toml", "chokidar", "fastest-levenshtein"]);
  });

  it("need no scripts to be installed", () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});

it("a unit spec needs no build: specs of the package stand in spec/package", () => {
  const folder = resolve(lib, "../spec/unit");
  const built = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".spec.ts"))
    .filter((file) => /support\/(install|command-line|scan-project)"/.test(readFileSync(resolve(folder, file), "utf8")));
  expect(built).toEqual([]);
});
