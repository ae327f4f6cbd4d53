import { join } from "node:path";
import { entriesOf, toml, write } from "../content.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, spread, summarize } from "../statistics.mjs";
import { atMost } from "../verdict.mjs";

/* A key that is not there: the error looks through all keys for the one that was meant. */

const SIZES = [100, 1_000, 10_000, 100_000];

export function measureMissing({ workshop, node, rounds, quick }) {
  const folder = join(workshop.scratch, "missing");
  const sizes = quick ? SIZES.slice(0, 2) : SIZES;
  const pathOf = (size) => join(folder, `${size}.toml`);
  for (const size of sizes) write(folder, `${size}.toml`, toml(entriesOf(size)));
  const samples = interleave(sizes, Math.max(3, Math.ceil(rounds / 6)), (size) =>
    measuredBy(node, [join(workshop.programs, "missing.cjs"), pathOf(size), "51"], { cwd: folder, home: folder }),
  );
  const summaryOf = (size, key) => summarize(samples.get(size).map((sample) => sample[key]));
  const [large, larger] = [10_000, 100_000];
  return {
    title: "Missing keys",
    how: "Microseconds on Node 22. The first `KeyError` loads the code of the suggestions; each compares the key that was asked for with every key that there is.",
    tables: [
      {
        columns: ["keys", "first `KeyError`", "another one", "`in`, absent", "`in`, present"],
        rows: sizes.map((size) => [
          size.toLocaleString("en"),
          ...["first", "again", "absent", "present"].map((key) => spread(summaryOf(size, key))),
        ]),
      },
    ],
    verdicts: quick
      ? []
      : [
          // Ten times as many keys: 10 × and what the memory adds that the processor's cache can't hold. Quadratic would be 100 ×.
          atMost(
            "`KeyError` with 100,000 keys, against 10,000",
            summaryOf(larger, "again").median / summaryOf(large, "again").median,
            25,
            "×",
          ),
        ],
  };
}
