import { join } from "node:path";
import { entriesOf, NEEDS_THE_PARSER, sections, toml, write } from "../content.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, rounded, summarize } from "../statistics.mjs";
import { atMost } from "../verdict.mjs";

/* What is kept, after the load and after the garbage collector. */

const COMMENTS = `# ${"a comment of eighty characters, of which nothing is to be kept in memory. ".padEnd(78)}\n`.repeat(
  2 ** 20 / 80,
);
const WAYS = { ours: "ours", "ours, all read": "ours, every key read", parser: "the parser alone" };

export function measureMemory({ workshop, node, rounds, quick }) {
  const folder = join(workshop.scratch, "memory");
  const size = quick ? 1_000 : 10_000;
  const documents = {
    [`${size.toLocaleString("en")} entries, plain`]: [size, toml(entriesOf(size))],
    [`${size.toLocaleString("en")} entries, for the parser`]: [size, toml(entriesOf(size)) + NEEDS_THE_PARSER],
    [`${size.toLocaleString("en")} sections, plain`]: [size, sections(size)],
    [`${size.toLocaleString("en")} sections, for the parser`]: [size, sections(size) + NEEDS_THE_PARSER],
    "20 entries in 1 MB of comments, plain": [20, COMMENTS + toml(entriesOf(20))],
    "20 entries in 1 MB of comments, for the parser": [20, COMMENTS + toml(entriesOf(20)) + NEEDS_THE_PARSER],
  };
  const warmUp = write(folder, "warm-up.toml", toml(entriesOf(20)) + NEEDS_THE_PARSER);
  const measured = Object.entries(documents).flatMap(([name, [entries, text]], index) => {
    const path = write(folder, `document-${index}.toml`, text);
    const samples = interleave(Object.keys(WAYS), Math.max(3, Math.ceil(rounds / 6)), (way) =>
      measuredBy(node, ["--expose-gc", join(workshop.programs, "memory.cjs"), way, path, warmUp], { cwd: folder, home: folder }),
    );
    return Object.keys(WAYS).map((way) => {
      const median = (key) => summarize(samples.get(way).map((sample) => sample[key])).median;
      return { name, way, entries, heap: median("heap"), rss: median("rss") };
    });
  });
  const commented = measured.filter(({ entries, way }) => entries === 20 && way !== "parser");
  return {
    title: "Memory",
    how: "What a load adds and keeps, on Node 22 with the garbage collected before and after (`--expose-gc`): medians. The resident size is the system's figure, and goes back to it late or not at all.",
    tables: [
      {
        columns: ["", "", "heap, kB", "heap per entry, bytes", "resident size, kB"],
        rows: measured.map(({ name, way, entries, heap, rss }) => [
          name,
          WAYS[way],
          rounded(heap / 1024),
          entries === 20 ? "" : rounded(heap / entries),
          rounded(rss / 1024),
        ]),
      },
    ],
    verdicts: [
      atMost(
        "heap kept of a file of 1 MB of comments with 20 entries",
        Math.max(...commented.map(({ heap }) => heap)) / 1024,
        64,
        "kB",
      ),
    ],
  };
}
