import fc from "fast-check";
import { matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";
import { ENCODINGS } from "../../support/encodings";
import { isFull, SEED } from "../../support/full";
import { maskedInChunks } from "../../support/redaction";

/* Encodings in encodings, in any order, and cut anywhere. `SPEC_FULL` tries more. */

const RUNS = isFull ? 400 : 20;
const VALUE = "canary-9f8e/7d+6c&5b='4a\"3?";
const LONG = VALUE.repeat(2);
const matcher = matcherOfValues({ api_key: VALUE });

/** Quoted-printable in itself is not undone: who reads `=3D63` must not read the result `=63` again. */
function isPromised(names: readonly string[]): boolean {
  return names.filter((name) => name.startsWith("quoted-printable")).length < 2;
}

const nested = fc
  .array(fc.constantFrom(...Object.keys(ENCODINGS)), { minLength: 1, maxLength: 3 })
  .map((names) => ({ names, text: names.reduce((text, name) => ENCODINGS[name]?.(text) ?? text, VALUE) }));
const promised = nested.filter(({ names }) => isPromised(names));
const plain = fc.array(fc.constantFrom("the ", "a=b ", "100% ", "12 ff ", "& ", "it's\n", '"q": '), { maxLength: 6 });

describe("encodings in encodings", () => {
  it("hide no value", () => {
    const missed = new Set<string>();
    fc.assert(
      fc.property(promised, plain, ({ names, text }, before) => {
        if (!redactText(`${before.join("")} ${text} after`, matcher).includes("[redacted]")) missed.add(names.join(" > "));
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect([...missed]).toEqual([]);
  });

  it("are masked alike however the text is cut", () => {
    const part = fc.tuple(plain, nested).map(([before, { text }]) => before.join("") + text);
    const size = fc.constantFrom(1, 3, 17, 60);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), size, (parts, most) => {
        const text = parts.join(" ");
        const chunks: string[] = [];
        for (let at = 0, length = 1; at < text.length; at += length, length = 1 + (at % most))
          chunks.push(text.slice(at, at + length));
        expect(maskedInChunks(chunks, matcher)).toBe(redactText(text, matcher));
      }),
      { numRuns: isFull ? RUNS : 8, seed: SEED, endOnFailure: true },
    );
  });

  it("hide no value that is longer than a chunk, if a chunk ends within an escape", () => {
    const value = JSON.stringify(Array.from({ length: 20 }, (_, at) => ({ [`canary-${at}`]: `canary-${at * 7919}` })));
    const long = matcherOfValues({ value });
    const text = JSON.stringify({ value });
    for (let end = 20; end < text.length - 2; end += isFull ? 1 : 7) {
      expect([end, maskedInChunks([text.slice(0, end), text.slice(end)], long)]).toEqual([end, '{"value":"[redacted]"}']);
    }
  });

  it.each(["%20", "\\n", "&amp;", "=3D"])("do not make a number of digits of a longer one, at any distance: %s", (near) => {
    const number = matcherOfValues({ number: 5024119982 });
    const digits = "5024119982";
    for (let distance = 0; distance < 64; distance++) {
      const space = " ".repeat(distance);
      const texts = [
        `7${digits}${space}${near}`,
        `${near}${space}${digits}7 `,
        `${near}${space}${digits}.5 `,
        `-7.${digits}${space}${near}`,
      ];
      for (const text of texts) expect([text, redactText(text, number)]).toEqual([text, text]);
    }
  });

  it.each([
    ["a JSON escape that gives an HTML entity", 'canary-\\u0026#x000039;8e"', "canary-98e"],
    ["hex in lines in JSON", JSON.stringify(spaced(VALUE).replaceAll(" 2", "\n2")), VALUE],
    ["hex in quoted-printable after an escape and `=`", `%20=3D=\n${hexOf(VALUE).replace(/.{20}/g, "$&=\n")}`, VALUE],
    ["an escape of quoted-printable that another escape breaks", "\\u003d63anary-=\\\n39-\\x3d36%3D38%253D37", "canary-9-687"],
    ["hex after what a plus or a hyphen ends", `zD+${spaced("canary-1").replaceAll(" ", ":")} end`, "canary-1"],
    ["hex after a number in the line before", `2026-1\n${spaced("63canary-1").replaceAll(" ", ":")}`, "63canary-1"],
    ["hex of digits after numbers", `1, 12, 7 ${spaced('it\'s "canary"')}`, 'it\'s "canary"'],
    ["hex with hyphens after a list in the same run", `36-33-36-31-36-65-zz-${spaced(VALUE).replaceAll(" ", "-")}`, VALUE],
    ["bytes with a sign", `[${[...new Int8Array(Buffer.from("łódź-canary"))].join(", ")}]`, "łódź-canary"],
    ["base64 in lines that a reference in a reference breaks", linesOf(`${"x".repeat(40)}${LONG}`, "&amp;#10;"), LONG],
    ["base64 in lines that an escape in an escape breaks", linesOf(`${"x".repeat(40)}${LONG}`, "\\\\u{a}"), LONG],
    ["base64 soon after the beginning of a value", `c+"}${Buffer.from("canary\\x\\").toString("base64")}"%5c`, "canary\\x\\"],
    ["hex with hyphens after a word with one", `word-${spaced(VALUE).replaceAll(" ", "-")} end`, VALUE],
    ["hex after what may be a list", `x x x x x x x x ${hexOf(ENCODINGS["each byte of a URL"]?.(VALUE) ?? "")}`, VALUE],
  ])("%s", (_name, text, value) => {
    const one = matcherOfValues({ value });
    const shown = redactText(text, one);
    expect(shown).toContain("[redacted]");
    for (const size of [1, 2, 5]) expect([size, maskedInChunks(text, one, size)]).toEqual([size, shown]);
  });
});

function hexOf(text: string): string {
  return Buffer.from(text).toString("hex");
}

function linesOf(text: string, end: string): string {
  return Buffer.from(text).toString("base64").replace(/.{76}/g, `$&${end}`);
}

function spaced(text: string): string {
  return (hexOf(text).match(/../g) ?? []).join(" ");
}
