import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DIST } from "./paths.mjs";

/** Reads two secrets, and prints which functions ran. */
const PROGRAM = `
  const session = new (require("node:inspector").Session)();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true });
  const { secrets } = require(${JSON.stringify(join(DIST, "index.js"))});
  secrets.in_home + secrets.project_section.a;
  session.post("Profiler.takePreciseCoverage", (_error, { result }) => console.log(JSON.stringify(result)));`;

/**
 * For each file of dist/ that a first read loads, the ranges of the functions that it calls, as V8 reports them. The first project has a
 * plain file and one that needs the parser. The second has an encrypted file, for the files that only such a program loads.
 */
export function calledByFirstReads() {
  const root = mkdtempSync(join(tmpdir(), "toml-secrets-build-"));
  try {
    const projects = [unencryptedProject(root), encryptedProject(root)];
    const scripts = projects.flatMap((options) =>
      JSON.parse(execFileSync(process.execPath, ["-e", PROGRAM], { ...options, encoding: "utf8" })),
    );
    return Object.fromEntries(
      scripts
        .reverse() // if both projects load a file, the first project counts
        .filter(({ url }) => url.startsWith(pathToFileURL(DIST).href))
        .map((script) => [relative(DIST, fileURLToPath(script.url)), calledIn(script)]),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function calledIn({ functions }) {
  const [, ...ranges] = functions.map(({ ranges }) => ranges[0]); // the first is the file
  return ranges.filter(({ count }) => count > 0).sort((a, b) => a.startOffset - b.startOffset);
}

function unencryptedProject(root) {
  writeSecrets(join(root, "home"), '# comment\nin_home = "x"\nport = 1\n[home_section]\na = 1\n');
  writeSecrets(join(root, "project"), '# comment\nin_project = "x"\nport = 1\n[project_section]\na = 1\nlist = [1]\n');
  return { cwd: join(root, "project"), env: environment(join(root, "home")) };
}

/** A project whose file the command line encrypts, with its key in the environment. */
function encryptedProject(root) {
  const cwd = join(root, "encrypted");
  const keys = join(root, "config");
  const env = environment(root);
  writeSecrets(cwd, 'in_home = "x"\n[project_section]\na = "y"\n');
  execFileSync(process.execPath, [join(DIST, "cli/bin.js"), "encrypt"], {
    cwd,
    env: { ...env, XDG_CONFIG_HOME: keys, APPDATA: keys },
  });
  const [key] = /AGE-SECRET-KEY-1\w+/.exec(readFileSync(join(keys, "toml-secrets/keys.txt"), "utf8"));
  return { cwd, env: { ...env, SECRETS_AGE_KEY: key } };
}

function writeSecrets(folder, toml) {
  mkdirSync(join(folder, ".streamlit"), { recursive: true });
  writeFileSync(join(folder, ".streamlit/secrets.toml"), toml);
}

function environment(home) {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("SECRETS_"));
  return { ...Object.fromEntries(others), HOME: home, USERPROFILE: home };
}
