import { join } from "node:path";
import { writeContent } from "../content.mjs";
import { OURS, PEERS, stagesOf, writeProgram } from "../peers.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, spread, summarize, times } from "../statistics.mjs";
import { FLOOR, WITHOUT_EXPORTS } from "./whole-process.mjs";

/*
 * The same by the clock of the program itself: from its first statement to the secret. It leaves out Node's start and end, and
 * with them most of the noise. Only by `require`, for imports are over before the first statement, and of those that are near.
 */

const NEAR = ["process.loadEnvFile", "dotenv", "envalid", "convict", "smol-toml by hand", "plain object"];

export function measureInProcess({ workshop, nodes, rounds }) {
  const content = writeContent(join(workshop.scratch, "content-in-process"), 20);
  const peers = PEERS.filter(({ name }) => name === OURS || NEAR.includes(name));
  const subjects = [FLOOR, WITHOUT_EXPORTS, ...peers].flatMap((peer) =>
    stagesOf(peer).map((what) => ({
      name: peer.name,
      what,
      program: writeProgram(workshop.programs, peer, { syntax: "require", what, count: 20, cwd: content.cwd, timed: true }),
    })),
  );
  const measured = Object.entries(nodes).map(([version, node]) => {
    const samples = interleave(subjects, rounds * 2, ({ program }) => measuredBy(node, [program], content));
    return { version, summaries: new Map([...samples].map(([{ name, what }, own]) => [`${name} ${what}`, summarize(own)])) };
  });
  return {
    title: "In the process",
    how: "Milliseconds by the clock of the program itself, from its first statement to the secret: without Node's start and end, and so with less noise. By `require`.",
    tables: measured.map(({ version, summaries }) => ({
      title: `Node ${version}, 20 entries, ${rounds * 2} rounds`,
      columns: ["", "import only", "× ours", "import and one secret", "× ours"],
      rows: [...peers, FLOOR, WITHOUT_EXPORTS].map(({ name }) => [
        name,
        ...cells(summaries, name, "import"),
        ...cells(summaries, name, "secret"),
      ]),
    })),
    verdicts: [], // the targets of starts are on counts; see whole-process.mjs
  };
}

function cells(summaries, name, what) {
  const summary = summaries.get(`${name} ${what}`);
  if (summary === undefined) return ["", ""];
  return [spread(summary), times(summary.median / summaries.get(`${OURS} ${what}`).median)];
}
