/*
 * A newcomer's first ten minutes with each tool: install it, put the first secret in, read it in a program, give a test another value,
 * keep it out of git, and work on another machine. It counts steps and keystrokes, and looks at what is left on the disk.
 *
 *   npm run build && node spec/bench/first-minutes.mjs
 *
 * Every step is done, and every program and test runs. The secret itself is not counted as keystrokes; line breaks are.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, "../..");
const SECRET = "canary-of-the-first-ten-minutes";
const FAKE = "canary-fake";

/** A line that is typed into the shell; `input` is what is typed when the command asks for the secret. */
const shell = (line, { asks = false } = {}) => ({ kind: "shell", line, asks });
/** Text that is typed into a file in an editor. SECRET in it is pasted. */
const edit = (file, text) => ({ kind: "edit", file, text });

const testOf = (code) => `import test from "node:test";\nimport assert from "node:assert";\n${code}`;

const TOOLS = [
  {
    name: "dotenv",
    install: [shell("npm install dotenv")],
    put: [edit(".env", `API_KEY=${SECRET}\n`)],
    read: [edit("app.mjs", 'import "dotenv/config";\nexport const key = () => process.env.API_KEY;\n')],
    test: [
      edit(
        "app.test.mjs",
        testOf(
          `process.env.API_KEY = "${FAKE}";\nconst { key } = await import("./app.mjs");\ntest("key", () => assert.equal(key(), "${FAKE}"));\n`,
        ),
      ),
    ],
    git: [edit(".gitignore", ".env\n")],
    share: [edit(".env.example", "API_KEY=\n")],
    elsewhere: [shell("npm ci"), shell("cp .env.example .env"), edit(".env", `API_KEY=${SECRET}\n`)],
  },
  {
    name: "dotenvx",
    install: [shell("npm install @dotenvx/dotenvx")],
    put: [shell(`npx dotenvx set API_KEY ${SECRET}`)], // from a pipe it takes nothing; on a terminal it asks, and then where to keep its key
    read: [edit("app.mjs", 'import "@dotenvx/dotenvx/config";\nexport const key = () => process.env.API_KEY;\n')],
    test: [
      edit(
        "app.test.mjs",
        testOf(
          `process.env.API_KEY = "${FAKE}";\nconst { key } = await import("./app.mjs");\ntest("key", () => assert.equal(key(), "${FAKE}"));\n`,
        ),
      ),
    ],
    git: [edit(".gitignore", ".env.keys\n")],
    share: [],
    elsewhere: [shell("npm ci"), { kind: "copy", file: ".env.keys" }],
  },
  {
    name: "varlock",
    install: [shell("npm install varlock")], // `varlock init` would write the schema below, and needs its server for statistics
    put: [edit(".env.schema", "# ---\n# @sensitive @required\nAPI_KEY=\n"), edit(".env.local", `API_KEY=${SECRET}\n`)],
    read: [edit("app.mjs", 'import "varlock/auto-load";\nexport const key = () => process.env.API_KEY;\n')],
    test: [
      edit(
        "app.test.mjs",
        testOf(
          `process.env.API_KEY = "${FAKE}";\nconst { key } = await import("./app.mjs");\ntest("key", () => assert.equal(key(), "${FAKE}"));\n`,
        ),
      ),
    ],
    git: [edit(".gitignore", ".env.local\n")],
    share: [],
    elsewhere: [shell("npm ci"), edit(".env.local", `API_KEY=${SECRET}\n`)],
  },
  {
    name: "toml-secrets",
    install: [shell("npm install toml-secrets")],
    put: [shell("npx toml-secrets set api_key", { asks: true })],
    read: [edit("app.mjs", 'import { secrets } from "toml-secrets";\nexport const key = () => secrets.api_key;\n')],
    test: [
      edit(
        "app.test.mjs",
        testOf(
          `import { withSecrets } from "toml-secrets/testing";\nimport { key } from "./app.mjs";\ntest("key", () => withSecrets({ api_key: "${FAKE}" }, () => assert.equal(key(), "${FAKE}")));\n`,
        ),
      ),
    ],
    git: [] /* set has done it */,
    share: [shell("npx toml-secrets example")],
    elsewhere: [shell("npm ci"), shell("npx toml-secrets init", { asks: true })],
  },
];

function keystrokes(steps) {
  return steps.reduce((sum, step) => {
    if (step.kind === "shell") return sum + step.line.replace(SECRET, "").length + 1 + Number(step.asks);
    if (step.kind === "copy") return sum + step.file.length + 1;
    return sum + step.file.length + 1 + step.text.replaceAll(SECRET, "").length;
  }, 0);
}

const root = mkdtempSync(join(tmpdir(), "first-minutes-"));
try {
  const tarball = packed();
  const rows = TOOLS.filter(({ name }) => (process.argv[2] ?? name) === name).map((tool) => measure(tool, tarball));
  process.stdout.write(`${table(rows)}\n`);
  if (rows.some(({ works }) => !works)) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** The package as npm would get it. */
function packed() {
  const output = execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", root, "--json"], {
    cwd: repository,
    encoding: "utf8",
  });
  return join(root, JSON.parse(output)[0].filename);
}

function measure(tool, tarball) {
  const home = join(root, tool.name, "home");
  const project = join(root, tool.name, "project");
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? root, ".npm"),
    npm_config_fund: "false",
    VARLOCK_TELEMETRY_DISABLED: "true",
    PH_OPT_OUT: "true",
    npm_config_audit: "false",
    TERM: "xterm",
  };
  mkdirSync(project, { recursive: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "name": "shop", "version": "1.0.0", "type": "module" }\n');
  writeFileSync(join(project, ".gitignore"), "node_modules\n");
  git(project, "init");
  const parts = ["install", "put", "read", "test", "git", "share"];
  for (const part of parts) for (const step of tool[part]) doStep(step, project, env, tarball);
  const works = [runs(project, env), passes(project, env)];
  git(project, "add", "--all");
  git(project, "commit", "--quiet", "--message", "first");
  const inGit = git(project, "grep", "--cached", "-l", SECRET) !== "";
  const keysInGit = git(project, "ls-files", "*.keys") !== "";
  const typedOpenly = tool.put.some(({ line, asks }) => !asks && line?.includes(SECRET)) ? ["the history of the shell"] : [];
  const left = [...filesWith(SECRET, [project, home]), ...keyFiles(project), ...typedOpenly];

  const clone = join(root, tool.name, "clone");
  git(root, "clone", "--quiet", project, clone);
  doStep(tool.elsewhere[0], clone, env, tarball);
  const without = missing(clone, env);
  for (const step of tool.elsewhere.slice(1)) doStep(step, clone, env, tarball, project);
  works.push(runs(clone, env), passes(clone, env));

  const all = [...parts, "elsewhere"].flatMap((part) => tool[part]);
  return {
    name: tool.name,
    works: works.every(Boolean),
    steps: all.length,
    keys: keystrokes(all),
    left,
    inGit: inGit || keysInGit,
    without,
  };
}

function doStep(step, folder, env, tarball, from) {
  if (process.env.VERBOSE) process.stderr.write(`${new Date().toISOString()} ${step.line ?? step.file}\n`);
  if (step.kind === "edit")
    return writeFileSync(join(folder, step.file), step.text, { flag: step.file === ".gitignore" ? "a" : "w" });
  if (step.kind === "copy") return writeFileSync(join(folder, step.file), readFileSync(join(from, step.file)), { mode: 0o600 });
  const line = step.line === "npm install toml-secrets" ? `npm install '${tarball}'` : step.line;
  const result = step.asks
    ? spawnSync(
        "bash",
        [
          "-c",
          `(sleep 4; printf '${SECRET}\\r'; sleep 3${step.confirms ? "; printf '\\\\r'; sleep 3" : ""}) | script -qec '${line}' /dev/null`,
        ],
        {
          cwd: folder,
          env: { ...env, PWD: folder },
          encoding: "utf8",
        },
      )
    : spawnSync("bash", ["-c", line], {
        cwd: folder,
        env: { ...env, PWD: folder },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
  if (result.status !== 0) throw new Error(`${line} ended with ${result.status}: ${result.stdout}${result.stderr}`);
  return undefined;
}

function program(folder, env) {
  // A tool may mask what is printed, so the program compares by itself.
  const code = `import("./app.mjs").then(({ key }) => process.stdout.write(key() === "${SECRET}" ? "value: right" : \`value: \${key()}\`))`;
  return spawnSync(process.execPath, ["-e", code], { cwd: folder, env: { ...env, PWD: folder }, encoding: "utf8" });
}

function runs(folder, env) {
  return program(folder, env).stdout.endsWith("value: right");
}

function passes(folder, env) {
  return spawnSync(process.execPath, ["--test", "app.test.mjs"], { cwd: folder, env: { ...env, PWD: folder } }).status === 0;
}

/** What the program says in a fresh clone. */
function missing(folder, env) {
  const { status, stdout, stderr } = program(folder, env);
  if (status !== 0) return /api_key/i.test(stdout + stderr) ? "an error that names the key" : "an error";
  return stdout.includes("value: undefined")
    ? "`undefined`, and it runs on"
    : stdout.includes("encrypted:")
      ? "the encrypted text as the value"
      : stdout;
}

function filesWith(text, folders) {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/node_modules|\.git\//.test(join(entry.parentPath, entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(text))
      .map((file) => `${file.slice(folder.length + 1)} (${mode(file)})`),
  );
}

function keyFiles(folder) {
  const keys = readdirSync(folder).filter((name) => name.endsWith(".keys"));
  return keys.map((name) => `the key in ${name} (${mode(join(folder, name))})`);
}

function mode(file) {
  return `0${(statSync(file).mode & 0o777).toString(8)}`;
}

function git(cwd, ...args) {
  const config = ["-c", "user.name=c", "-c", "user.email=c@example.com", "-c", "init.defaultBranch=main"];
  return spawnSync("git", [...config, ...args], { cwd, encoding: "utf8" }).stdout.trim();
}

function table(rows) {
  const lines = rows.map(
    ({ name, steps, keys, left, inGit, without, works }) =>
      `| ${[name, steps, keys, left.join(", ") || "nothing", inGit ? "yes" : "no", without, works ? "yes" : "no"].join(" | ")} |`,
  );
  return [
    "| tool | steps | keystrokes | left readable on the disk | in git | a fresh clone, before the secret is there | all programs and tests ran |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}
