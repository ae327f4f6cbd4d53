/*
 * Measures the library beside its peers, in one run: `npm run bench`. Prints the tables.
 *   --write               keeps them in spec/bench/results/, one file for each section
 *   --quick               a smoke run: shows that everything works; its figures mean nothing
 *   --rounds 50           how many times each process is timed (30); 0 with --only 1: counts without times, for a busy machine
 *   --only 1,3            only these sections
 *   --nodes 20,24         only these versions of Node (20, 22, and 24)
 *   --peers dotenv,c12    only these peers, in the first section
 *   --counter "user CPU"  how starts are counted: perf, valgrind, or user CPU (the first that works)
 */
import { parseArgs } from "node:util";
import { chooseCounter } from "./count.mjs";
import { OURS, PEERS, packagesOf } from "./peers.mjs";
import { keepReport, reportOf } from "./report.mjs";
import { measureCommandLine } from "./sections/command-line.mjs";
import { measureEncryption } from "./sections/encryption.mjs";
import { measureInProcess } from "./sections/in-process.mjs";
import { measureLoad } from "./sections/load.mjs";
import { measureMemory } from "./sections/memory.mjs";
import { measureMissing } from "./sections/missing.mjs";
import { measureOpened } from "./sections/opened.mjs";
import { measureReads } from "./sections/reads.mjs";
import { measureRedaction } from "./sections/redaction.mjs";
import { measureReferences } from "./sections/references.mjs";
import { measureWatcher } from "./sections/watcher.mjs";
import { measureWholeProcess } from "./sections/whole-process.mjs";
import { nodeOf, openWorkshop } from "./workshop.mjs";

const NODES = { 20: "20.20.2", 22: "22.23.3", 24: "24.21.0" };
const SECTIONS = [
  measureWholeProcess,
  measureInProcess,
  measureOpened,
  measureReads,
  measureLoad,
  measureMemory,
  measureMissing,
  measureWatcher,
  measureCommandLine,
  measureReferences,
  measureEncryption,
  measureRedaction,
];

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", default: SECTIONS.map((_section, index) => index + 1).join(",") },
    nodes: { type: "string", default: Object.keys(NODES).join(",") },
    peers: { type: "string", default: PEERS.map(({ name }) => name).join(",") },
    counter: { type: "string" },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 3 : 30));
const numbers = values.only.split(",").map(Number);
const isTimed = rounds >= 1 || (rounds === 0 && values.only === "1");
if (!isTimed || !numbers.every((number) => number >= 1 && number <= SECTIONS.length))
  throw new TypeError(
    `--rounds is a number from 1 (from 0 with --only 1), --only a list of numbers from 1 to ${SECTIONS.length}`,
  );
const majors = values.nodes.split(",");
const wanted = values.peers.split(",");
const peers = PEERS.filter(({ name }) => name === OURS || wanted.includes(name));
if (!majors.every((major) => major in NODES) || !wanted.every((name) => PEERS.some((peer) => peer.name === name)))
  throw new TypeError(`--nodes is a list of ${Object.keys(NODES)}, --peers a list of ${PEERS.map(({ name }) => name)}`);
const counter = chooseCounter(values.counter);
console.error(`starts are counted by ${counter.name}`);

const workshop = openWorkshop();
try {
  const nodes = Object.fromEntries(majors.map((major) => [major, nodeOf(NODES[major])]));
  const node = nodes[22] ?? nodes[majors[0]]; // for the sections that run on one version
  const sections = [];
  for (const number of numbers) {
    console.error(`section ${number} …`);
    sections.push(SECTIONS[number - 1]({ workshop, nodes, node, rounds, counter, peers, quick: values.quick }));
  }
  const packages = [...new Set([...PEERS.flatMap(packagesOf), "dotenv-cli", "varlock"])].map(
    (name) => `${name} ${workshop.versionOf(name)}`,
  );
  const versions = [
    `Node ${majors.map((major) => NODES[major]).join(", ")}`,
    ...packages,
    `@iarna/toml ${workshop.versionOf("@iarna/toml")}`,
  ];
  const context = { versions, rounds, quick: values.quick };
  for (const section of sections) {
    console.log(`${reportOf(section, context)}\n`);
    if (values.write) keepReport("spec/bench/results", section, context);
  }
} finally {
  workshop.close();
}
