import fc from "fast-check";
import { createMasker } from "../../../lib/redaction/mask";
import { createMatcher, matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";
import { isFull } from "../../support/full";
import { maskedInChunks } from "../../support/redaction";

/** Properties are tried more often where time does not matter. */
const RUNS = isFull ? 1_000 : 30;

/** What redaction should do, written so that it can't be wrong: every place of every needle, and what overlaps joined. */
function redactedNaively(text: string, needles: readonly string[]): string {
  const hidden = Array.from(text, () => false);
  const joins = new Set<number>(); // positions that some needle runs across
  for (const needle of needles)
    for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + 1))
      for (let at = start; at < start + needle.length; at++) {
        hidden[at] = true;
        if (at > start) joins.add(at);
      }
  let shown = "";
  for (let at = 0; at < text.length; at++)
    if (!hidden[at]) shown += text[at];
    else if (!joins.has(at)) shown += "[redacted]";
  return shown;
}

describe("the matcher and the mask", () => {
  const letters = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength, maxLength });
  /** Needles, and a text of pieces of them and of other letters. */
  const cases = fc.tuple(
    fc.array(letters(6, 20), { maxLength: 8 }),
    fc.array(letters(0, 30), { maxLength: 8 }),
    fc.array(fc.nat(7)),
  );
  const textOf = ([needles, pieces, order]: [string[], string[], number[]]) =>
    order.map((index) => needles[index] ?? pieces[index] ?? "x").join("");
  const matcherOf = (needles: readonly string[]) => createMatcher(needles.map((text) => ({ text, path: [] })));

  it("mask what a naive search finds, however the text is cut", () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(20)), (some, cuts) => {
        const text = textOf(some);
        const ends = cuts.map((_cut, index) => cuts.slice(0, index + 1).reduce((sum, cut) => sum + cut, 0));
        const chunks = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
        expect(maskedInChunks(chunks, matcherOf(some[0]))).toBe(redactedNaively(text, some[0]));
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it("say in order where values stand, and where the end may be the beginning of one", () => {
    fc.assert(
      fc.property(cases, (some) => {
        const text = textOf(some);
        const [needles] = some;
        const { matches, open } = matcherOf(needles).search(Buffer.from(text), false);
        expect(matches.map(({ start }) => start)).toEqual([...matches.map(({ start }) => start)].sort((a, b) => a - b));
        const first = Array.from(text, (_, start) => start).find((start) =>
          needles.some((needle) => needle.length > text.length - start && needle.startsWith(text.slice(start))),
        );
        expect(open).toBeLessThanOrEqual(first ?? text.length);
      }),
      { numRuns: RUNS },
    );
  });

  it("find more matches than a call can have arguments", () => {
    const long = `${"canary ".repeat(130_000)}X`; // it may begin anywhere, so the text is searched in one piece
    const shown = redactText("canary ".repeat(130_000), matcherOf(["canary", long]));
    expect(shown).toBe("[redacted] ".repeat(130_000));
  });

  const cpuTime = (act: () => unknown) => {
    const start = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  // Four times as much text takes about four times as long. A search whose time grows with the square takes sixteen times as long.
  it.each<[string, (scale: number) => void]>([
    [
      "all needles begin alike",
      (scale) => {
        const matcher = matcherOf(Array.from({ length: 1_000 }, (_, index) => `sk_live_${"x".repeat(index)}-end`));
        redactText("sk_live_".repeat(scale * 8_000), matcher);
      },
    ],
    [
      "a text is nearly a needle all the time",
      (scale) => {
        redactText("canary-".repeat(scale * 5_000), matcherOf([`${"canary-".repeat(scale * 2_000)}X`]));
      },
    ],
    [
      "a needle comes in small chunks",
      (scale) => {
        const value = Array.from({ length: scale * 5_000 }, (_, index) => ((index * 7919) % 36).toString(36)).join("");
        const masker = createMasker(matcherOf([`${value}!`]));
        const given = (value.match(/.{8}/g) ?? []).map((chunk) => masker.write(chunk));
        expect(given.join("") + masker.write("!") + masker.end()).toBe("[redacted]");
      },
    ],
    [
      "many backslashes follow a number",
      (scale) => {
        const matcher = matcherOfValues({ number: 5024119982 });
        const before = String.raw`"\"\\\"\\\\\\\"5024119982`;
        const text = `${before}${"\\".repeat(scale * 6)}${String.raw`"\\\"\""`}\n12345\nnull\n`;
        for (let time = 0; time < 30; time++) redactText(text, matcher);
      },
    ],
  ])("take time by the length of the text if %s", (_name, act) => {
    act(1); // compiles the code
    expect(cpuTime(() => act(4)) / cpuTime(() => act(1))).toBeLessThan(10);
  });
});
