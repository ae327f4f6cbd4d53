import { join } from "node:path";
import { toml, write } from "../content.mjs";
import { measuredBy } from "../run-child.mjs";
import { interleave, rounded, spread, summarize, times } from "../statistics.mjs";

/* What masking costs: text without a value, which most text is, the first call, and memory. */

const KINDS = ["log lines", "JSON of pino", "prose", "URLs", "HTML", "minified JavaScript", "base64", "hex dump"];
const WAYS = { ours: "`redact`", replaceAll: "`replaceAll` of each value", RegExp: "one `RegExp` of all values" };
const COUNTS = [10, 10_000];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function measureRedaction({ workshop, node, rounds, quick }) {
  const folder = join(workshop.scratch, "redaction");
  const few = Math.ceil(rounds / 10);
  const files = new Map(COUNTS.map((count) => [count, write(folder, `${count}.toml`, toml(secretsOf(count)))]));
  const measure = (...args) =>
    measuredBy(node, [join(workshop.programs, "redaction.cjs"), ...args], { cwd: folder, home: folder });
  const megabytes = quick ? 2 : 100;
  return {
    title: "Redaction",
    how: `On Node 22. The texts have a megabyte and no value. The two ways by hand find a value only as it stands in the file, and \`redact\` in any
encoding. Tools that mask by the names of keys (the option \`redact\` of pino, fast-redact) are not here, because they read objects and
not text. Times are of the processor. Resident sizes are those of the whole process, in MB of 1,000,000 bytes; an empty Node has about 45.`,
    tables: [
      ...COUNTS.map((count) =>
        speedTable(count, (way, kind) => measure("speed", way, files.get(count), kind, quick ? "5" : "400").speed, few),
      ),
      firstTable(folder, (file) => measure("first", file), few, quick),
      {
        title: `Resident size at the peak, log lines`,
        columns: ["secrets", "text", "`redact`", "`redactStream`"],
        rows: COUNTS.flatMap((count) =>
          [1, megabytes].map((size) => [
            count.toLocaleString("en"),
            `${size} MB`,
            ...["redact", "redactStream"].map((way) => rounded(measure("memory", way, files.get(count), String(size)).peak)),
          ]),
        ),
      },
    ],
    verdicts: [],
  };
}

function speedTable(count, speedOf, rounds) {
  const rows = KINDS.map((kind) => {
    const samples = interleave(Object.keys(WAYS), rounds, (way) => speedOf(way, kind));
    const ours = summarize(samples.get("ours")).median;
    return [
      kind,
      ...Object.keys(WAYS).flatMap((way) => {
        const summary = summarize(samples.get(way));
        return way === "ours" ? [spread(summary)] : [spread(summary), times(summary.median / ours)];
      }),
    ];
  });
  const columns = Object.keys(WAYS).flatMap((way) => (way === "ours" ? [WAYS[way]] : [WAYS[way], "× ours"]));
  return { title: `MB for each second of the processor, ${count.toLocaleString("en")} secrets`, columns: ["", ...columns], rows };
}

function firstTable(folder, measure, rounds, quick) {
  const size = quick ? 1e4 : 1e6;
  const values = {
    "10 secrets": toml(secretsOf(10)),
    "10,000 secrets": toml(secretsOf(quick ? 100 : 10_000)),
    "a value of 1 MB, JSON": toml([
      ["value", JSON.stringify(items(size, (at) => ({ id: at, token: randomOf(at, 24) }))).replaceAll('"', '\\"')],
    ]),
    "a value of 1 MB, lines": toml([["value", items(size, (at) => randomOf(at, 64)).join("\\n")]]),
    "a value of 1 MB, JSON with escapes": toml([
      ["value", JSON.stringify(items(size, (at) => `"${randomOf(at, 12)}\n%20\\`)).replaceAll(/["\\]/g, "\\$&")],
    ]),
  };
  const rows = Object.entries(values).map(([name, document], index) => {
    const file = write(folder, `first-${index}.toml`, document);
    const samples = interleave([name], rounds, () => measure(file)).get(name);
    const of = (key) => spread(summarize(samples.map((sample) => sample[key])));
    return [name, of("ms"), of("added"), of("peak")];
  });
  return { title: "The first call", columns: ["", "ms", "MB added", "MB at the peak"], rows };
}

function items(size, itemOf) {
  const made = [];
  for (let length = 0; length < size; length += JSON.stringify(made.at(-1)).length + 1) made.push(itemOf(made.length));
  return made;
}

/** Secrets as people have them: tokens with a prefix of their service, and passwords in URLs. */
function secretsOf(count) {
  const forms = [(text) => `sk_live_${text}`, (text) => `postgres://app:${text}@db.example.com:5432/shop`, (text) => text];
  return Array.from({ length: count }, (_, at) => [`key_${at + 1}`, `${forms[at % forms.length](randomOf(at, 24))}`]);
}

/** Letters and digits that are the same in each run. */
function randomOf(seed, length) {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x9e3779b1) >>> 0;
    return LETTERS[(state >>> 8) % LETTERS.length];
  }).join("");
}
