import { join } from "node:path";
import { entriesOf, toml, write, writeContent } from "../content.mjs";
import { OURS } from "../peers.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, spread, summarize, times } from "../statistics.mjs";
import { atLeast, atMost } from "../verdict.mjs";

/* Reads, after the first: what a program pays that asks the object each time. */

const SUBJECTS = [OURS, "process.env", "config", "plain object", "bare Proxy"];
const OPERATIONS = {
  root: "a root key",
  nested: "a nested key",
  held: "a key of a section that is held",
  in: "`in`",
  spread2: "spread of 2 keys",
  spread20: "spread of 20 keys",
  keys: "`Object.keys` of 10,000",
};

export function measureReads({ workshop, node, rounds, quick }) {
  const content = writeContent(join(workshop.scratch, "content-reads"), 20);
  const document = [toml(entriesOf(20)), section("pair", 2), section("section", 20), section("many", 10_000)].join("");
  for (const file of [".streamlit/secrets.toml", "config/default.toml"]) write(content.cwd, file, document);
  write(content.home, ".streamlit/secrets.toml", "");
  write(content.cwd, "config/local.toml", "");

  const program = join(workshop.programs, "reads.cjs");
  const sampleMs = quick ? "2" : "40";
  const samples = interleave(
    SUBJECTS,
    Math.ceil(rounds / 3),
    (subject) => measuredBy(node, [program, subject, sampleMs], content).measured,
  );
  const summaryOf = (subject, operation) => {
    const own = samples.get(subject).map((sample) => sample[operation]);
    return own[0] === undefined ? undefined : summarize(own);
  };
  const cells = (operation) =>
    SUBJECTS.flatMap((subject) => {
      const summary = summaryOf(subject, operation);
      if (summary === undefined) return subject === OURS ? [""] : ["", ""];
      const ratio = times(summary.median / summaryOf(OURS, operation).median);
      return subject === OURS ? [spread(summary)] : [spread(summary), ratio];
    });
  const median = (operation, subject = OURS) => summaryOf(subject, operation).median;
  return {
    title: "Reads",
    how: "Nanoseconds an operation on Node 22, each subject in processes of its own; × is how many times what ours takes. The plain object is what the parser gives. A bare Proxy has traps that look nothing up: less than that no Proxy costs, and a view is one.",
    tables: [
      {
        columns: ["", ...SUBJECTS.flatMap((subject) => (subject === OURS ? [subject] : [subject, "× ours"]))],
        rows: Object.entries(OPERATIONS).map(([operation, words]) => [words, ...cells(operation)]),
      },
    ],
    verdicts: [
      atLeast("root read, against `process.env.X`", median("root", "process.env") / median("root"), 5, "× as fast"),
      atLeast("nested read, against `process.env.X`", median("root", "process.env") / median("nested"), 2.5, "× as fast"),
      // Two measurements of one thing differ by that much.
      atMost("key of a held section, against a root read", median("held") / median("root"), 1.1, "×"),
      atMost("spread of a section of 20 keys", median("spread20") / 1000, 6, "µs"),
      atMost("the same, against a Proxy that does nothing", median("spread20") / median("spread20", "bare Proxy"), 1.5, "×"),
    ],
  };
}

function section(name, count) {
  return `[${name}]\n${toml(entriesOf(count))}`;
}
