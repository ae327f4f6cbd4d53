/*
 * The drawings of the documentation: `npm run drawings` writes them, `--check` fails if they are out of date. The rooms are read
 * from the table that the architecture spec checks, so the drawing is always right.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { arrow, box, picture, text } from "./svg.mjs";

const ROOT = resolve(import.meta.dirname, "..");
const RED = { fill: "#fef2f2", stroke: "#ef4444" };
const GREEN = { fill: "#f0fdf4", stroke: "#22c55e" };
const GREY = { fill: "#f9fafb", stroke: "#9ca3af" };

/** The steps of the first read, and the error of each. */
function flow() {
  const steps = [
    ["discover", ["files, folders,", "variables"], "SourceError", "home folder unknown"],
    ["read", ["bytes of each", "existing place"], "SourceError", "no permission, not UTF-8"],
    ["decode", ["TOML to", "a table"], "ParseError", "line and column"],
    ["merge", ["a later root key", "wins"], "FileNotFoundError", "no place has secrets"],
    ["validate", ["only with", "a schema"], "ValidationError", "every problem"],
    ["view", ["read-only", "Proxy"], "KeyError", "ReadOnlyError"],
  ];
  const [left, gap, width, top] = [40, 184, 158, 100];
  const at = (index) => left + index * gap;
  const shapes = steps.flatMap(([name, lines, error, why], index) => [
    box(at(index), top, width, 66, name, lines),
    index > 0
      ? arrow([
          [at(index) - gap + width, top + 33],
          [at(index) - 2, top + 33],
        ])
      : [],
    arrow(
      [
        [at(index) + width / 2, top + 66],
        [at(index) + width / 2, top + 108],
      ],
      { isDashed: true },
    ),
    box(
      at(index),
      top + 110,
      width,
      50,
      error,
      [why].map((line) => line),
      RED,
    ),
  ]);
  const view = at(5) + width / 2;
  return picture(
    1150,
    350,
    "The life of a read: the first key that a program reads discovers, reads, decodes, merges, and validates the secrets; each step has its error",
    [
      text(left, 34, "The life of a read", { size: 17, weight: 600 }),
      text(
        left,
        56,
        "The first key that a program reads runs the whole line, once. Below each step: the error that it can throw.",
        { size: 13 },
      ),
      shapes,
      arrow(
        [
          [view, 66],
          [view, top - 2],
        ],
        { label: "secrets.db_username", at: [view + 62, 62], anchor: "end" },
      ),
      box(at(3), 285, width, 44, "watch", ["“restart required”"], GREEN),
      arrow(
        [
          [at(0), top + 50],
          [18, top + 50],
          [18, 307],
          [at(3) - 2, 307],
        ],
        { isDashed: true, label: "the places, if you ask for a watcher", at: [at(1) + 60, 301] },
      ),
      box(at(5), 285, width, 44, "export", ["process.env"], GREEN),
      arrow(
        [
          [at(5) - 13, top + 33],
          [at(5) - 13, 307],
          [at(5) - 2, 307],
        ],
        {},
      ),
      text(at(5) - 20, 301, "root keys", { anchor: "end", size: 12, fill: "#4b5563" }),
    ],
  );
}

const ROOMS = {
  core: "types, errors, paths, tables",
  sources: "files, folders, variables",
  toml: "text to table",
  env: "export to the environment",
  redaction: "find and mask values",
  view: "the read-only Proxy",
  crypto: "encrypted values",
  resolve: "references to other stores",
  load: "the pipeline, merge, origins",
  checks: "permissions, git, mounts",
  watch: "report changes",
  schema: "Standard Schema",
  api: "options, functions",
  "entry points": "index, register, testing, browser",
  cli: "the command toml-secrets",
};

/** The rooms of lib/ on their floors, from the table of spec/architecture.spec.ts. */
function rooms() {
  const floors = layers();
  const [width, gap, height, top] = [150, 12, 72, 84];
  const most = Math.max(...floors.map((floor) => floor.length));
  const total = 150 + most * (width + gap);
  const shapes = floors.toReversed().flatMap((floor, row) => {
    const y = top + row * (height + 14);
    const start = 120 + ((most - floor.length) * (width + gap)) / 2;
    return [
      text(30, y + 36, `floor ${floors.length - row}`, { fill: "#4b5563" }),
      ...floor.map((room, index) =>
        box(start + index * (width + gap), y, width, height - 10, room, wrapped(ROOMS[room] ?? ""), row % 2 ? {} : GREY),
      ),
    ];
  });
  const bottom = top + floors.length * (height + 14);
  return picture(total, bottom + 16, "The rooms of lib/ on their floors: a room imports only from rooms on lower floors", [
    text(30, 34, "The rooms of lib/", { size: 17, weight: 600 }),
    text(30, 56, "A room imports only from rooms on lower floors, types included. The architecture spec checks it."),
    arrow(
      [
        [96, top + 8],
        [96, bottom - 26],
      ],
      { label: "imports", at: [92, top + 4], anchor: "end" },
    ),
    shapes,
  ]);
}

/** The table of layers, lowest first. */
function layers() {
  const spec = readFileSync(resolve(ROOT, "spec/architecture.spec.ts"), "utf8");
  const [, table = ""] = /LAYERS[^=]*= \[([\s\S]*?)\n\];/.exec(spec) ?? [];
  return [...table.matchAll(/^ {2}\[(.*)\],/gm)].map(([, row = ""]) => [...row.matchAll(/"([^"]+)"/g)].map(([, room]) => room));
}

function wrapped(words, most = 21) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > most) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.filter((line) => line !== "");
}

/** The Proxy and its target, and which of them each reader sees. */
function proxy() {
  return picture(
    900,
    380,
    "Your code reads through the traps of the Proxy and gets values; util.inspect reads the empty target and its prototype, and prints [redacted]",
    [
      text(30, 34, "The Proxy and its target", { size: 17, weight: 600 }),
      text(30, 56, "Reading a key gives the value. Printing shows the keys and [redacted]."),
      box(30, 90, 190, 66, "your code", ["secrets.db.password", "{ ...secrets.db }"], GREEN),
      box(30, 250, 190, 66, "printing", ["console.log, util.inspect,", "loggers, test diffs"], RED),
      box(320, 90, 210, 82, "Proxy", ["traps: get, has, ownKeys,", "getOwnPropertyDescriptor;", "every write throws"]),
      box(320, 250, 210, 98, "target", ["an empty object;", "private fields: cache,", "host, path", "no own property"], {
        isDashed: true,
        ...GREY,
      }),
      box(660, 90, 210, 82, "host", ["loads on the first key", "and keeps the result,", "success or failure"]),
      box(660, 206, 210, 50, "table", ["plain data; only values leave"], GREY),
      box(660, 298, 210, 50, "prototype", ["prints keys and [redacted]"], RED),
      arrow(
        [
          [220, 123],
          [318, 123],
        ],
        { label: "read a key" },
      ),
      arrow(
        [
          [530, 123],
          [658, 123],
        ],
        { label: "not in the cache" },
      ),
      arrow([
        [765, 172],
        [765, 204],
      ]),
      arrow(
        [
          [425, 172],
          [425, 248],
        ],
        { label: "one look into the cache", at: [434, 214], anchor: "start" },
      ),
      arrow(
        [
          [220, 291],
          [318, 291],
        ],
        { label: "behind the traps", isDashed: true },
      ),
      arrow(
        [
          [530, 323],
          [658, 323],
        ],
        { label: "its prototype", isDashed: true },
      ),
    ],
  );
}

const drawings = { "flow.svg": flow(), "rooms.svg": rooms(), "proxy.svg": proxy() };
const isCheck = process.argv.includes("--check");
for (const [name, svg] of Object.entries(drawings)) {
  const file = resolve(ROOT, "docs", name);
  const isSame = existsSync(file) && readFileSync(file, "utf8") === svg;
  if (isSame) continue;
  if (isCheck) {
    console.error(`docs/${name} is out of date. Run: npm run drawings`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, svg);
    console.log(`wrote docs/${name}`);
  }
}
