import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

const { once, packedTarball } = require("./packed.cjs") as {
  /** Calls `make` if `path` does not exist. Other workers wait until it does. */
  once(path: string, make: () => void): void;
  /** The tarball that `npm publish` would send. */
  packedTarball(): string;
};

export { once, packedTarball };

/**
 * Puts the packed package into `<folder>/node_modules`, as `npm install` would: real programs run against this. The package is
 * unpacked once for each run of jest, and `folder` gets a link to it. A spec that changes an installed file needs `copyPackage`.
 * `linked` names other packages of the repository that the program needs.
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
