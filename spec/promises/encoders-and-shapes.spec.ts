import { readFileSync } from "node:fs";
import { findValues } from "../../lib/cli/scan/find-values";
import { createMasker } from "../../lib/redaction/mask";
import { type Matcher, matcherOfValues } from "../../lib/redaction/matcher";
import { redactText } from "../../lib/redaction/redact";
import { type Encode, SHAPES } from "../support/encoders/encoder";
import { LANGUAGES } from "../support/encoders/languages";
import { PACKAGES } from "../support/encoders/packages";
import { isFull, sampled } from "../support/full";

/* What docs/redaction.md promises, encoder by encoder, for values of every shape. */

const MATCHERS = new Map(Object.values(SHAPES).map((value) => [value, matcherOfValues({ value })]));

/** What an encoder writes for nothing, and what is left of an encoded value beside the mask. */
function leftOf(shown: string, encode: Encode): number {
  return shown.replaceAll('"[redacted]"', "").replaceAll("[redacted]", "").length - (encode("") ?? "").length;
}

/** Lists of bytes keep their commas, and what is printed in lines keeps more of its structure than one line has. */
const MAX_LEFT: Record<string, number> = {
  "Go's `%#v` of bytes": 300,
  "`JSON.stringify` of a `Buffer`": 400,
  "`JSON.stringify` of a `Buffer` with indentation": 3000,
  "`util.inspect` of long lists": 80,
  "`util.inspect` within `util.inspect`": 30,
  "`util.inspect` of an error": 30,
};
const LEFT = 16;

function streamed(text: string, matcher: Matcher, size: number): string {
  const masker = createMasker(matcher);
  let shown = "";
  for (let at = 0; at < text.length; at += size) shown += masker.write(text.slice(at, at + size));
  return shown + masker.end();
}

describe.each(Object.entries({ ...PACKAGES, ...LANGUAGES }))("%s", (name, encode) => {
  const texts = Object.entries(SHAPES).flatMap(([shape, value]): [string, string, string][] => {
    const text = encode(value);
    return text === undefined ? [] : [[shape, value, text]];
  });

  it("is masked", () => {
    for (const [shape, value, text] of texts) {
      const matcher = MATCHERS.get(value) as Matcher;
      const shown = redactText(`before ${text} after`, matcher);
      expect([shape, shown]).toEqual([shape, expect.stringMatching(/^before .*\[redacted\].* after$/s)]);
      const left = leftOf(shown, encode) - "before  after".length;
      expect([shape, shown, left <= (MAX_LEFT[name] ?? LEFT)]).toEqual([shape, shown, true]);
    }
  });

  it("is masked alike in chunks", () => {
    for (const [shape, value, text] of sampled(texts, 4)) {
      const matcher = MATCHERS.get(value) as Matcher;
      const shown = redactText(`before ${text} after`, matcher);
      for (const size of isFull && text.length < 200 ? [1, 7] : [7]) {
        expect([shape, streamed(`before ${text} after`, matcher, size)]).toEqual([shape, shown]);
      }
    }
  });

  it("is found by scan", () => {
    for (const [shape, value, text] of texts) {
      const matcher = MATCHERS.get(value) as Matcher;
      const found = [...findValues({ where: "a", parts: [Buffer.from(`line 1\n${text}`)] }, matcher)];
      expect([shape, found[0]?.path]).toEqual([shape, ["value"]]);
    }
  });
});

it("docs/redaction.md names these encoders and no others", () => {
  const page = readFileSync("docs/redaction.md", "utf8").replaceAll(/(?<!\n)\n(?!\n)/g, " ");
  const named = (start: string) => page.slice(page.indexOf(start) + start.length).split(/\.\n/)[0] as string;
  const list = (encoders: object) => Object.keys(encoders).join("; ");
  expect(named("These encoders run: ")).toBe(list(PACKAGES));
  expect(named("These are small functions made from the source or the documentation of the encoder: ")).toBe(list(LANGUAGES));
});
