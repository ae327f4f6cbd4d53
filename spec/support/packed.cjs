/*
 * The tarball that `npm publish` would send, built and packed once for each state of the sources. The first suite that needs it makes
 * it; the suites of other workers wait for it. A run of all specs makes it in the background: `node packed.cjs`, see global-setup.ts.
 */
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");

const repository = resolve(__dirname, "../..");
const cache = join(repository, "node_modules/.cache/toml-secrets");

/** The files that the package is made from. */
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

/** How long a build and pack may take; a lock that is older was left behind. */
const MAX_PACK_MS = 300_000;

function packedTarball() {
  const tarball = join(cache, `${hashOfSources()}.tgz`);
  fs.mkdirSync(cache, { recursive: true });
  once(tarball, () => pack(tarball));
  return tarball;
}

/** Calls `make` if `path` does not exist. Other processes wait until it does. */
function once(path, make) {
  const lock = `${path}.lock`;
  while (!fs.existsSync(path)) {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!fs.existsSync(path)) make();
    } finally {
      fs.rmSync(lock, { recursive: true, force: true });
    }
  }
}

function takeLock(lock) {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > MAX_PACK_MS) fs.rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function pack(tarball) {
  const workshop = fs.mkdtempSync(join(tmpdir(), "toml-secrets-pack-"));
  try {
    for (const name of SOURCES) fs.cpSync(join(repository, name), join(workshop, name), { recursive: true });
    fs.symlinkSync(join(repository, "node_modules"), join(workshop, "node_modules"));
    execFileSync("npm", ["pack", "--silent"], { cwd: workshop, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    const packed = fs.readdirSync(workshop).find((name) => name.endsWith(".tgz"));
    fs.cpSync(join(workshop, packed), `${tarball}.part`);
    fs.renameSync(`${tarball}.part`, tarball);
  } finally {
    fs.rmSync(workshop, { recursive: true, force: true });
  }
}

function hashOfSources() {
  const hash = createHash("sha256");
  const add = (path) => {
    if (fs.statSync(path).isDirectory()) {
      for (const name of fs.readdirSync(path).sort()) add(join(path, name));
    } else hash.update(`${path}\0`).update(fs.readFileSync(path));
  };
  for (const name of SOURCES) add(join(repository, name));
  return hash.digest("hex").slice(0, 16);
}

module.exports = { once, packedTarball };

if (require.main === module) packedTarball();
