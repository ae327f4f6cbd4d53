/* Every command of the packed package's command line, run by this runtime: `node command-line.cjs [arguments of the runtime before a program]`. */
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const bin = require.resolve("toml-secrets/package.json").replace("package.json", "dist/cli/bin.js");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-command-")));
const env = { PATH: process.env.PATH, HOME: folder, USERPROFILE: folder, DENO_DIR: process.env.DENO_DIR, NO_COLOR: "1" };
let checks = 0;

function run(args, status = 0) {
  const ended = spawnSync(process.execPath, [...process.argv.slice(2), bin, ...args], { cwd: folder, env, encoding: "utf8" });
  assert.equal(ended.status, status, `${args}: ${ended.stdout}${ended.stderr}`);
  assert.equal(args[0] === "get" || !/canary/.test(ended.stdout + ended.stderr), true, `${args} shows a value`);
  checks++;
  return ended.stdout;
}

try {
  assert.match(run(["--help"]), /init[\s\S]*scan/);
  assert.match(run(["init"]), /created \.streamlit\/secrets\.toml/);
  writeFileSync(
    join(folder, ".streamlit/secrets.toml"),
    'api_key = "canary-k4x9"\n\n[db]\nports = [1]\npassword = "canary-p7w2"\n',
  );
  assert.match(run(["check"]), /2 keys[\s\S]*No problems/);
  assert.match(run(["list"]), /\n {2}password +string +\.streamlit\/secrets\.toml:5\n/);
  assert.equal(JSON.parse(run(["list", "--json"])).length, 4);
  assert.equal(run(["get", "db.password"]), "canary-p7w2\n");
  assert.match(run(["types"]), /wrote/);
  assert.match(readFileSync(join(folder, "secrets.d.ts"), "utf8"), /readonly password: string;/);
  run(["types", "--check"]);
  const exits = "process.exit(process.env.api_key === 'canary-k4x9' && process.env.DB__PASSWORD === 'canary-p7w2' ? 7 : 1)";
  run(["run", "--sections", "--", "node", "-e", exits], 7);
  run(["run", "--", "no-such-command"], 127);
  writeFileSync(join(folder, "leak.txt"), `line\n${Buffer.from("canary-p7w2").toString("base64")}\n`);
  assert.match(run(["scan", "."], 1), /^leak\.txt:2:1 {2}db\.password\n/);
  run(["lsit"], 2);
  writeFileSync(join(folder, ".streamlit/secrets.toml"), 'api_key = "canary-k4x9\n');
  run(["check"], 1);
  console.log(`behaves: ${checks}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
