import fc from "fast-check";
import { findValues } from "../../../../lib/cli/scan/find-values";
import { createMatcher } from "../../../../lib/redaction/matcher";

describe("findValues", () => {
  it("makes no text of all bytes that come at once, for they may be more than one can have", () => {
    const bytes = Buffer.alloc(17 * 1024 * 1024);
    bytes.write("canary-one", 16 * 1024 * 1024 - 5);
    bytes.toString = () => {
      throw new RangeError("as it would be for more than 512 MB");
    };
    const matcher = createMatcher([{ text: "canary-one", path: ["one"] }]);
    expect([...findValues({ where: "x", parts: [bytes] }, matcher)]).toMatchObject([{ column: 16 * 1024 * 1024 - 4 }]);
  });

  it("finds the same however the document is parted", () => {
    const needles = ["canary-one", "canary-one-longer", "nary-one", "two\nlines"];
    const matcher = createMatcher(needles.map((text) => ({ text, path: [text] })));
    const piece = fc.constantFrom("\n", "x", "canary", "ä", ...needles.map((text) => Buffer.from(text).toString("latin1")));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const bytes = Buffer.from(pieces.join(""), "latin1");
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const spotsOf = (parts: Buffer[]) =>
          [...findValues({ where: "x", parts }, matcher)].map(({ line, path }) => `${line} ${path}`);
        expect(spotsOf(parts)).toEqual(spotsOf([bytes]));
      }),
    );
  });
});
