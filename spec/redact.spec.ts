import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import pino from "pino";
import winston from "winston";
import { redact, redactStream, type UntypedSecrets } from "../lib";
import { createMatcher } from "../lib/matcher";
import { needlesOf } from "../lib/needles";
import { redactText } from "../lib/redact";
import { sandbox, thrown } from "./support/sandbox";

const SECRETS = `
api_key = "canary-key-9f8e7d"
quoted = 'canary "quoted" \\ back'
spaced = "canary with blank/ä"
pin = "12345"
small = 42
big = 987654321
yes = true
day = 1979-05-27
username = "username"
host = "localhost"
dashes = "--------"
pem = """
-----BEGIN CANARY-----
MIIBcanary0123456789abcdef
-----END CANARY-----
"""
list = ["canary-in-list", { deep = "canary-in-deep" }]
`;

function loaded(toml = SECRETS): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  const secrets = box.secrets();
  Object.keys(secrets);
  return secrets;
}

describe("redact", () => {
  const cases: [string, (value: string) => string][] = [
    ["as it is", (value) => value],
    ["in JSON", (value) => JSON.stringify({ value })],
    ["in a URL", (value) => `https://x/?q=${encodeURIComponent(value)}&z`],
    ["in a form", (value) => new URLSearchParams({ value }).toString().replaceAll("%22", "%22")],
    ["in base64", (value) => Buffer.from(value).toString("base64")],
    ["in base64 after one byte", (value) => Buffer.from(`:${value}:`).toString("base64")],
    ["in base64 after two bytes", (value) => Buffer.from(`u:${value}`).toString("base64")],
    ["in base64url", (value) => Buffer.from(value).toString("base64url")],
    ["in hex", (value) => Buffer.from(value).toString("hex")],
    ["in HEX", (value) => Buffer.from(value).toString("hex").toUpperCase()],
  ];

  it.each(cases)("masks a value %s", (_how, form) => {
    const secrets = loaded();
    for (const value of [
      "canary-key-9f8e7d",
      'canary "quoted" \\ back',
      "canary with blank/ä",
      "canary-in-list",
      "canary-in-deep",
    ]) {
      const text = `before ${form(value)} after`;
      const masked = redact(text, secrets);
      expect(masked).toMatch(/^before .*\[redacted\].* after$/);
      // What is left beside the mask is less than four characters of what stood there.
      const left = masked
        .replace(/^before /, "")
        .replace(/ after$/, "")
        .split("[redacted]");
      const form64 = form(value);
      if (/^[\w+/=-]+$/.test(form64)) for (const part of left) expect(part.length).toBeLessThan(4 + 4);
      expect(masked).not.toContain(value);
    }
  });

  it("masks each line of a key file, and numbers that are long enough", () => {
    const secrets = loaded();
    expect(redact("  MIIBcanary0123456789abcdef\n", secrets)).toBe("  [redacted]\n");
    expect(redact("id 987654321.", secrets)).toBe("id [redacted].");
  });

  it("leaves alone what can't be told from ordinary text", () => {
    const text = "pin 12345, 42, true, 1979-05-27, username on localhost --------";
    expect(redact(text, loaded())).toBe(text);
  });

  it("never damages JSON", () => {
    const secrets = loaded('a = "1"\nb = "true"\nc = "x"\nd = "canary-7f3a2b"\n');
    const json = JSON.stringify({ one: 1, yes: true, x: "x", token: "canary-7f3a2b" });
    expect(JSON.parse(redact(json, secrets))).toEqual({ one: 1, yes: true, x: "x", token: "[redacted]" });
  });

  it("masks the longest, and what overlaps as one", () => {
    const secrets = loaded('a = "canary-abc"\nb = "canary-abcdef"\nc = "defghijk"\n');
    expect(redact("canary-abcdef!", secrets)).toBe("[redacted]!");
    expect(redact("canary-abcdefghijk!", secrets)).toBe("[redacted]!");
    expect(redact("canary-abccanary-abc", secrets)).toBe("[redacted][redacted]");
  });

  it("loads nothing: before the first read there is nothing to mask", () => {
    const box = sandbox();
    const secrets = box.secrets();
    expect(redact("canary-late", secrets)).toBe("canary-late");
    box.writeProject('a = "canary-late"\n');
    expect(secrets.a).toBe("canary-late");
    expect(redact("canary-late", secrets)).toBe("[redacted]");
    expect(redact("canary-late")).toBe("canary-late"); // the default instance, which has read nothing
    expect(thrown(() => redact("x", {}))).toBeInstanceOf(TypeError);
  });

  it("masks bytes in base64 and hex", () => {
    const box = sandbox();
    const bytes = Buffer.from([0xfe, 0xed, 1, 2, 3, 4, 5, 6, 0xff]);
    box.write("mnt/keystore", bytes);
    const secrets = box.secrets({ files: `${box.root}/mnt` });
    expect(secrets.keystore).toHaveLength(9);
    expect(redact(`a ${bytes.toString("hex")} b ${bytes.toString("base64")} c`, secrets)).toBe("a [redacted] b [redacted] c");
  });
});

describe("the matcher", () => {
  it("finds what indexOf finds, whatever the needles and the text", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 6, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 6 }),
        fc.array(fc.oneof(letters, fc.string({ maxLength: 4 })), { maxLength: 8 }),
        (texts, parts) => {
          const text = parts.join("");
          const found = [...createMatcher(texts.map((needle) => ({ text: needle, path: [] }))).matches(text)].map(
            ({ start, end }) => text.slice(start, end) + start,
          );
          const expected: string[] = [];
          for (let start = 0; start < text.length; start++) {
            const best = texts.filter((needle) => text.startsWith(needle, start)).sort((a, b) => b.length - a.length)[0];
            if (best !== undefined) expected.push(best + start);
          }
          expect(found).toEqual(expected);
        },
      ),
    );
  });
});

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
      { numRuns: 300 },
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
    await write("y-9f8e7d, done");
    expect(seen.join("")).toBe("a line\nand [redacted], done");
  });
});

describe("loggers", () => {
  it("pino writes through the stream", async () => {
    const secrets = loaded();
    const stream = redactStream(secrets);
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
    });
    pino(stream).info({ url: `https://x/?k=${secrets.api_key}` }, `with ${secrets.api_key}`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(text)).toMatchObject({ url: "https://x/?k=[redacted]", msg: "with [redacted]" });
  });

  it("winston formats through redact", async () => {
    const secrets = loaded();
    const MESSAGE = Symbol.for("message");
    let text = "";
    const stream = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const masked = winston.format((info) => ({ ...info, [MESSAGE]: redact(String(info[MESSAGE]), secrets) }));
    const logger = winston.createLogger({
      format: winston.format.combine(winston.format.json(), masked()),
      transports: [new winston.transports.Stream({ stream })],
    });
    logger.info("with", { key: secrets.api_key });
    await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(text)).toMatchObject({ message: "with", key: "[redacted]" });
  });
});

describe("needles", () => {
  it("know their key, and are not made of what is no secret", () => {
    const needles = needlesOf({ db: { password: "canary-pass", port: 5432, ssl: "require" }, list: ["canary-item"] });
    expect(needles.find(({ text }) => text === "canary-pass")?.path).toEqual(["db", "password"]);
    expect(needles.find(({ text }) => text === "canary-item")?.path).toEqual(["list", 0]);
    expect(needles.some(({ text }) => text.includes("5432") || text === "require")).toBe(false);
  });

  it("grow with the values, and the walk over a text does not", () => {
    const table = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `key${index}`,
        `canary-${index.toString(36)}-${(index * 7919).toString(36)}-value`,
      ]),
    );
    const matcher = createMatcher(needlesOf(table));
    const text = `${"an ordinary line of a log, with nothing in it\n".repeat(20_000)}${table.key77}\n`;
    expect(redactText(text, matcher).endsWith("in it\n[redacted]\n")).toBe(true);
  });
});
