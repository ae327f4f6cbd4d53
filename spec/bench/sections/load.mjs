import { join } from "node:path";
import { entriesOf, NEEDS_THE_PARSER, sections, toml, write } from "../content.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, rounded, spread, summarize, times } from "../statistics.mjs";
import { atMost } from "../verdict.mjs";

/* The first load, small and large, each in a new process; beside the parser that it stands on. */

const SIZES = [10, 100, 1_000, 10_000, 100_000];
const KINDS = {
  "entries, plain": (size) => toml(entriesOf(size)),
  "entries, for the parser": (size) => toml(entriesOf(size)) + NEEDS_THE_PARSER,
  "sections, plain": sections,
  "sections, for the parser": (size) => sections(size) + NEEDS_THE_PARSER,
};
const ONE_MEGABYTE = `text = """\n${`${"x".repeat(79)}\n`.repeat(2 ** 20 / 80)}"""\n`;

export function measureLoad({ workshop, node, rounds, quick }) {
  const folder = join(workshop.scratch, "load");
  const measure = (path, ways, size) => {
    const samples = interleave(ways, roundsFor(size, rounds), (way) =>
      measuredBy(node, [join(workshop.programs, "load.cjs"), way, path], { cwd: folder, home: folder }),
    );
    return ways.map((way) => summarize(samples.get(way)));
  };
  const sizes = quick ? SIZES.slice(0, 3) : SIZES;
  const measured = Object.entries(KINDS).flatMap(([kind, textOf]) =>
    sizes.map((size) => {
      const path = write(folder, `${kind.replace(/\W+/g, "-")}-${size}.toml`, textOf(size));
      const [ours, parser] = measure(path, ["ours", "parser"], size);
      return { kind, size, ours, parser };
    }),
  );
  const large = write(folder, "large.toml", ONE_MEGABYTE);
  const [oursLarge, parserLarge] = measure(large, ["ours", "parser"], 10_000);
  const files = quick ? 100 : 10_000;
  for (const [key, value] of entriesOf(files)) write(folder, `folder/${key}`, `${value}\n`);
  const [oursFolder, byHand] = measure(join(folder, "folder"), ["ours", "by hand"], 10_000);
  const exported = join(folder, `entries-plain-${sizes.at(-2)}.toml`);
  const [oursExported, notExported] = measure(exported, ["ours, exported", "ours"], 10_000);

  const row = (name, one, other) => [name, spread(one), spread(other), times(one.median / other.median)];
  const of = (kind, size) => measured.find((each) => each.kind === kind && each.size === size);
  return {
    title: "Load",
    how: `Milliseconds of the first load on Node 22, each in a new process: reading, decoding, merging, and with ours the loading of its own code too.
The parser alone is \`@iarna/toml\`, loaded beforehand, on the same text. "Plain" documents have one \`key = "value"\` a line; the others end in an
array, which needs the parser. The environment is left alone, but for the last row.`,
    tables: [
      {
        columns: ["", "ours", "the parser alone", "ours / parser", "ours per entry, µs"],
        rows: measured.map(({ kind, size, ours, parser }) => [
          ...row(`${size.toLocaleString("en")} ${kind}`, ours, parser),
          rounded((ours.median / size) * 1000),
        ]),
      },
      {
        columns: ["", "ours", "beside", "ours / beside"],
        rows: [
          row("one value of 1 MB in many lines, beside the parser", oursLarge, parserLarge),
          row(`a folder of ${files.toLocaleString("en")} files, beside readdir and readFile by hand`, oursFolder, byHand),
          row(
            `${sizes.at(-2).toLocaleString("en")} plain entries exported to the environment, beside the same not exported`,
            oursExported,
            notExported,
          ),
        ],
      },
    ],
    verdicts: quick
      ? []
      : ["plain", "for the parser"].flatMap((document) => {
          const [less, more] = [of(`sections, ${document}`, 10_000), of(`sections, ${document}`, 100_000)];
          return [
            atMost(
              `load of 10,000 sections (${document}), against the parser alone`,
              less.ours.median / less.parser.median,
              1.15,
              "×",
            ),
            // Ten times as much, and a fifth for the garbage collector, whose work grows with what lives.
            atMost(`load of 100,000 sections (${document}), against 10,000`, more.ours.median / less.ours.median, 12, "×"),
          ];
        }),
  };
}

/** What takes long needs fewer samples: it is long against the noise. */
function roundsFor(size, rounds) {
  return Math.max(3, Math.ceil(size <= 1_000 ? rounds / 2 : rounds / 4));
}
