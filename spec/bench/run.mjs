/*
 * The library beside its peers, in one run: `npm run bench`. Prints the tables.
 *   --write       keeps them in docs/performance.md
 *   --quick       a smoke run: it shows that everything works, and its figures mean nothing
 *   --rounds 50   how many samples of each process are taken (30)
 *   --only 1,3    these sections only
 */
import { parseArgs } from "node:util";
import { PEERS, packagesOf } from "./peers.mjs";
import { keepReport, reportOf } from "./report.mjs";
import { measureCommandLine } from "./sections/command-line.mjs";
import { measureInProcess } from "./sections/in-process.mjs";
import { measureLoad } from "./sections/load.mjs";
import { measureMemory } from "./sections/memory.mjs";
import { measureMissing } from "./sections/missing.mjs";
import { measureOpened } from "./sections/opened.mjs";
import { measureReads } from "./sections/reads.mjs";
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
];

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", default: SECTIONS.map((_section, index) => index + 1).join(",") },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 3 : 30));
const numbers = values.only.split(",").map(Number);
if (!(rounds >= 1) || !numbers.every((number) => number >= 1 && number <= SECTIONS.length))
  throw new TypeError(`--rounds is a number from 1, --only a list of numbers from 1 to ${SECTIONS.length}`);

const workshop = openWorkshop();
try {
  const nodes = Object.fromEntries(Object.entries(NODES).map(([major, version]) => [major, nodeOf(version)]));
  const sections = [];
  for (const number of numbers) {
    console.error(`section ${number} …`);
    sections.push(SECTIONS[number - 1]({ workshop, nodes, node: nodes["22"], rounds, quick: values.quick }));
  }
  const packages = [...new Set([...PEERS.flatMap(packagesOf), "dotenv-cli"])].map(
    (name) => `${name} ${workshop.versionOf(name)}`,
  );
  const versions = [`Node ${Object.values(NODES).join(", ")}`, ...packages, `@iarna/toml ${workshop.versionOf("@iarna/toml")}`];
  const report = reportOf(sections, { versions, rounds, quick: values.quick });
  console.log(report);
  if (values.write) keepReport("docs/performance.md", report);
} finally {
  workshop.close();
}
