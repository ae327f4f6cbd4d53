import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/*
 * The folder that programs are measured in: the peers as the lock file says, and this package as `npm publish` would send it.
 * It is a cache in the project's node_modules, so that the project's own install stays light.
 */

const HERE = import.meta.dirname;
const CACHE = resolve(HERE, "../../node_modules/.cache");
const LOCK = "package-lock.json";

/** Installs what is not there yet, and packs this package anew. `programs` is a folder that finds all of it. */
export function openWorkshop() {
  const home = join(CACHE, "bench");
  installPeers(home);
  installOurs(home);
  layEmptyPackage(home, "empty-package", '"exports": "./index.js"');
  layEmptyPackage(home, "empty-package-of-old", '"main": "./index.js"');
  const programs = join(home, "programs");
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(programs);
  for (const file of readdirSync(join(HERE, "programs"))) copyFileSync(join(HERE, "programs", file), join(programs, file));
  const manifestOf = (name) => JSON.parse(readFileSync(join(home, "node_modules", name, "package.json"), "utf8"));
  const scratch = mkdtempSync(join(home, "content-")); // node-config finds its parser from the project's folder
  return {
    programs,
    scratch,
    versionOf: (name) => manifestOf(name).version,
    /** The file of a command of an installed package. */
    commandOf: (name, command = name) => join(home, "node_modules", name, manifestOf(name).bin[command]),
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** The executable of a Node version, from the npm package `node`; installed once. */
export function nodeOf(version) {
  const home = join(CACHE, "runtimes", `node@${version}`);
  const node = join(home, "node_modules/node/bin/node");
  if (!existsSync(node)) {
    mkdirSync(home, { recursive: true });
    npm(home, "install", "--no-save", "--prefix", home, `node@${version}`);
  }
  return node;
}

function installPeers(home) {
  mkdirSync(home, { recursive: true });
  const wanted = readFileSync(join(HERE, LOCK), "utf8");
  const installed =
    existsSync(join(home, "node_modules")) && existsSync(join(home, LOCK)) && readFileSync(join(home, LOCK), "utf8");
  if (installed === wanted) return;
  for (const file of ["package.json", LOCK]) copyFileSync(join(HERE, file), join(home, file));
  npm(home, "ci");
}

function installOurs(home) {
  const packed = mkdtempSync(join(tmpdir(), "toml-secrets-pack-"));
  try {
    npm(resolve(HERE, "../.."), "pack", "--pack-destination", packed);
    npm(home, "install", "--no-save", "--no-package-lock", ...readdirSync(packed).map((file) => join(packed, file)));
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

function layEmptyPackage(home, name, field) {
  const folder = join(home, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `{ "name": "${name}", "version": "1.0.0", ${field} }\n`);
  writeFileSync(join(folder, "index.js"), "");
}

function npm(cwd, ...args) {
  execFileSync("npm", [...args, "--silent", "--no-audit", "--no-fund"], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
