import { matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";
import { sampled } from "../../support/full";
import { maskedInChunks } from "../../support/redaction";

/* A value whose lines a printer broke or indented, wherever the break is. */

const LINES: Record<string, (value: string) => string> = {
  "two spaces": (value) => value.replaceAll("\n", "\n  "),
  "eight spaces": (value) => value.replaceAll("\n", "\n        "),
  tabs: (value) => value.replaceAll("\n", "\n\t\t"),
  "lines of Windows": (value) => value.replaceAll("\n", "\r\n"),
  "lines of Windows, indented": (value) => value.replaceAll("\n", "\r\n    "),
  "a line break for a space": (value) => value.replace(" ", "\n"),
  "an indented line for a space": (value) => value.replace(" ", "\n    "),
};

describe("a value in lines is masked", () => {
  it.each(Object.entries(LINES))("%s", (_name, write) => {
    for (const [before, after] of ["1canary", "canary-9f"].flatMap((word) =>
      Array.from(word, (_, at) => [word.slice(0, at + 1), word.slice(at + 1)]),
    )) {
      for (const separator of ["\n", " ", "\nb\n"]) {
        const value = `${before}${separator}${after} kanarie`;
        const matcher = matcherOfValues({ value });
        const text = `a: ${write(value)} end\n`;
        expect([value, redactText(text, matcher)]).toEqual([value, "a: [redacted] end\n"]);
        for (const cut of sampled(
          [...text].map((_, at) => at),
          3,
        )) {
          const chunks = [text.slice(0, cut), text.slice(cut)];
          expect([value, cut, maskedInChunks(chunks, matcher)]).toEqual([value, cut, "a: [redacted] end\n"]);
        }
      }
    }
  });
});
