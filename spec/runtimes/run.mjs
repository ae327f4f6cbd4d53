/*
 * The packed package in an empty project, on every runtime and in every way: `npm run test:runtimes`. Prints a table; fails on any
 * failure, and names a runtime that can't be had, with the reason. `--write` writes the table into docs/runtimes.md.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const HERE = resolve("spec/runtimes");
const cache = resolve("node_modules/.cache/runtimes");
const TOOLS = {
  "Node 20": ["node@20.20.2", "node_modules/node/bin/node"],
  "Node 22": ["node@22", "node_modules/node/bin/node"],
  "Node 24": ["node@24", "node_modules/node/bin/node"],
  "Node 26": ["node@26", "node_modules/node/bin/node"],
  Bun: ["bun@1", "node_modules/.bin/bun"],
  Deno: ["deno@2", "node_modules/.bin/deno"],
  pnpm: ["pnpm@10", "node_modules/pnpm/bin/pnpm.cjs"],
  yarn: ["@yarnpkg/cli-dist@4", "node_modules/@yarnpkg/cli-dist/bin/yarn.js"],
};
const rows = [];
const root = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-runtimes-")));

try {
  const tarball = pack();
  const project = projectWith("npm", (folder) => npmInstall(folder, tarball));
  if (project !== undefined) {
    for (const major of [20, 22, 24, 26]) onNode(project, `Node ${major}`);
    onBun(project);
    onDeno(project);
    underTestRunners(project);
  }
  withPackageManagers(tarball);
} finally {
  rmSync(root, { recursive: true, force: true });
}
report();

function onNode(project, name) {
  const node = toolOf(name);
  if (node === undefined) return;
  row(name, "CommonJS, --require", project, [node, "-r", "toml-secrets/register", "behaviour.cjs"]);
  row(name, "ESM, --import", project, [node, "--import", "toml-secrets/register", "behaviour.mjs"]);
  if (name === "Node 20") row(name, "TypeScript, ts-node", project, [node, bin("ts-node", "dist/bin.js"), "-T", "behaviour.ts"]);
  else row(name, "TypeScript, types stripped", project, [node, "--experimental-strip-types", "--no-warnings", "behaviour.ts"]);
  row(name, "TypeScript, tsx", project, [node, bin("tsx", "dist/cli.mjs"), "behaviour.ts"]);
  row(name, "node:test", project, [node, "--test", "runner.test.cjs"], /pass 3\b/);
  row(name, "the command line", project, [node, "command-line.cjs"]);
  row(name, "the watcher", project, [node, "watch-scenarios.cjs"], /"seen":(\d+),"tried":\1,/);
}

function onBun(project) {
  const bun = toolOf("Bun");
  if (bun === undefined) return;
  row("Bun", "CommonJS, --preload", project, [bun, "--preload", "toml-secrets/register", "behaviour.cjs"]);
  row("Bun", "ESM, --preload", project, [bun, "--preload", "toml-secrets/register", "behaviour.mjs"]);
  row("Bun", "TypeScript", project, [bun, "behaviour.ts"]);
  row("Bun", "bun test", project, [bun, "test", "./runner.test.cjs"], /3 pass\b[\s\S]*0 fail/);
  row("Bun", "the command line", project, [bun, "command-line.cjs"]);
  row("Bun", "the watcher", project, [bun, "watch-scenarios.cjs"], /"seen":(\d+),"tried":\1,/);
}

function onDeno(project) {
  const deno = toolOf("Deno");
  if (deno === undefined) return;
  const run = [deno, "run", "-A", "--node-modules-dir=manual"];
  // Deno does not take the tarball's `file:` for a dependency; any version will do, and node_modules has it.
  writeFileSync(join(project, "package.json"), '{ "dependencies": { "toml-secrets": "*" } }');
  row("Deno", "CommonJS, --preload", project, [...run, "--preload", "npm:toml-secrets/register", "behaviour.cjs"]);
  row("Deno", "ESM, --preload", project, [...run, "--preload", "npm:toml-secrets/register", "behaviour.mjs"]);
  row("Deno", "TypeScript", project, [...run, "behaviour.ts"]);
  row("Deno", "the command line", project, [...run, "command-line.cjs", ...run.slice(1)]);
  row("Deno", "the watcher", project, [...run, "watch-scenarios.cjs"], /"seen":(\d+),"tried":\1,/);
}

function underTestRunners(project) {
  const here = process.execPath;
  row(
    "jest",
    "the package under test",
    project,
    [here, bin("jest", "bin/jest.js"), "--rootDir", ".", "runner.test.cjs"],
    /3 passed/,
  );
  const vitest = [here, bin("vitest", "vitest.mjs"), "run", "--globals", "--root", ".", "runner.test.cjs"];
  row("vitest", "the package under test", project, vitest, /3 passed/);
}

function withPackageManagers(tarball) {
  const pnpm = toolOf("pnpm");
  const node = process.execPath;
  if (pnpm !== undefined) {
    const folder = projectWith("pnpm", (at) => sh([node, pnpm, "add", tarball], at));
    if (folder !== undefined) row("pnpm", "CommonJS", folder, [node, "-r", "toml-secrets/register", "behaviour.cjs"]);
    if (folder !== undefined) row("pnpm", "ESM", folder, [node, "behaviour.mjs"]);
  }
  const yarn = toolOf("yarn");
  if (yarn === undefined) return;
  const registry = sh(["npm", "config", "get", "registry"], root).trim();
  const folder = projectWith("yarn PnP", (at) => {
    writeFileSync(
      join(at, ".yarnrc.yml"),
      `nodeLinker: pnp\npnpEnableEsmLoader: true\nenableTelemetry: false\nenableGlobalCache: false\nnpmRegistryServer: ${JSON.stringify(registry)}\n` +
        (registry.startsWith("http:") ? `unsafeHttpWhitelist: ["${new URL(registry).hostname}"]\n` : ""),
    );
    writeFileSync(join(at, "yarn.lock"), "");
    sh([node, yarn, "add", `toml-secrets@file:${tarball}`], at);
  });
  if (folder !== undefined)
    row("yarn PnP", "CommonJS", folder, [node, yarn, "node", "-r", "toml-secrets/register", "behaviour.cjs"]);
  if (folder !== undefined) row("yarn PnP", "ESM", folder, [node, yarn, "node", "behaviour.mjs"]);
}

/** Runs one program in a fresh state of its project, and notes what came of it. */
function row(runtime, way, folder, [command, ...args], good = /behaves: \d+/) {
  const preloads = args.some((arg) => arg.endsWith("toml-secrets/register"));
  rmSync(join(folder, ".streamlit"), { recursive: true, force: true });
  if (preloads) {
    mkdirSync(join(folder, ".streamlit"));
    writeFileSync(join(folder, ".streamlit/secrets.toml"), 'preloaded_token = "canary-preloaded"\n');
    writeFileSync(join(folder, ".streamlit/preloaded"), "");
  }
  const began = performance.now();
  const start = () => spawnSync(command, args, { cwd: folder, env: environment(), encoding: "utf8", timeout: 180_000 });
  let ended = start();
  if (ended.error?.code === "ETIMEDOUT") {
    // A runtime can hang on a machine that is busy. A program that hangs twice has failed.
    console.error(`${runtime}, ${way}: no end after 180 s; it is started once more`);
    ended = start();
  }
  const { status, stdout, stderr, error } = ended;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const ok = status === 0 && good.test(`${stdout}${stderr}`);
  if (!ok) console.error(`\n--- ${runtime}, ${way}: ${command} ${args.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
  rows.push({ runtime, version: versionOf(runtime), way, result: ok ? "ok" : "FAILED", seconds });
}

function projectWith(name, install) {
  const folder = join(root, name.replace(" ", "-"));
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  for (const file of readdirSync(HERE)) if (file !== "run.mjs") copyFileSync(join(HERE, file), join(folder, file));
  writeFileSync(
    join(folder, "tsconfig.json"),
    '{ "compilerOptions": { "module": "node16", "target": "es2022", "esModuleInterop": true, "allowJs": true } }',
  );
  try {
    install(folder);
    return folder;
  } catch (error) {
    rows.push({ runtime: name, version: versionOf(name), way: "install", result: `FAILED: ${firstLine(error)}`, seconds: "" });
    return undefined;
  }
}

function npmInstall(folder, tarball) {
  sh(["npm", "install", "--no-audit", "--no-fund", "--silent", tarball], folder);
}

function pack() {
  sh(["npm", "pack", "--silent", "--pack-destination", root], process.cwd());
  return join(
    root,
    readdirSync(root).find((name) => name.endsWith(".tgz")),
  );
}

/** The file of a tool, installed once; a tool that can't be had is a row of its own. */
function toolOf(name) {
  const [spec, file] = TOOLS[name];
  const home = join(cache, spec.replaceAll("/", "-"));
  try {
    if (!existsSync(join(home, file))) {
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, "package.json"), "{}");
      const scripts = name === "yarn" || name === "pnpm" ? "--ignore-scripts" : "--foreground-scripts";
      sh(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--silent", scripts, spec], home);
    }
    if (!existsSync(join(home, file))) throw new Error(`${spec} has no ${file}`);
    return join(home, file);
  } catch (error) {
    rows.push({ runtime: name, version: "", way: "install", result: `FAILED: ${firstLine(error)}`, seconds: "" });
    return undefined;
  }
}

function sh([command, ...args], cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: environment(),
    encoding: "utf8",
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(" ")}: ${error ?? (stderr || stdout)}`);
  return stdout;
}

/** The environment without what this program was itself started with, and with a home that has no secrets. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|SECRETS_|npm_lifecycle|JEST|VITEST)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

function bin(name, file) {
  return resolve("node_modules", name, file);
}

function versionOf(runtime) {
  const [spec = runtime] = TOOLS[runtime] ?? TOOLS[runtime.split(" ")[0]] ?? [];
  const name = spec.replace(/(.)@.*/, "$1");
  const places = [join(cache, spec.replaceAll("/", "-"), "node_modules", name), resolve("node_modules", name)];
  const found = places.map((place) => join(place, "package.json")).find(existsSync);
  return found === undefined ? "" : JSON.parse(readFileSync(found, "utf8")).version;
}

function firstLine(error) {
  return String(error.message ?? error)
    .split("\n")
    .slice(0, 3)
    .join(" ")
    .slice(0, 200);
}

function report() {
  console.table(rows);
  const failed = rows.filter(({ result }) => result !== "ok").length;
  if (process.argv.includes("--write")) writePage();
  console.log(`Runtimes: ${rows.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function writePage() {
  const page = "docs/runtimes.md";
  const cells = rows.map(({ runtime, version, way, result }) => `| ${runtime} | ${version} | ${way} | ${result} |`);
  const table = ["| runtime | version | how | result |", "| --- | --- | --- | --- |", ...cells].join("\n");
  const text = readFileSync(page, "utf8");
  writeFileSync(
    page,
    text.replace(/(<!-- table -->\n)[\s\S]*?(\n<!-- end -->)/, (_all, begin, end) => `${begin}\n${table}\n${end}`),
  );
}
