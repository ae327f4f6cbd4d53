import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { entriesOf, toml, write } from "../content.mjs";
import { OURS } from "../peers.mjs";
import { environment, millisecondsOf, PATIENCE_MS } from "../run-child.mjs";
import { interleave, rounded, spread, summarize } from "../statistics.mjs";

/* What encryption adds to the first secret and to the file, beside dotenvx, which encrypts the values of .env files. */

const SIZES = [1, 50, 1_000];
const COUNTED_SIZE = 50;
const ONE = "one value";
const ALL = "all values";
const EMPTY = "empty program";
const VALUE_BYTES = 34; // of a value of content.mjs, without quotes

export function measureEncryption({ workshop, node, nodes, rounds, counter, quick }) {
  const projects = SIZES.map((count) => projectOf(workshop, node, count));
  const measured = projects.map((project) => ({ ...project, times: timesOf(node, project, rounds) }));
  const { programs, count } = projects[SIZES.indexOf(COUNTED_SIZE)];
  const counts = quick ? [] : Object.entries(nodes).map(([version, one]) => [version, countsOf(one, programs, counter)]);
  return {
    title: "Encryption",
    how: `What each program adds to an empty one, on Node 22: milliseconds as median (least … most) of the differences to an empty program that was
started right before, and ${counter.unit}, counted by ${counter.name}. The values are of ${VALUE_BYTES} characters, in one section for ${OURS}, which
decrypts what is read; "at the root" they are exported to the environment by the load, so all are decrypted. dotenvx decrypts all at once. Keys
are where each tool keeps them: a file in the home folder, and \`.env.keys\`. SOPS is not here: it does not encrypt TOML value by value, and
a program gets its values from \`sops exec-env\`, a second process that decrypts all of a file and checks a MAC over it; its own check then
fails after each merge of two changes, by design.`,
    tables: [
      {
        title: "Milliseconds",
        columns: ["", ...SIZES.map((size) => `${size.toLocaleString("en")} ${size === 1 ? "value" : "values"}`)],
        rows: Object.keys(measured[0].programs)
          .filter((name) => name !== EMPTY)
          .map((name) => [name, ...measured.map(({ times }) => cell(times.get(name)))]),
      },
      ...(counts.length === 0 ? [] : [countTable(counts, count, counter)]),
      { title: "Bytes", columns: ["", ...SIZES.map((size) => size.toLocaleString("en"))], rows: byteRows(measured) },
    ],
    verdicts: [],
  };
}

function cell(summary) {
  return summary === undefined ? `longer than ${PATIENCE_MS / 1000} s` : spread(summary);
}

/** The same values for both tools, plain and encrypted by each tool's own command. */
function projectOf(workshop, node, count) {
  const folder = (kind) => join(workshop.scratch, `encryption-${count}-${kind}`);
  const section = `[app]\n${toml(entriesOf(count))}`;
  const run = (kind, command, ...args) =>
    execFileSync(node, [command, ...args], { cwd: folder(kind), env: environment(folder(kind)), stdio: "pipe" });
  const ours = { plain: section, encrypted: section, root: toml(entriesOf(count)) };
  for (const [kind, text] of Object.entries(ours)) write(folder(kind), ".streamlit/secrets.toml", text);
  const env = entriesOf(count).map(([key, value]) => `${key}="${value}"\n`);
  for (const kind of ["x-plain", "x-encrypted"]) write(folder(kind), ".env", env.join(""));
  for (const kind of ["encrypted", "root"]) run(kind, workshop.commandOf(OURS), "encrypt");
  run("x-encrypted", workshop.commandOf("@dotenvx/dotenvx", "dotenvx"), "encrypt");
  const [first, last] = [entriesOf(1)[0], entriesOf(count).at(-1)];
  const program = (name, text) => write(workshop.programs, `encryption-${count}-${name}.cjs`, text);
  const check = (expression, value) => `if (${expression} !== ${JSON.stringify(value)}) throw new Error("a wrong value");\n`;
  const load = 'const { secrets } = require("toml-secrets");\n';
  const each = `const all = { ...secrets.app };\n${check("all.key_1", first[1])}`;
  const loadX = 'require("@dotenvx/dotenvx").config({ quiet: true });\n';
  const read = `${check(`secrets.app.${last[0]}`, last[1])}`;
  const one = program("one", load + read);
  const all = program("all", load + each);
  const root = program("root", `${load}${check(`secrets.${last[0]}`, last[1])}${check("process.env.key_1", first[1])}`);
  const x = program("dotenvx", `${loadX}${check(`process.env.${last[0]}`, last[1])}`);
  const at = (path, kind) => ({ path, content: { cwd: folder(kind), home: folder(kind) } });
  return {
    count,
    folder,
    programs: {
      [EMPTY]: at(join(workshop.programs, "empty.cjs"), "plain"),
      [`${OURS}, plain: ${ONE}`]: at(one, "plain"),
      [`${OURS}, encrypted: ${ONE}`]: at(one, "encrypted"),
      [`${OURS}, encrypted: ${ALL}`]: at(all, "encrypted"),
      [`${OURS}, encrypted, at the root: ${ALL}`]: at(root, "root"),
      "dotenvx, plain": at(x, "x-plain"),
      "dotenvx, encrypted": at(x, "x-encrypted"),
    },
  };
}

/** What takes too long has no samples: dotenvx decrypts with JavaScript alone. */
function timesOf(node, { programs }, rounds) {
  const timeOf = ({ path, content }) => millisecondsOf(node, [path], content);
  const names = Object.keys(programs).filter((name) => name !== EMPTY && isQuick(() => timeOf(programs[name])));
  const samples = interleave(names, rounds, (name) => {
    const before = timeOf(programs[EMPTY]);
    return timeOf(programs[name]) - before;
  });
  return new Map(names.map((name) => [name, summarize(samples.get(name))]));
}

function isQuick(act) {
  try {
    act(); // this also warms the cache of the disk
    return true;
  } catch (error) {
    if (error.code === "ETIMEDOUT") return false;
    throw error;
  }
}

function countsOf(node, programs, counter) {
  const countOf = ({ path, content }) =>
    summarize(Array.from({ length: counter.rounds }, () => counter.count(node, [path], content))).median;
  const base = countOf(programs[EMPTY]);
  return new Map(Object.entries(programs).map(([name, program]) => [name, name === EMPTY ? 0 : countOf(program) - base]));
}

function countTable(counts, size, counter) {
  const [[, first]] = counts;
  return {
    title: `${counter.unit[0].toUpperCase()}${counter.unit.slice(1)}, ${size} values`,
    columns: ["", ...counts.map(([version]) => `Node ${version}`)],
    rows: [...first.keys()]
      .filter((name) => name !== EMPTY)
      .map((name) => [name, ...counts.map(([, of]) => rounded(of.get(name)))]),
  };
}

function byteRows(measured) {
  const size = (folder, kind, file) => statSync(join(folder(kind), file)).size;
  const text = (folder, kind, file) => readFileSync(join(folder(kind), file), "utf8");
  const growth = (plain, encrypted) => `${plain.toLocaleString("en")} → ${encrypted.toLocaleString("en")}`;
  const perValue = (length, count) => rounded(length / count - VALUE_BYTES);
  const rows = measured.map(({ folder, count }) => {
    const [plain, encrypted] = ["plain", "encrypted"].map((kind) => text(folder, kind, ".streamlit/secrets.toml"));
    const header = encrypted.length - encrypted.indexOf("# Encrypted values");
    const values = encrypted.length - header - 1;
    const [x, xEncrypted] = ["x-plain", "x-encrypted"].map((kind) => size(folder, kind, ".env"));
    const xValues = [...text(folder, "x-encrypted", ".env").matchAll(/encrypted:[^"\n]+/g)].reduce(
      (sum, [one]) => sum + one.length,
      0,
    );
    return [
      growth(plain.length, encrypted.length),
      growth(x, xEncrypted),
      rounded((values - plain.length) / count),
      perValue(xValues, count),
      String(header),
    ];
  });
  const names = [
    `${OURS}: the file`,
    "dotenvx: the file",
    `${OURS}: bytes a value beyond the value`,
    "dotenvx: bytes a value beyond the value",
    `${OURS}: bytes of the header, one recipient`,
  ];
  return names.map((name, at) => [name, ...rows.map((row) => row[at])]);
}
