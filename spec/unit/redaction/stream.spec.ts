import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { redact, redactStream } from "../../../lib";
import { isFull, SEED } from "../../support/full";
import { loaded } from "../../support/redaction";

describe("redactStream", () => {
  const through = async (chunks: Iterable<Uint8Array | string>, view: object) => {
    let text = "";
    const sink = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    await pipeline(chunks, redactStream(view), sink);
    return text;
  };
  const TEXT = `start canary-key-9f8e7d ${JSON.stringify('canary "quoted" \\ back')} ä€😀 canary-in-list canary-key-9f8e7 end canary-in-deep`;

  it.each([1, 2, 3, 5, 7, 16, 64, 1_000])("masks values that are split over chunks of %d bytes", async (size) => {
    const secrets = loaded();
    const bytes = Buffer.from(TEXT);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(await through(chunks, secrets)).toBe(redact(TEXT, secrets));
  });

  it("keeps back the beginning of an escape that a mask replaces", async () => {
    const secrets = loaded('a = "canary-9f8e7d6c"\n');
    const text = `{"a":"x\\u${Buffer.from("canary-9f8e7d6c").toString("hex")}"}`;
    expect(await through(text, secrets)).toBe(redact(text, secrets));
    expect(JSON.parse(redact(text, secrets))).toEqual({ a: "x[redacted]" });
  });

  it("says the same as redact, however a text is cut", async () => {
    const secrets = loaded('a = "aabbaab"\nb = "aabbaabbcc"\nc = "bccbcc"\n');
    const piece = fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        expect(
          await through(
            pieces.filter((text) => text !== ""),
            secrets,
          ),
        ).toBe(redact(pieces.join(""), secrets));
      }),
      { numRuns: isFull ? 300 : 100, seed: SEED, endOnFailure: true },
    );
  });

  it("holds back no more than what may be the beginning of a value", async () => {
    const stream = redactStream(loaded());
    const seen: string[] = [];
    stream.on("data", (chunk) => seen.push(String(chunk)));
    const write = (text: string) => new Promise<void>((resolve) => stream.write(text, () => setImmediate(resolve)));
    await write("a line\n");
    expect(seen.join("")).toBe("a line\n");
    await write("and canary-ke");
    expect(seen.join("")).toBe("a line\nand ");
    await write("y-9f8e7d, done.");
    expect(seen.join("")).toBe("a line\nand [redacted], done.");
  });
});
