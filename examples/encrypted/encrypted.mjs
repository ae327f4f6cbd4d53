/*
 * Two people and a CI share one encrypted file. Everybody has a key of their own: node examples/encrypted/encrypted.mjs
 * It works on a copy, with made-up home folders.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const manifest = createRequire(import.meta.url).resolve("toml-secrets/package.json");
const bin = join(dirname(manifest), "dist/cli/bin.js");
const project = mkdtempSync(join(here, ".copy-")); // within this folder, so that the app finds the package
const homes = mkdtempSync(join(tmpdir(), "toml-secrets-homes-"));

/** Runs something as one of them. Nobody has the environment of another. */
function as(person, [program, ...args], more = {}) {
  const home = join(homes, person);
  mkdirSync(home, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, APPDATA: home, ...more };
  return execFileSync(process.execPath, [program, ...args], {
    cwd: project,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
const tool = (person, ...args) => as(person, [bin, ...args]);
const app = (person, more) => as(person, ["app.mjs"], more).trim();
const publicKey = (person) => /age1\w+/.exec(tool(person, "keygen"))[0];

try {
  cpSync(join(here, "app.mjs"), join(project, "app.mjs"));
  cpSync(join(here, ".streamlit"), join(project, ".streamlit"), { recursive: true });

  tool("alice", "keygen");
  console.log(tool("alice", "encrypt").split("\n")[0]);
  console.log(
    readFileSync(join(project, ".streamlit/secrets.toml"), "utf8")
      .split("\n")
      .slice(0, 2)
      .join("\n")
      .replace(/(enc:str:.{6}).*?"/, '$1…"'),
  );
  console.log(`alice: ${app("alice")}`);
  console.log(`bob:   ${app("bob")}`);

  tool("alice", "recipients", "add", "bob", publicKey("bob"));
  console.log(`bob:   ${app("bob")}`);

  const SECRETS_AGE_KEY = tool("bob", "recipients", "add", "ci", "--generate").trim(); // into the settings of the CI
  console.log(`ci:    ${app("ci", { SECRETS_AGE_KEY })}`);

  tool("alice", "recipients", "remove", "bob");
  console.log(`bob:   ${app("bob")}`);
  console.log(`ci:    ${app("ci", { SECRETS_AGE_KEY })}`);
} finally {
  rmSync(project, { recursive: true, force: true });
  rmSync(homes, { recursive: true, force: true });
}
