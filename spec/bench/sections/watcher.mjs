import { join } from "node:path";
import { writeContent } from "../content.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, spread, summarize } from "../statistics.mjs";

/* The watcher: nothing where it is not asked for. */

export function measureWatcher({ workshop, node, quick }) {
  const content = writeContent(join(workshop.scratch, "content-watcher"), 20);
  const seconds = quick ? 1 : 20;
  const program = join(workshop.programs, "watcher.cjs");
  const samples = interleave(["watch", "idle"], 3, (way) => measuredBy(node, [program, String(seconds), way], content));
  const of = (way, key) => spread(summarize(samples.get(way).map((sample) => sample[key])));
  return {
    title: "Watcher",
    how: `Milliseconds on Node 22: until \`watchSecrets()\` returns (chokidar is loaded then, and not before), until it is ready, and the processor's time in ${seconds} idle seconds, beside a process that does not watch.`,
    tables: [
      {
        columns: ["", "returns", "ready", `processor in ${seconds} s`],
        rows: [
          ["with a watcher", of("watch", "returned"), of("watch", "ready"), of("watch", "idle")],
          ["without", "", "", of("idle", "idle")],
        ],
      },
    ],
    verdicts: [],
  };
}
