import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PARSER } from "./parser-modules.mjs";

/** Packages that are bundled, each into one file. A first read that needs the parser opens one file instead of seven. */
export const BUNDLED = {
  [PARSER]: { file: "toml-parser", packages: ["@iarna/toml"] },
  "@noble/ciphers/chacha.js": { file: "crypto/noble-ciphers", packages: ["@noble/ciphers"] },
  "age-encryption": {
    file: "cli/age-encryption",
    packages: ["age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "@noble/post-quantum", "@scure/base"],
  },
  commander: { file: "cli/commander", packages: ["commander"] },
  "cross-spawn": {
    file: "cli/cross-spawn",
    packages: ["cross-spawn", "path-key", "shebang-command", "shebang-regex", "which", "isexe"],
  },
  dotenv: { file: "cli/dotenv", packages: ["dotenv"] },
  "@balena/dockerignore": { file: "cli/dockerignore", packages: ["@balena/dockerignore"] },
  "npm-packlist": {
    file: "cli/npm-packlist",
    packages: ["npm-packlist", "ignore-walk", "minimatch", "brace-expansion", "balanced-match", "proc-log"],
  },
  "toml-eslint-parser": { file: "cli/toml-eslint-parser", packages: ["toml-eslint-parser", "eslint-visitor-keys"] },
};

/** The package whose bundle a file is, or `undefined`. */
export function bundledInto(entry) {
  return Object.keys(BUNDLED).find((name) => BUNDLED[name].file === entry);
}

/** The beginning of a file: a command has a `#!` line, and a bundled package keeps its licence. */
export function bannerOf(entry) {
  if (entry === "cli/bin") return "#!/usr/bin/env node";
  const bundled = bundledInto(entry);
  if (bundled === undefined) return "";
  return `/*\n${BUNDLED[bundled].packages.map(licenceOf).join("\n\n")}\n*/`;
}

function licenceOf(name) {
  const folder = join("node_modules", name);
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return `${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
}
