import { join } from "node:path";
import { writeContent } from "../content.mjs";
import { OURS, PEERS, stagesOf, writeProgram } from "../peers.mjs";
import { millisecondsOf, PATIENCE_MS } from "../run-child.mjs";
import { interleave, rounded, spread, summarize, times } from "../statistics.mjs";
import { atMost } from "../verdict.mjs";

/* What a peer adds to an empty program: every user pays it at every start. It is counted, and timed beside that. */

const EMPTY = { name: "empty program", imports: [], read: "" };
/** The same program under another name: what it adds is the noise of this measurement. */
const CONTROL = { name: "empty program again (noise)", imports: [], read: "" };
/** What Node needs to find a package, whatever is in it. */
export const FLOOR = { name: "a package with nothing in it", imports: [["nothing", "empty-package"]], read: "" };
/** The same without the field `exports`: Node loads more code for the first package that has the field. */
export const WITHOUT_EXPORTS = { name: "the same without `exports`", imports: [["nothing", "empty-package-of-old"]], read: "" };
const REFERENCES = [FLOOR, WITHOUT_EXPORTS, CONTROL];

export function measureWholeProcess({ workshop, nodes, rounds, counter, peers, quick }) {
  const few = writeContent(join(workshop.scratch, "content-20"), 20);
  const many = writeContent(join(workshop.scratch, "content-10000"), 10_000);
  const groups = Object.entries(nodes).flatMap(([version, node]) =>
    ["require", "import"].map((syntax) => ({ version, node, syntax, count: 20, content: few, rounds })),
  );
  const { 22: node } = nodes;
  if (!quick && node !== undefined) {
    groups.push({ version: "22", node, syntax: "require", count: 10_000, content: many, rounds: Math.ceil(rounds / 3) });
  }
  const measured = groups.map((group) => {
    console.error(`  Node ${group.version}, ${group.syntax}, ${group.count} entries …`);
    return { ...group, ...addedBy(group, workshop, counter, peers) };
  });
  return {
    title: "Whole process",
    how: `What each adds to an empty program, and how many times what ${OURS} adds. ${rounds === 0 ? "The" : "First the"} count: ${counter.unit}, counted by ${counter.name}
(${counter.rounds === 1 ? "once" : `median of ${counter.rounds} rounds`}), with Node on one thread and with fixed seeds if instructions are counted. ${
      rounds === 0
        ? "No times: this run only counted."
        : "Then milliseconds: median (least … most) of the\ndifferences to an empty program that was started right before."
    } Targets are on the count.`,
    tables: measured.map((group) => tableOf(group, peers)),
    verdicts: measured.filter(({ count }) => count === 20).flatMap((group) => verdictsOf(group, peers)),
  };
}

/** For each peer and for `import` and `secret`: what it adds, counted and timed, or why there is no figure. */
function addedBy({ node, syntax, count, content, rounds }, { programs }, counter, peers) {
  const subjects = [...REFERENCES, ...peers].flatMap((peer) =>
    stagesOf(peer).map((what) => {
      const isEmpty = peer === CONTROL || (what === "import" && peer.imports.length === 0);
      const program = writeProgram(programs, peer, { syntax, what: isEmpty ? "import" : what, count, cwd: content.cwd });
      return { id: `${peer.name} ${what}`, program };
    }),
  );
  const empty = writeProgram(programs, EMPTY, { syntax, what: "import", count, cwd: content.cwd });
  const timeOf = (program) => millisecondsOf(node, [program], content);
  const countOf = (program) => counter.count(node, [program], content);
  const failures = new Map(subjects.map(({ id, program }) => [id, failureOf(() => timeOf(program))]));
  const works = subjects.filter(({ id }) => failures.get(id) === undefined);
  // In milliseconds, a program that takes long is long enough against the noise; in counts, it would take hours in an emulator.
  const isCounted = ({ program }) => timeOf(program) * counter.slowdown < 3 * PATIENCE_MS;
  const base = summarize(Array.from({ length: counter.rounds }, () => countOf(empty))).median;
  const counts = interleave(works.filter(isCounted), counter.rounds, ({ program }) => countOf(program) - base);
  const times = interleave(works, rounds, ({ program }) => {
    const before = timeOf(empty);
    return timeOf(program) - before;
  });
  return { failures, counts: summariesOf(counts), times: summariesOf(times) };
}

function summariesOf(samples) {
  return new Map([...samples].map(([{ id }, own]) => [id, summarize(own)]));
}

/** Why there is no figure: a peer with ES modules alone can't be required on every Node, and some take minutes for 10,000 entries. */
function failureOf(act) {
  try {
    act(); // this also warms the cache of the disk
    return undefined;
  } catch (error) {
    return error.code === "ETIMEDOUT" ? `longer than ${PATIENCE_MS / 1000} s` : "does not run";
  }
}

function tableOf({ version, syntax, count, rounds, counts, times: timings, failures }, peers) {
  const cells = (name, what) => {
    const id = `${name} ${what}`;
    const ratio = (summaries) => times(summaries.get(id).median / (summaries.get(`${OURS} ${what}`)?.median ?? Number.NaN));
    const counted = counts.has(id) ? [rounded(counts.get(id).median), ratio(counts)] : ["", ""];
    if (rounds === 0) return [counted[0] || (failures.get(id) ?? ""), counted[1]];
    return [...counted, timings.has(id) ? spread(timings.get(id)) : (failures.get(id) ?? "")];
  };
  const ms = rounds === 0 ? [] : ["ms"];
  return {
    title: `Node ${version}, \`${syntax}\`, ${count.toLocaleString("en")} entries${rounds === 0 ? "" : `, ${rounds} rounds of time`}`,
    columns: ["", "import only: count", "× ours", ...ms, "and one secret: count", "× ours", ...ms],
    rows: [...peers, ...REFERENCES].map(({ name }) => [name, ...cells(name, "import"), ...cells(name, "secret")]),
  };
}

function verdictsOf({ version, syntax, counts }, peers) {
  const median = (name, what) => counts.get(`${name} ${what}`)?.median;
  const ours = median(OURS, "secret");
  const where = `by \`${syntax}\` on Node ${version}`;
  const near = peers
    .map(({ name }) => ({ name, ratio: median(name, "secret") / ours }))
    .filter(({ name, ratio }) => name !== OURS && ratio < 3)
    .map(({ name, ratio }) => `${name} ${times(ratio)}`);
  return [
    atMost(`first secret ${where}, against dotenv`, ours / median("dotenv", "secret"), 1, "×"),
    ...(peers.length < PEERS.length
      ? []
      : [
          {
            target: `first secret ${where}: every other peer adds at least 3 times as much`,
            reached: near.length === 0,
            figure: near.length === 0 ? "all do" : `all but ${near.join(", ")}`,
          },
        ]),
  ];
}
