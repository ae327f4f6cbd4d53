import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { write } from "../content.mjs";
import { environment } from "../run-child.mjs";
import { interleave, spread, summarize } from "../statistics.mjs";

/*
 * Values that lie in a store which takes 300 ms for each call: the calls that each way makes, and how long the process takes. The store
 * is a command with the arguments of 1Password's `op read` and `op inject`.
 */

const STORE = `#!/bin/sh
echo call >> "$(dirname "$0")/calls"
sleep 0.3
for last; do :; done
case $1 in
  read) printf 'fake-%s' "\${last#op://}" ;;
  inject) sed 's#{{ op://\\([^ ]*\\) }}#fake-\\1#g' ;;
esac
`;

const OURS = 'const { secrets, resolveSecrets } = require("toml-secrets");';
const AT_START = `process.loadEnvFile(".env.references");
  for (const name of names) process.env[name] = require("node:child_process").execFileSync("op", ["read", process.env[name]], { encoding: "utf8" });`;
const OF_PROCESS = { one: "[process.env[names.at(-1)]]", all: "names.map((name) => process.env[name])" };

/** The folder that each reads in, what it runs first, and how it reads: the last key, or all of them. */
const WAYS = {
  "toml-secrets, each key by itself": {
    first: OURS,
    one: "[secrets[names.at(-1)]]",
    all: "names.map((name) => secrets[name])",
  },
  "toml-secrets, a spread": { first: OURS, all: "Object.values({ ...secrets })" },
  "toml-secrets, `await resolveSecrets()`": {
    first: `${OURS} await resolveSecrets();`,
    all: "names.map((name) => secrets[name])",
  },
  "all at the start, one call each": { first: AT_START, ...OF_PROCESS },
  "dotenvx, `$(op read …)`": {
    folder: "dotenvx",
    first: 'require("@dotenvx/dotenvx").config({ quiet: true });',
    ...OF_PROCESS,
  },
  "varlock, `exec('op read …')`": { folder: "varlock", first: 'await import("varlock/auto-load");', ...OF_PROCESS },
};

export function measureReferences({ workshop, node, rounds, quick }) {
  const counts = quick ? [1, 2] : [1, 50];
  const few = Math.ceil(rounds / 10); // the programs that make 50 calls take a quarter of a minute each
  const bin = join(workshop.scratch, "store");
  chmodSync(write(bin, "op", STORE), 0o755);
  const groups = counts.map((count) => {
    const root = join(workshop.scratch, `references-${count}`);
    writeFiles(root, count);
    const subjects = Object.entries(WAYS).flatMap(([name, way]) =>
      ["one", "all"]
        .filter((what) => what in way)
        .map((what) => ({
          name,
          what,
          cwd: join(root, way.folder ?? "."),
          program: writeProgram(workshop, way, { what, count }),
        })),
    );
    const samples = interleave(subjects, few, (subject) => run(node, subject, bin));
    return { count, subjects, samples };
  });
  return {
    title: "References",
    how: `Calls of a store that takes 300 ms for each, and milliseconds of the whole process on Node 22, in ${few} rounds. "All at the start" is a program
that asks for each reference before it does anything else. toml-secrets fetches several with one \`op inject\`.`,
    tables: groups.map(tableOf),
    verdicts: groups.flatMap(verdictsOf),
  };
}

const referenceOf = (number) => `op://vault/item${number}/token`;

function writeFiles(root, count) {
  const lines = (line) =>
    `${Array.from({ length: count }, (_one, index) => line(`key_${index + 1}`, referenceOf(index + 1))).join("\n")}\n`;
  write(
    root,
    ".streamlit/secrets.toml",
    lines((name, reference) => `${name} = "${reference}"`),
  );
  write(
    root,
    ".env.references",
    lines((name, reference) => `${name}=${reference}`),
  );
  write(
    root,
    "dotenvx/.env",
    lines((name, reference) => `${name}="$(op read ${reference})"`),
  );
  write(
    root,
    "varlock/.env.schema",
    lines((name, reference) => `# @sensitive\n${name}=exec('op read "${reference}"')`),
  );
}

/** The program fails if a value is wrong. */
function writeProgram({ programs }, { first, ...reads }, { what, count }) {
  const expected = Array.from({ length: count }, (_one, index) => `fake-${referenceOf(index + 1).slice(5)}`);
  const code = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const names = Array.from({ length: ${count} }, (_one, index) => "key_" + (index + 1));
${first}
const values = ${reads[what]};
if (values.join() !== ${JSON.stringify((what === "one" ? expected.slice(-1) : expected).join())}) throw new Error("a wrong value");
`;
  const name = `${first} ${reads[what]} ${count}`.replace(/\W+/g, "-").slice(-120);
  const path = join(programs, `references${name}.mjs`);
  writeFileSync(path, code);
  return path;
}

function run(node, { cwd, program }, bin) {
  const calls = join(bin, "calls");
  rmSync(calls, { force: true });
  const PATH = [bin, dirname(node), process.env.PATH].join(delimiter);
  const env = { ...environment(cwd), PATH, SECRETS_RESOLVE: "op", VARLOCK_TELEMETRY_DISABLED: "true" };
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(node, [program], { cwd, env, encoding: "utf8", timeout: 120_000 });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`${program} ended with ${status}\n${stderr}`);
  return { ms, calls: readFileSync(calls, "utf8").trim().split("\n").length };
}

function tableOf({ count, subjects, samples }) {
  const cells = (name, what) => {
    const subject = subjects.find((one) => one.name === name && one.what === what);
    if (subject === undefined) return ["", ""];
    return [callsOf(samples.get(subject)), spread(summarize(samples.get(subject).map(({ ms }) => ms)))];
  };
  return {
    title: `${count} ${count === 1 ? "reference" : "references"}`,
    columns: ["", "read one: calls", "ms", "read all: calls", "ms"],
    rows: Object.keys(WAYS).map((name) => [name, ...cells(name, "one"), ...cells(name, "all")]),
  };
}

function callsOf(samples) {
  return [...new Set(samples.map(({ calls }) => calls))].join(" or ");
}

function verdictsOf({ count, subjects, samples }) {
  const [each, copy] = Object.keys(WAYS);
  return [
    { name: each, what: "one" },
    { name: copy, what: "all" },
  ].map(({ name, what }) => {
    const calls = callsOf(samples.get(subjects.find((one) => one.name === name && one.what === what)));
    return { target: `${name}: ${what} of ${count}, one call`, reached: calls === "1", figure: `${calls} calls` };
  });
}
