import { ParseError, SourceError } from "../../../lib";
import { decodeToml } from "../../../lib/toml/decode";
import { CASES, fromVariable, inStretches, leakIn, problemOf, randomText, SEED, smol } from "../../support/fuzz";
import { DOCUMENTS, TAILS } from "../../support/fuzz-documents";
import { mutate, pick } from "../../support/mutate";
import { seeded } from "../../support/random";
import { sandbox } from "../../support/sandbox";

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

/** A figure for the log of a run that was asked for it. */
function report(text: string): void {
  if (process.env.FUZZ_REPORT !== undefined) process.stdout.write(`${text}\n`);
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
    inStretches(Math.ceil(CASES / 5), () => {
      const text = randomText(random);
      const ours = blamed(() => decodeToml(text, "file"));
      const theirs = ours === undefined ? undefined : blamed(() => smol.parse(text, { integersAsBigInt: "asNeeded" }));
      if (ours === undefined || theirs === undefined) return;
      both++;
      if (ours === theirs) same++;
      else if (nothingBetween(text, ours, theirs)) near++;
    });
    report(`lines: both fail ${both}, same line ${same} (${((100 * same) / both).toFixed(2)} %), next to each other ${near}`);
    expect(both).toBeGreaterThan(CASES / 10);
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
