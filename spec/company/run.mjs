/*
 * Tries every set-up of cases/ with the built library, and writes docs/works-with.md: `node spec/company/run.mjs`. With `--check`
 * it fails if that page is not what it would write, with `--json <file>` it writes all results there, and with words it tries only set-ups whose names hold one of them.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { pageOf } from "./page.mjs";

const KINDS = ["databases", "services", "web", "containers", "replies", "errors", "loggers", "state"];
const PAGE = new URL("../../docs/works-with.md", import.meta.url);
const { values: flags, positionals: words } = parseArgs({
  options: { check: { type: "boolean" }, json: { type: "string" } },
  allowPositionals: true,
});

const queue = [];
for (const kind of KINDS) {
  const { default: cases } = await import(`./cases/${kind}.mjs`);
  for (const [index, { name, open }] of cases.entries()) {
    if (words.length === 0 || words.some((word) => name.includes(word))) queue.push({ kind, index, name, open });
  }
}
const tried = queue.map(() => undefined);
let next = 0;
await Promise.all(Array.from({ length: availableParallelism() }, worker));

const results = Object.fromEntries(KINDS.map((kind) => [kind, tried.filter((result) => result.kind === kind)]));
const bad = tried.flatMap((result) =>
  Object.entries(result)
    .filter(([, verdict]) => verdict?.is === "fails" || (verdict?.is === "shows values" && !result.open))
    .map((entry) => [result.name, ...entry]),
);
for (const [name, how, { why }] of bad) console.log(`${name}, ${how}: ${why}\n`);
if (flags.json) writeFileSync(flags.json, JSON.stringify(results));
if (words.length > 0) {
  for (const result of tried) console.log(JSON.stringify(result));
} else {
  const page = pageOf(results);
  if (!flags.check) writeFileSync(PAGE, page);
  else if (readFileSync(PAGE, "utf8") !== page)
    bad.push(["docs/works-with.md is not up to date: node spec/company/run.mjs writes it"]);
}
console.log(`${tried.length} set-ups tried, ${bad.length} bad`);
if (bad.length > 0) {
  console.log(bad.map(([name]) => name).join("\n"));
  process.exitCode = 1;
}

async function worker() {
  while (next < queue.length) {
    const at = next++;
    const { kind, index, name, open } = queue[at];
    tried[at] = { kind, name, open, ...(await tryOne(kind, index)) };
  }
}

/** The result of one set-up, in a process of its own: no package meets what another left behind. */
function tryOne(kind, index) {
  const program = new URL("try-one.mjs", import.meta.url).pathname;
  const env = { ...process.env, NODE_ENV: "development", NO_COLOR: "1", FORCE_COLOR: undefined };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, kind, String(index)],
      { env, cwd: import.meta.dirname, timeout: 120_000 },
      (error, stdout, stderr) => {
        const line = stdout.trimEnd().split("\n").at(-1);
        if (line?.startsWith('{"name"')) resolve(JSON.parse(line));
        else resolve({ object: { is: "fails", why: `${error?.message}\n${stderr}` } });
      },
    );
  });
}
