import { join } from "node:path";
import { writeContent } from "../content.mjs";
import { OURS, PEERS, stagesOf, writeProgram } from "../peers.mjs";
import { millisecondsOf, PATIENCE_MS } from "../run-child.mjs";
import { interleave, spread, summarize, times } from "../statistics.mjs";
import { atMost } from "../verdict.mjs";

/* What a peer adds to an empty program: the one figure that every user pays at every start. */

const EMPTY = { name: "empty program", imports: [], read: "" };
/** The same program under another name: what it adds is the noise of this measurement. */
const CONTROL = { name: "empty program again (noise)", imports: [], read: "" };
/** What Node itself takes to find a package, whatever is in it. */
export const FLOOR = { name: "a package with nothing in it", imports: [["nothing", "empty-package"]], read: "" };
/** And what of that is the look into the field `exports`, which Node loads code for at the first package that has one. */
export const WITHOUT_EXPORTS = { name: "the same without `exports`", imports: [["nothing", "empty-package-of-old"]], read: "" };

export function measureWholeProcess({ workshop, nodes, rounds }) {
  const few = writeContent(join(workshop.scratch, "content-20"), 20);
  const many = writeContent(join(workshop.scratch, "content-10000"), 10_000);
  const groups = Object.entries(nodes).flatMap(([version, node]) =>
    ["require", "import"].map((syntax) => ({ version, node, syntax, count: 20, content: few, rounds })),
  );
  const manyRounds = Math.ceil(rounds / 3);
  groups.push({ version: "22", node: nodes["22"], syntax: "require", count: 10_000, content: many, rounds: manyRounds });
  const measured = groups.map((group) => ({ ...group, ...addedBy(group, workshop) }));
  return {
    title: "Whole process",
    how: `What each adds to an empty program, in ms: median (least … most) of the differences, and how many times what ${OURS}
adds. In each round every program is started once, as a new process, right after an empty one.`,
    tables: measured.map(tableOf),
    verdicts: measured.filter(({ version, count }) => version === "22" && count === 20).flatMap(verdictsOf),
  };
}

/** For each peer and for `import` and `secret`: the summary of what it adds, or why there is none. */
function addedBy({ node, syntax, count, content, rounds }, { programs }) {
  const subjects = [CONTROL, FLOOR, WITHOUT_EXPORTS, ...PEERS].flatMap((peer) =>
    stagesOf(peer).map((what) => {
      const empty = peer === CONTROL || (what === "import" && peer.imports.length === 0);
      const program = writeProgram(programs, peer, { syntax, what: empty ? "import" : what, count, cwd: content.cwd });
      return { name: peer.name, what, program };
    }),
  );
  const empty = writeProgram(programs, EMPTY, { syntax, what: "import", count, cwd: content.cwd });
  const timeOf = (program) => millisecondsOf(node, [program], content);
  const failures = new Map(subjects.map(({ name, what, program }) => [`${name} ${what}`, failureOf(() => timeOf(program))]));
  const works = subjects.filter(({ name, what }) => failures.get(`${name} ${what}`) === undefined);
  const samples = interleave(works, rounds, ({ program }) => {
    const base = timeOf(empty);
    return timeOf(program) - base;
  });
  return { failures, summaries: new Map([...samples].map(([{ name, what }, own]) => [`${name} ${what}`, summarize(own)])) };
}

/** Why there is no figure: what has only ES modules can't be required on every Node, and some take minutes for 10,000 entries. */
function failureOf(act) {
  try {
    act(); // which warms the disk's cache, too
    return undefined;
  } catch (error) {
    return error.code === "ETIMEDOUT" ? `longer than ${PATIENCE_MS / 1000} s` : "does not run";
  }
}

function tableOf({ version, syntax, count, rounds, summaries, failures }) {
  const cells = (name, what) => {
    const summary = summaries.get(`${name} ${what}`);
    if (summary === undefined) return [failures.get(`${name} ${what}`) ?? "", ""];
    return [spread(summary), times(summary.median / summaries.get(`${OURS} ${what}`).median)];
  };
  return {
    title: `Node ${version}, \`${syntax}\`, ${count.toLocaleString("en")} entries, ${rounds} rounds`,
    columns: ["", "import only", "× ours", "import and one secret", "× ours"],
    rows: [...PEERS, FLOOR, WITHOUT_EXPORTS, CONTROL].map(({ name }) => [
      name,
      ...cells(name, "import"),
      ...cells(name, "secret"),
    ]),
  };
}

function verdictsOf({ syntax, summaries }) {
  const median = (name, what) => summaries.get(`${name} ${what}`)?.median;
  const ours = median(OURS, "secret");
  const ratios = PEERS.filter(({ name }) => name !== OURS && summaries.has(`${name} secret`)).map(({ name }) => ({
    name,
    ratio: median(name, "secret") / ours,
  }));
  const near = ratios.filter(({ ratio }) => ratio < 3).map(({ name, ratio }) => `${name} ${times(ratio)}`);
  return [
    ...(syntax === "require"
      ? [
          atMost("import by `require`, over an empty program", median(OURS, "import"), 1, "ms"),
          atMost("the same, over a package with nothing in it", median(OURS, "import") - median(FLOOR.name, "import"), 1, "ms"),
        ]
      : []),
    atMost(`first secret by \`${syntax}\`, against dotenv`, ours / median("dotenv", "secret"), 1, "×"),
    {
      target: `first secret by \`${syntax}\`: every other peer adds at least 3 times as much`,
      reached: near.length === 0,
      figure: near.length === 0 ? "all do" : `all but ${near.join(", ")}`,
    },
  ];
}
