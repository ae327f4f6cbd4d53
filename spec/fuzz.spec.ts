import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { createSecrets, ParseError, ReadOnlyError, SecretsError, SourceError, toObject, type UntypedSecrets } from "../lib";
import { decodeToml } from "../lib/toml/decode";
import { piecesOf } from "./support/canaries";
import { DOCUMENTS, TAILS } from "./support/fuzz-documents";
import { mutate, pick } from "./support/mutate";
import { type Random, seeded } from "./support/random";
import { sandbox, thrown } from "./support/sandbox";

const smol = require("smol-toml") as { parse(text: string, options?: object): object };
const iarna = require("@iarna/toml") as { parse(text: string): object };

/*
 * Damaged files in which every value is a canary. Each must load or fail with one of our errors, and no error, print or message
 * may hold four characters of a value in a row. A damaged file may have the text of a value where a key stands, and keys may be
 * named. `FUZZ_CASES` sets how many texts are tried (100,000 by default), `FUZZ_SEED` which.
 */

const CASES = Number(process.env.FUZZ_CASES ?? 100_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** Few frames: the stack of each of so many errors is looked up in source maps. */
Error.stackTraceLimit = 3;
const PIECES = piecesOf(TAILS);

/** A piece of a value in `text` that is not a piece of a key. */
function leakIn(text: string, keys = ""): string | undefined {
  for (let at = 0; at + 4 <= text.length; at++) {
    const piece = text.slice(at, at + 4);
    if (PIECES.has(piece) && !keys.includes(piece)) return piece;
  }
  return undefined;
}

/** Everything that can be reached from an error, as text. */
function reachable(error: object): string {
  const texts: string[] = [];
  for (let owner: object | null = error; owner !== null && owner !== Object.prototype; owner = Object.getPrototypeOf(owner))
    for (const key of Reflect.ownKeys(owner)) texts.push(String(key), show(Reflect.get(owner, key, error)));
  texts.push(
    inspect(error, { showHidden: true, depth: null, getters: true, showProxy: true }),
    String(error),
    JSON.stringify(error),
  );
  return texts.join("\n").replace(/:\d+:\d+\)?$/gm, ""); // lines and columns of our own code may be any number
}

const show = (value: unknown) => (typeof value === "string" ? value : inspect(value, { depth: 5, showHidden: true }));

function keysOf(value: unknown): string {
  if (typeof value !== "object" || value === null || value instanceof Date) return "";
  return Object.entries(value)
    .map(([key, below]) => `${Array.isArray(value) ? "" : key}\n${keysOf(below)}`)
    .join("");
}

/** Loads, and says what is wrong with the outcome; an empty text where all is well. */
function problemOf(load: () => UntypedSecrets): { problem: string; outcome: "loaded" | "parse" | "source" | "none" } {
  let view: UntypedSecrets;
  try {
    view = load();
    Object.keys(view);
  } catch (error) {
    if (!(error instanceof SecretsError)) return { problem: `raw error: ${inspect(error)}`, outcome: "none" };
    if (error.cause !== undefined) return { problem: "it has a cause", outcome: "none" };
    const leak = leakIn(reachable(error));
    const outcome = error instanceof ParseError ? "parse" : error instanceof SourceError ? "source" : "none";
    return { problem: leak === undefined ? "" : `leak: ${leak}`, outcome };
  }
  const leak = leakIn(shownOf(view), keysOf(toObject(view)));
  return { problem: leak === undefined ? "" : `leak after a good load: ${leak}`, outcome: "loaded" };
}

/** What a program might print of a good load. */
function shownOf(view: UntypedSecrets): string {
  const errors = [() => view["no such key"], () => Object.assign(view, { x: 1 })].map((act) => {
    try {
      act();
    } catch (error) {
      if (error instanceof SecretsError || error instanceof ReadOnlyError) return reachable(error);
      return `raw error ${inspect(error)}`;
    }
    return "";
  });
  return [inspect(view, { depth: null, showHidden: true, showProxy: true }), JSON.stringify(view), ...errors].join("\n");
}

/** Runs `each` for every number below `count`, in stretches that are ended where one hangs. */
function inStretches(count: number, each: (number: number) => void): void {
  const stretch = 5000;
  for (let start = 0; start < count; start += stretch) {
    const run = () => {
      for (let at = start; at < Math.min(start + stretch, count); at++) each(at);
    };
    runInNewContext("run()", { run }, { timeout: 300_000 });
  }
}

function fromVariable(text: string, parse?: (text: string) => object): UntypedSecrets {
  return createSecrets({ files: [], env: { SECRETS_TOML: text }, envPrefix: false, exportEnv: false, parse });
}

/** The line that a parser gives the blame to; `undefined` where it reads the text. */
function blamed(parse: () => object): number | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return (error as { line?: number }).line ?? Number.NaN;
  }
}

/** Is there nothing but line ends and blanks between the ends of two lines, so that both blame the same place? */
function nothingBetween(text: string, one: number, other: number): boolean {
  const lines = text.split("\n").slice(Math.min(one, other), Math.max(one, other) - 1);
  return Math.abs(one - other) <= 1 || lines.every((line) => line.trim() === "");
}

function randomText(random: Random): string {
  return mutate(pick(random, DOCUMENTS), random);
}

describe("damaged files", () => {
  it("would be found out: the check sees a value in a message, a property, a cause and a raw error", () => {
    const canary = TAILS[0] as string;
    const leaking = [
      new ParseError(canary, { source: "", line: 1, column: 1, reason: "" }),
      new ParseError("", { source: "", line: 1, column: 1, reason: canary }),
      Object.assign(new SourceError("", { source: "", reason: "" }), { hidden: { deep: [canary] } }),
      Object.assign(new SourceError("", { source: "", reason: "" }), { cause: new Error("x") }),
      new RangeError("x"),
    ];
    for (const error of leaking) {
      const { problem } = problemOf(() => {
        throw error;
      });
      expect(problem).not.toBe("");
    }
    expect(leakIn(`key ${canary}`, canary)).toBeUndefined();
  });

  jest.setTimeout(1_800_000);

  it("load or fail with one of our errors, and show no value", () => {
    const random = seeded(SEED);
    const counts: Record<string, number> = {};
    const problems: string[] = [];
    inStretches(CASES, () => {
      const text = randomText(random);
      const { problem, outcome } = problemOf(() => fromVariable(text));
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (problem !== "" && problems.length < 5) problems.push(`${problem}\n${JSON.stringify(text)}`);
    });
    expect(problems).toEqual([]);
    report(`${CASES} texts: ${JSON.stringify(counts)}, problems: ${problems.length}`);
    expect(counts.loaded).toBeGreaterThan(CASES / 10);
    expect(counts.parse).toBeGreaterThan(CASES / 4);
  });

  it("are blamed at the line at which a second parser blames them", () => {
    const random = seeded(SEED + 1);
    let both = 0;
    let same = 0;
    let near = 0;
    inStretches(Math.max(20_000, CASES / 5), () => {
      const text = randomText(random);
      const ours = blamed(() => decodeToml(text, "file"));
      const theirs = ours === undefined ? undefined : blamed(() => smol.parse(text, { integersAsBigInt: "asNeeded" }));
      if (ours === undefined || theirs === undefined) return;
      both++;
      if (ours === theirs) same++;
      else if (nothingBetween(text, ours, theirs)) near++;
    });
    report(`lines: both fail ${both}, same line ${same} (${((100 * same) / both).toFixed(2)} %), next to each other ${near}`);
    expect(both).toBeGreaterThan(10_000);
    // The rest: a bracket or quote that is never closed is blamed where it begins, and the other parser blames where it noticed.
    expect(same / both).toBeGreaterThan(0.97);
    expect((same + near) / both).toBeGreaterThan(0.975);
  });

  it("load or fail so from the disk, also with bytes that are not UTF-8", () => {
    const box = sandbox();
    const random = seeded(SEED + 2);
    const counts: Record<string, number> = {};
    const problems: string[] = [];
    inStretches(Math.ceil(CASES / 40), () => {
      const bytes = Buffer.from(pick(random, DOCUMENTS)).toString("latin1"); // a character for each byte
      const damaged = Buffer.from(mutate(random() < 0.5 ? `${bytes}# \xc3\xa9\xf0\x9f\x98\x80` : bytes, random), "latin1");
      const file = box.write("damaged.toml", damaged);
      const { problem, outcome } = problemOf(() => box.secrets({ files: file, exportEnv: false }));
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (problem !== "" && problems.length < 5) problems.push(`${problem}\n${JSON.stringify(damaged.toString("latin1"))}`);
    });
    expect(problems).toEqual([]);
    expect(Math.min(counts.loaded ?? 0, counts.parse ?? 0, counts.source ?? 0)).toBeGreaterThan(CASES / 4000);
  });
});

describe("a parser of the user's own whose errors quote everything", () => {
  jest.setTimeout(1_800_000);

  const quoting = (text: string): never => {
    const details = { line: text, column: text, codeblock: text, cause: text, lines: text.split("\n"), input: { text } };
    throw Object.assign(new Error(`bad: ${text}`, { cause: new Error(text) }), details);
  };
  const hostile: Record<string, (text: string) => object> = {
    "@iarna/toml itself": (text) => iarna.parse(text),
    "smol-toml": (text) => smol.parse(text),
    "one that quotes all in every property": quoting,
    "one that throws the text": (text) => {
      throw text;
    },
    "one that throws an object whose getters throw the text": (text) => {
      const fail = () => {
        throw new Error(text);
      };
      throw new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
    },
    "one that throws an error of ours that holds the text": (text) => {
      throw new ParseError(text, { source: text, line: 1, column: 1, reason: text });
    },
    "one that answers with the text": (text) => text as unknown as object,
    "one that answers with an array": (text) => [text],
    "one that answers with a Map": (text) => new Map([[text, text]]),
    "one that answers with a function": (text) => () => text,
    "JSON.parse": (text) => JSON.parse(text),
  };

  it.each(Object.entries(hostile))("%s", (_name, parse) => {
    const random = seeded(SEED + 3);
    const problems: string[] = [];
    inStretches(Math.ceil(CASES / 100), () => {
      const text = randomText(random);
      const { problem } = problemOf(() => fromVariable(text, parse));
      if (problem !== "" && problems.length < 5) problems.push(`${problem}\n${JSON.stringify(text)}`);
    });
    expect(problems).toEqual([]);
  });
});

describe("extremes", () => {
  const canary = TAILS[0] as string;
  const deep = 100_000;
  const extremes: Record<string, string> = {
    "100,000 opening brackets": `a = ${"[".repeat(deep)}"${canary}"`,
    "100,000 nested arrays": `a = ${"[".repeat(deep)}"${canary}"${"]".repeat(deep)}`,
    "20,000 nested inline tables": `${"a = { ".repeat(20_000)} a = "${canary}"${" }".repeat(20_000)}`,
    "a header of 20,000 names": `[${"a.".repeat(20_000)}a]\nx = "${canary}"`,
    "an assignment to 20,000 names": `${"a.".repeat(20_000)}a = "${canary}"\nlist = []`,
    "a header of 490 names": `[${"a.".repeat(489)}a]\nx = "${canary}"\nlist = []`,
    "50,000 headers": Array.from({ length: 50_000 }, (_, at) => `[s${at}]`).join("\n"),
    "50,000 tables of an array": "[[a]]\n".repeat(50_000),
    "a number of 100,000 digits": `a = ${"7".repeat(deep)}\nb = "${canary}`,
    "a float of 100,000 digits": `a = 1.${"7".repeat(deep)}e${"9".repeat(deep)}\nb = "${canary}"`,
    "a line of a million characters": `a = "${canary.repeat(40_000)}`,
    "a million line ends": `${"\n".repeat(1_000_000)}a = "${canary}`,
    "a million blanks": `a =${" ".repeat(1_000_000)}"${canary}`,
    "100,000 quotes": `a = ${'"'.repeat(deep)}`,
    "a year 99999": `a = 99999-01-01\nb = "${canary}"`,
    "a date that does not exist": `a = 2023-02-30\nb = "${canary}"`,
    "odd times": `a = 24:00:60\nb = "${canary}"`,
    "an offset past a day": `a = 2023-02-03T01:02:03+99:99\nb = "${canary}"`,
    "half a character in a value": `a = "${canary}\ud800"\nlist = []`,
    "half a character in a key": `"\udc00${canary}" = 1\nlist = []`,
    "half a character alone": `${canary}\ud800`,
    "a NUL": `a = "${canary}\0"`,
    "nothing but a NUL": "\0",
    "a BOM and no more": "\ufeff",
    "two BOMs": `\ufeff\ufeffa = "${canary}"`,
    "prototypes in headers":
      "[constructor]\nx = 1\n[toString]\ncall = 1\n[a.valueOf]\nb = 1\n[__proto__]\ny = 1\n[[hasOwnProperty]]\nz = 1",
    "prototypes in assignments":
      "constructor.x = 1\na.toString.call = 2\n__proto__.y = 1\ni = { valueOf.x = 1, __proto__.z = 2 }",
  };

  it.each(Object.entries(extremes))("%s", (_name, text) => {
    const before = pristine();
    inStretches(1, () => expect(problemOf(() => fromVariable(text)).problem).toBe(""));
    expect(pristine()).toEqual(before);
  });

  /** What a polluted prototype would show. */
  function pristine(): unknown {
    const owners = [
      Object,
      Object.prototype,
      ...Object.getOwnPropertyNames(Object.prototype).map((name) => Reflect.get({}, name)),
    ];
    return owners.map((owner) => (typeof owner === "function" || typeof owner === "object" ? Reflect.ownKeys(owner ?? {}) : []));
  }

  it("what is nested too deep is refused with a reason", () => {
    const load = () => fromVariable(extremes["100,000 nested arrays"] as string).a;
    expect(thrown<ParseError>(load)).toMatchObject({ code: "ERR_SECRETS_PARSE", reason: "it is nested deeper than 500 levels" });
  });

  it.each<[string, (levels: number) => string]>([
    ["a list in a list", (levels) => `a = ${"[".repeat(levels)}${"]".repeat(levels)}`],
    ["a list in a list, each on a line of its own", (levels) => `a = [\n${"[\n".repeat(levels - 1)}${"]\n".repeat(levels)}`],
    ["the same after plain headers", (levels) => `[t]\na = [\n${"[\n".repeat(levels - 2)}${"]\n".repeat(levels - 1)}`],
    ["a section in a section", (levels) => `[${Array(levels).fill("a").join(".")}]\nl = [1.5]`],
    ["a key with dots", (levels) => `${Array(levels).fill("a").join(".")} = 1.5`],
    ["an inline table in another", (levels) => `a = ${"{ a = ".repeat(levels)}1${" }".repeat(levels)}`],
    [
      "half by headers, half by lists",
      (levels) =>
        `[${Array(levels / 2)
          .fill("a")
          .join(".")}]\nb = [\n${"[\n".repeat(levels / 2 - 1)}${"]\n".repeat(levels / 2)}`,
    ],
  ])("too deep is more than 500 levels: %s", (_kind, nested) => {
    expect(problemOf(() => fromVariable(nested(490)).x).problem).toBe("");
    expect(thrown<ParseError>(() => fromVariable(nested(510)).x).reason).toBe("it is nested deeper than 500 levels");
  });

  it("names of Object.prototype are keys like any other", () => {
    expect(toObject(fromVariable(extremes["prototypes in assignments"] as string)).a.toString).toEqual({ call: 2 });
    expect(toObject(fromVariable(extremes["prototypes in headers"] as string))).toMatchObject({
      constructor: { x: 1 },
      toString: { call: 1 },
      a: { valueOf: { b: 1 } },
    });
  });
});

/** A figure for the log of a run that was asked for it. */
function report(text: string): void {
  if (process.env.FUZZ_REPORT !== undefined) process.stdout.write(`${text}\n`);
}
