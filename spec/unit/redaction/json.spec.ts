import fc from "fast-check";
import { redact } from "../../../lib";
import { createMatcher } from "../../../lib/redaction/matcher";
import { needlesOf } from "../../../lib/redaction/needles";
import { redactText } from "../../../lib/redaction/redact";
import { isFull, SEED } from "../../support/full";
import { loaded, maskedInChunks } from "../../support/redaction";

/** Properties are tried more often where time does not matter. */
const RUNS = isFull ? 1_000 : 50;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("JSON stays JSON", () => {
  it("where a number, digits or JSON itself is a secret, whole or in parts", () => {
    const values = fc.oneof(
      fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.stringMatching(/^\d{5,12}$/),
      fc.json({ maxDepth: 2 }),
    );
    let masked = 0;
    fc.assert(
      fc.property(
        fc.array(values, { maxLength: 5 }),
        fc.jsonValue(),
        fc.constantFrom(undefined, 2),
        fc.integer({ min: 1, max: 9 }),
        (secrets, rest, indent, size) => {
          const matcher = createMatcher(needlesOf(secrets));
          const nested = secrets.map((value) => (typeof value === "string" && isJson(value) ? JSON.parse(value) : value));
          for (const document of [{ secrets, rest }, nested, secrets.map(String)]) {
            const text = JSON.stringify(document, null, indent);
            const shown = redactText(text, matcher);
            if (shown !== text) masked++;
            expect(isJson(shown)).toBe(true);
            expect(maskedInChunks(text, matcher, size)).toBe(shown);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(masked).toBeGreaterThan(RUNS / 2);
  });

  it("and a number is found only where it is the whole number", () => {
    const secrets = loaded("account = 123456\npin = '654321'\n");
    expect(redact('{"time":1712345678901,"n":0.123456,"account":123456,"pin":"654321"}', secrets)).toBe(
      '{"time":1712345678901,"n":0.123456,"account":"[redacted]","pin":"[redacted]"}',
    );
    expect(redact("account 123456. pin:654321; x123456y", secrets)).toBe("account [redacted]. pin:[redacted]; x[redacted]y");
  });
});
