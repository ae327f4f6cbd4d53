import { join } from "node:path";
import { build } from "esbuild";
import { LIB } from "./paths.mjs";

/*
 * The modules of lib/ that the build treats in a special way. AGENTS.md says what a change of these lists means.
 */

/** The entry points besides index. Each may import SHARED modules. */
export const ENTRIES = ["register", "testing", "resolvers", "vite", "cli/bin"];

/** Modules with state, which must exist once. They are in index.js; see shared.mjs. */
export const SHARED = ["view/view", "api/secrets"];

/** The classes of the errors must exist once too. They have a file of their own, which is opened for the first error. */
export const ERRORS = "core/errors";

/**
 * The files that a first read and `toml-secrets run` load. These files contain everything that they import, because a program
 * starts faster with fewer files.
 */
export const FIRST_READ = ["index", "api/first-load", "load/decryption"];

/** Modules that many of the other files import. Each has a file of its own, so that the package contains it once. */
export const COMMON = [
  "checks/git-exposure",
  "checks/permissions",
  "cli/edit/document",
  "cli/edit/edit",
  "cli/edit/replace-file",
  "cli/edit/verify",
  "cli/encryption/known-files",
  "cli/encryption/open-file",
  "cli/encryption/values",
  "cli/target",
  "crypto/header-check",
  "crypto/keyring",
  "crypto/lock-errors",
  "crypto/siv",
  "env/unsafe-variables",
  "redaction/matcher",
  "redaction/search",
  "toml/decode",
];

/** The names that a module of lib/ exports, without types. */
export async function exportsOf(name) {
  const { metafile } = await build({
    entryPoints: [join(LIB, `${name}.ts`)],
    outdir: "dist",
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "error", // a `require` stays as it is, which is a warning in an ES module
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}

/** The names that the SHARED modules export. */
export async function sharedNames() {
  return (await Promise.all(SHARED.map(exportsOf))).flat();
}
