/*
 * Draws docs/demo.svg, the picture in the README, from what the commands really print: `npm run demo`.
 * With --check it draws nothing, and fails where the picture is not what they print now.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawTerminal } from "./draw-terminal.mjs";

const picture = join(dirname(fileURLToPath(import.meta.url)), "../../docs/demo.svg");
const installed = dirname(createRequire(import.meta.url).resolve("toml-secrets/package.json"));

const FILES = {
  "home/.streamlit/secrets.toml": 'db_username = "canary-jane"\ndb_password = "canary-of-all-projects"\n',
  "home/app/.streamlit/secrets.toml": `db_password = "canary-of-this-project"

[db_credentials]
host = "db.example.com"
port = 5432
username = "canary-user"
password = "canary-b7e0f3"
`,
  "home/app/app.mjs": `import { secrets } from "toml-secrets";
console.log(secrets.db_credentials);
console.log(secrets.db_credentials.usernmae.length);
`,
  "home/app/dist/server.js": `// bundled\nconst url = "postgres://canary-user:canary-b7e0f3@db.example.com";\n`,
};
const SCENES = ["toml-secrets list", "toml-secrets check", "node app.mjs", "toml-secrets scan dist"];

const root = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-demo-")));
try {
  const drawn = drawTerminal(layOut(root).flatMap(([command, said]) => [`\u001b[1m$ ${command}\u001b[22m`, ...said, ""]));
  const isSame = existsSync(picture) && readFileSync(picture, "utf8") === drawn;
  if (process.argv.includes("--check")) process.exitCode = isSame ? 0 : 1;
  else writeFileSync(picture, drawn);
  console.log(isSame ? "docs/demo.svg is up to date" : `docs/demo.svg ${process.exitCode ? "is not up to date" : "is new"}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** A home with a project in it, and what each command says there. */
function layOut(root) {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o600 });
  }
  const project = join(root, "home/app");
  for (const folder of [root, join(root, "home/app/.streamlit")]) chmodSync(folder, 0o755);
  chmodSync(join(project, ".streamlit/secrets.toml"), 0o644); // as most editors leave it
  mkdirSync(join(project, "node_modules"));
  symlinkSync(installed, join(project, "node_modules/toml-secrets"), "junction");
  execFileSync("git", ["init", "--quiet"], { cwd: project });
  const env = { PATH: process.env.PATH, HOME: join(root, "home"), USERPROFILE: join(root, "home") };
  return SCENES.map((command) => {
    const [program, ...args] = command.split(" ");
    const isNode = program === "node";
    const { stdout, stderr } = spawnSync(process.execPath, isNode ? args : [join(installed, "dist/cli/bin.js"), ...args], {
      cwd: project,
      env: isNode ? env : { ...env, FORCE_COLOR: "1" },
      encoding: "utf8",
    });
    const lines = (stdout + (isNode ? withoutFrame(stderr) : stderr))
      .replaceAll(join(root, "home"), "/home/jane")
      .trimEnd()
      .split("\n");
    return [command, lines];
  });
}

/** An uncaught error without the stack and the lines that Node prints around it: they are others in each version. */
function withoutFrame(text) {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith("KeyError"));
  return lines
    .slice(
      from,
      lines.findIndex((line, at) => at > from && /^\s+at /.test(line)),
    )
    .join("\n");
}
