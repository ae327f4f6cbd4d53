import fs from "node:fs";
import { findValues } from "../../../lib/cli/scan/find-values";
import { type Matcher, matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";
import { guardUncaughtErrors } from "../../../lib/redaction/uncaught-errors";
import { quotesOf } from "../../../lib/schema/leak-check";
import { isFull, sampled } from "../full";
import { maskedInChunks } from "../redaction";
import { SHAPES } from "./encoder";

/** What an encoder makes of a value, and how long the text is that it makes of an empty value. */
export interface Encoded {
  readonly shape: string;
  readonly value: string;
  readonly text: string;
  readonly frame: number;
}

const MATCHERS = new Map(Object.values(SHAPES).map((value) => [value, matcherOfValues({ value })]));
const QUOTES = new Map(Object.values(SHAPES).map((value) => [value, quotesOf({ value })]));
const matcherOf = (value: string) => MATCHERS.get(value) as Matcher;

/** What an encoder makes of a value of each shape, except of those that it can't write. `texts` are in the order of the shapes. */
export function encodedShapes(texts: readonly (string | undefined)[], frame: number): Encoded[] {
  return Object.entries(SHAPES).flatMap(([shape, value], at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ shape, value, text, frame }];
  });
}

/** How many characters of its structure an encoder may keep beside the mask. */
const LEFT = 16;

/** Specs of everything that looks for values: each must find them in these texts. The texts may be known only when the specs run. */
export function findThem(encoded: () => readonly Encoded[], maxLeft = LEFT): void {
  it("is masked", () => {
    for (const { shape, value, text, frame } of encoded()) {
      const shown = redactText(`before ${text} after`, matcherOf(value));
      expect([shape, shown]).toEqual([shape, expect.stringMatching(/^before .*\[redacted\].* after$/s)]);
      const left = shown.replaceAll('"[redacted]"', "").replaceAll("[redacted]", "").length - "before  after".length - frame;
      expect([shape, shown, left <= maxLeft]).toEqual([shape, shown, true]);
    }
  });

  it("is masked alike in chunks", () => {
    for (const { value, shape, text } of sampled(encoded(), 8)) {
      const whole = `before ${text} after`;
      const shown = redactText(whole, matcherOf(value));
      for (const size of isFull && text.length < 200 ? [1, 7] : [7])
        expect([shape, maskedInChunks(whole, matcherOf(value), size)]).toEqual([shape, shown]);
    }
  });

  it("is found by scan", () => {
    for (const { shape, value, text } of encoded()) {
      const found = [...findValues({ where: "a", parts: [Buffer.from(`line 1\n${text}`)] }, matcherOf(value))];
      expect([shape, found[0]?.path]).toEqual([shape, ["value"]]);
    }
  });

  it("is masked in an uncaught error", () => {
    for (const { shape, value, text } of sampled(encoded(), 8)) {
      const shown = printed(new Error(`failed: ${text}!`, { cause: { text } }), (whole) => redactText(whole, matcherOf(value)));
      expect([shape, shown]).toEqual([
        shape,
        expect.stringMatching(/^Uncaught Error: failed: .*\[redacted\].*cause.*\[redacted\]/s),
      ]);
    }
  });

  it("is kept out of the message of a validator", () => {
    for (const { shape, value, text } of encoded())
      expect([shape, text, QUOTES.get(value)?.(`Invalid value: ${text}`)]).toEqual([shape, text, true]);
  });
}

/** What `guardErrors` prints for an uncaught error. */
function printed(error: Error, redact: (text: string) => string): string {
  let output = "";
  const write = jest.spyOn(fs, "writeSync").mockImplementation(((_file: number, bytes: Buffer) => {
    output += bytes;
    return bytes.length;
  }) as unknown as typeof fs.writeSync);
  const exit = jest.spyOn(process, "exit").mockImplementation((() => {}) as typeof process.exit);
  const unguard = guardUncaughtErrors(redact);
  for (const listener of process.listeners("uncaughtException")) listener(error, "uncaughtException");
  unguard();
  expect(exit).toHaveBeenCalledWith(1);
  write.mockRestore();
  exit.mockRestore();
  return output;
}
