/*
 * Holds the published types against every TypeScript that they promise to serve: a described and an undescribed program must
 * compile, with the mistakes in them seen. Prints a table; fails if any version does not agree.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const VERSIONS = ["5.4", "5.9", "6.0", "7.0"];
const cache = resolve("node_modules/.cache/typescript");
const folder = mkdtempSync(join(tmpdir(), "toml-secrets-typescript-"));
const results = [];

try {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { stdio: ["ignore", "ignore", "inherit"] });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  mkdirSync(join(folder, "node_modules/toml-secrets"), { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", join(folder, "node_modules/toml-secrets"), "--strip-components=1"]);
  mkdirSync(join(folder, "node_modules/@types"));
  symlinkSync(resolve("node_modules/@types/node"), join(folder, "node_modules/@types/node"));
  copyFileSync("spec/fixtures/secrets.d.ts", join(folder, "secrets.d.ts"));
  copyFileSync("spec/fixtures/typed-program.ts", join(folder, "typed.ts"));
  copyFileSync("spec/fixtures/untyped-program.ts", join(folder, "untyped.ts"));
  for (const version of VERSIONS) {
    const tsc = compilerOf(version);
    for (const moduleKind of ["nodenext", "commonjs", "esnext"]) {
      const mode = moduleKind === "nodenext" ? [] : ["--moduleResolution", moduleKind === "esnext" ? "bundler" : "node10"];
      if (moduleKind === "commonjs" && Number.parseInt(version, 10) >= 6) continue; // node10 resolution is deprecated, then gone
      results.push({
        TypeScript: version,
        module: moduleKind,
        program: "described",
        ...compile(tsc, moduleKind, mode, ["typed.ts", "secrets.d.ts"]),
      });
      results.push({
        TypeScript: version,
        module: moduleKind,
        program: "undescribed",
        ...compile(tsc, moduleKind, mode, ["untyped.ts"]),
      });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.table(results);
const failed = results.filter(({ result }) => result !== "ok").length;
console.log(`TypeScript: ${results.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function compilerOf(version) {
  const home = join(cache, version);
  if (!existsSync(join(home, "node_modules/typescript"))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), "{}");
    execFileSync("npm", ["install", "--silent", "--no-save", `typescript@~${version}.0`], {
      cwd: home,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return join(home, "node_modules/typescript/bin/tsc");
}

function compile(tsc, moduleKind, mode, files) {
  const flags = [
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--types",
    "node",
    "--skipLibCheck",
    "--module",
    moduleKind,
    ...mode,
  ];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags, ...files], { cwd: folder, encoding: "utf8" });
  return { result: status === 0 ? "ok" : stdout.split("\n").slice(0, 3).join(" ") };
}
