import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const cache = join(repository, "node_modules/.cache/toml-secrets");

/** What the package is made of. */
const SOURCES = [
  "lib",
  "docs",
  "examples",
  "build",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
];

/**
 * Puts the packed package into `<folder>/node_modules`, as `npm install` would: real programs run against this. The package is
 * unpacked once for each run of jest, and `folder` gets a link to it. A spec that changes an installed file needs `copyPackage`.
 * `linked` names packages of the repository that the program needs besides.
 */
export function installPackage(folder: string, linked: readonly string[] = []): string {
  return link(join(unpackedPackage(), "node_modules/toml-secrets"), folder, "toml-secrets", linked);
}

/** The same with files that belong to this folder alone. */
export function copyPackage(folder: string, linked: readonly string[] = []): string {
  unpack(folder);
  for (const name of linked) link(join(repository, "node_modules", name), folder, name);
  return join(folder, "node_modules/toml-secrets");
}

function link(target: string, folder: string, name: string, others: readonly string[] = []): string {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
  for (const other of others) link(join(repository, "node_modules", other), folder, other);
  return path;
}

/** The folder of this run of jest (see global-setup.ts) with the package and its dependencies in it. */
function unpackedPackage(): string {
  const folder = join(process.env.SPEC_RUN_FOLDER as string, "installed");
  once(folder, () => {
    unpack(`${folder}.part`);
    renameSync(`${folder}.part`, folder);
  });
  return folder;
}

function unpack(folder: string): void {
  const modules = join(folder, "node_modules");
  const installed = join(modules, "toml-secrets");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", packedTarball(), "-C", installed, "--strip-components=1"]);
  for (const name of dependencies()) {
    cpSync(join(repository, "node_modules", name), join(modules, name), { recursive: true });
  }
}

/** How long a build and pack may take; a lock that is older was left behind. */
const MAX_PACK_MS = 300_000;

/**
 * The tarball that `npm publish` would send, built and packed once for each state of the sources. The first suite that needs it
 * makes it; the suites of other workers wait for it.
 */
export function packedTarball(): string {
  const tarball = join(cache, `${hashOfSources()}.tgz`);
  mkdirSync(cache, { recursive: true });
  once(tarball, () => pack(tarball));
  return tarball;
}

/** Calls `make` if `path` does not exist. The other workers wait until it does. */
function once(path: string, make: () => void): void {
  const lock = `${path}.lock`;
  while (!existsSync(path)) {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!existsSync(path)) make();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > MAX_PACK_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function pack(tarball: string): void {
  const workshop = mkdtempSync(join(tmpdir(), "toml-secrets-pack-"));
  try {
    for (const name of SOURCES) {
      if (existsSync(join(repository, name))) cpSync(join(repository, name), join(workshop, name), { recursive: true });
    }
    symlinkSync(join(repository, "node_modules"), join(workshop, "node_modules"));
    const options = { cwd: workshop, stdio: ["ignore", "pipe", "pipe"] as ("ignore" | "pipe")[], encoding: "utf8" as const };
    execFileSync("npm", ["pack", "--silent"], options);
    const packed = readdirSync(workshop).find((name) => name.endsWith(".tgz")) as string;
    cpSync(join(workshop, packed), `${tarball}.part`);
    renameSync(`${tarball}.part`, tarball);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** The file that runs a command of a package that the repository has installed. */
export function commandOf(name: string, command = name): string {
  const folder = join(repository, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** The package's dependencies and theirs. */
function dependencies(of = repository, found = new Set<string>()): Set<string> {
  const manifest = JSON.parse(readFileSync(join(of, "package.json"), "utf8"));
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (found.has(name)) continue;
    found.add(name);
    dependencies(join(repository, "node_modules", name), found);
  }
  return found;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) {
      hash.update(`${path}\0`).update(readFileSync(path));
      return;
    }
    for (const name of readdirSync(path).sort()) add(join(path, name));
  };
  for (const name of SOURCES) add(join(repository, name));
  return hash.digest("hex").slice(0, 16);
}
