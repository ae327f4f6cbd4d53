import { join } from "node:path";
import { writeContent, writeTree } from "../content.mjs";
import { measuredBy, millisecondsOf } from "../run-child.mjs";
import { interleave, spread, summarize, times } from "../statistics.mjs";

/* What a person waits for at the command line: its start, and a scan of a build. */

const EMPTY = "empty program";
const RUN = "toml-secrets run -- true";
const SCAN_ROUNDS = 5;

export function measureCommandLine({ workshop, node, rounds, quick }) {
  const content = writeContent(join(workshop.scratch, "content-command-line"), 20);
  const commands = {
    [EMPTY]: [join(workshop.programs, "empty.cjs")],
    [RUN]: [workshop.commandOf("toml-secrets"), "run", "--", "true"],
    "dotenv -- true (dotenv-cli)": [workshop.commandOf("dotenv-cli", "dotenv"), "--", "true"],
    "dotenvx run -- true": [workshop.commandOf("@dotenvx/dotenvx", "dotenvx"), "run", "--quiet", "--", "true"],
    "toml-secrets list": [workshop.commandOf("toml-secrets"), "list"],
    "toml-secrets check": [workshop.commandOf("toml-secrets"), "check", "--json"],
  };
  const names = Object.keys(commands);
  const samples = interleave(names, rounds, (name) => millisecondsOf(node, commands[name], content));
  const summaries = new Map(names.map((name) => [name, summarize(samples.get(name))]));
  const ours = summaries.get(RUN).median;
  return {
    title: "Command line",
    how: `Milliseconds on Node 22 for the whole process, by the file of the command and not through npx. The scans are of a build of 100 MB in 2,000 files.`,
    tables: [
      {
        columns: ["", "ms", "× ours"],
        rows: names.map((name) => [name, spread(summaries.get(name)), times(summaries.get(name).median / ours)]),
      },
      { title: "`scan`", columns: ["secrets", "ms", "MB/s"], rows: scans({ workshop, node, quick }) },
    ],
    verdicts: [],
  };
}

function scans({ workshop, node, quick }) {
  const megabytes = quick ? 1 : 100;
  const tree = writeTree(join(workshop.scratch, "tree"), megabytes);
  return [20, 1_000, 10_000].map((count) => {
    const content = writeContent(join(workshop.scratch, `content-scan-${count}`), count);
    const args = [workshop.commandOf("toml-secrets"), "scan", tree, "--json"];
    const { ok, bytes } = measuredBy(node, args, content);
    if (!ok || bytes < megabytes * 1e6) throw new Error("the scan did not look at the whole of the tree");
    const { median, ...noise } = summarize(Array.from({ length: SCAN_ROUNDS }, () => millisecondsOf(node, args, content)));
    return [count.toLocaleString("en"), spread({ median, ...noise }), Math.round(bytes / 1e3 / median)];
  });
}
