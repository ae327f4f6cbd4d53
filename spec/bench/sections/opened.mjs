import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeContent } from "../content.mjs";
import { OURS, PEERS, writeProgram } from "../peers.mjs";
import { environment, measuredBy } from "../run-child.mjs";

/* What is opened, counted: a count has no noise. */

const EMPTY = { name: "empty program", imports: [], read: "" };
const CASES = ["require", "import"].flatMap((syntax) => ["import", "secret"].map((what) => ({ syntax, what })));

export function measureOpened({ workshop, node }) {
  const content = writeContent(join(workshop.scratch, "content-opened"), 20);
  const rows = PEERS.map((peer) => {
    const counts = CASES.map((each) => countsOf(peer, each, { workshop, node, content }));
    return {
      name: peer.name,
      files: counts.map(({ files }) => files ?? "–"),
      builtin: counts.map(({ builtin }) => builtin ?? "–"),
    };
  });
  const table = (title, key) => ({
    title,
    columns: ["", "`require`: import only", "and one secret", "`import`: import only", "and one secret"],
    rows: rows.map((row) => [row.name, ...row[key]]),
  });
  const [byRequire] = rows.find(({ name }) => name === OURS).files;
  return {
    title: "Files and modules opened",
    how: `Beyond those of an empty program, on Node 22. Files are the successful \`open\` calls of the whole process, as \`strace\` sees them${
      hasStrace() ? "" : ", which this machine does not have"
    }: modules, their package.json, and the files of the secrets. Node's own modules are those that \`process.moduleLoadList\` has in addition.`,
    tables: [...(hasStrace() ? [table("Files", "files")] : []), table("Node's own modules", "builtin")],
    verdicts: hasStrace()
      ? [
          {
            target: "import by `require`: at most 3 files opened, its package.json among them",
            reached: byRequire <= 3,
            figure: `${byRequire}`,
          },
        ]
      : [],
  };
}

/** What a program opens beyond an empty one; nothing where it does not run. */
function countsOf(peer, { syntax, what }, { workshop, node, content }) {
  const options = { syntax, count: 20, cwd: content.cwd };
  const empty = writeProgram(workshop.programs, EMPTY, { ...options, what: "import" });
  const program =
    peer.imports.length === 0 && what === "import" ? empty : writeProgram(workshop.programs, peer, { ...options, what });
  try {
    const added = (count) => count(program) - count(empty);
    return {
      builtin: added((file) => builtinModules(node, file, workshop, content)),
      files: hasStrace() ? added((file) => filesOpened(node, file, workshop, content)) : undefined,
    };
  } catch {
    return {};
  }
}

function builtinModules(node, program, { programs }, content) {
  return measuredBy(node, ["--require", join(programs, "report-modules.cjs"), program], content);
}

function filesOpened(node, program, { scratch }, { cwd, home }) {
  const log = join(scratch, "strace.log");
  const args = ["-f", "-qq", "-e", "trace=open,openat", "-o", log, node, program];
  const { status } = spawnSync("strace", args, { cwd, env: environment(home), stdio: "ignore" });
  if (status !== 0) throw new Error(`strace ended with ${status}`);
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => / = \d+$/.test(line) && !/"\/(proc|sys)\//.test(line)).length;
}

function hasStrace() {
  return spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
}
