/* A project in a folder of its own, below this one: bundlers that follow no links find the packages of this folder above it. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(repository, "docs/recipes.md"), "utf8");

/** The programs of a section of docs/recipes.md: names of files, from the comments in their first lines, and code. */
export function filesOf(section) {
  const [, text = ""] = page.match(new RegExp(`^## ${section}\\n([^]*?)(?=^## |$(?![^]))`, "m")) ?? [];
  const blocks = [...text.matchAll(/^```\w+\n\/\/ (\S+)\n([\s\S]*?)^```/gm)];
  return Object.fromEntries(blocks.map(([, name, code]) => [name, code]));
}

/** Makes the project with the built library and its dependencies in it, uses it, and removes it. */
export async function inProject(files, use) {
  const folder = mkdtempSync(join(import.meta.dirname, "tmp-"));
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const modules = join(folder, "node_modules");
  for (const name of ["dist", "package.json"]) {
    cpSync(join(repository, name), join(modules, "toml-secrets", name), { recursive: true });
  }
  for (const name of ["@iarna/toml", "chokidar", "readdirp", "fastest-levenshtein"]) {
    cpSync(join(repository, "node_modules", name), join(modules, name), { recursive: true });
  }
  write("package.json", '{ "private": true, "type": "module" }\n');
  for (const [name, text] of Object.entries(files)) write(name, text);
  try {
    const link = (name, target) => symlinkSync(target, join(folder, name));
    return await use({
      folder,
      write,
      link,
      run: (args, options) => start(folder, args, options).ended,
      start: (args, options) => start(folder, args, options),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The file of a command of a package in this folder. */
export function commandOf(name, command = name) {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(dirname(manifest), typeof bin === "string" ? bin : bin[command]);
}

/** Starts Node in the project. `ended` gives the exit code and what it wrote, `until` waits for a text. */
function start(folder, args, { env = {}, timeout = 240_000 } = {}) {
  const quiet = { NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
  const nowhere = join(tmpdir(), "toml-secrets-no-home"); // Next.js takes no folder that holds the home folder for a project
  const home = { HOME: nowhere, USERPROFILE: nowhere };
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...home, ...quiet, FORCE_COLOR: undefined, ...env },
  });
  const late = setTimeout(() => child.kill("SIGKILL"), timeout);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise((done) => {
    child.once("exit", (status, signal) => {
      clearTimeout(late);
      done({ status, signal, output });
    });
  });
  const until = async (pattern, ms = 60_000) => {
    const limit = AbortSignal.timeout(ms);
    let end;
    ended.then((how) => (end = how));
    for (;;) {
      const found = pattern.exec(output);
      if (found !== null) return found;
      if (end !== undefined || limit.aborted) throw new Error(`${pattern} did not come\n${output}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  };
  const stop = () => {
    child.kill("SIGKILL");
    return ended;
  };
  return { ended, until, output: () => output, stop };
}
