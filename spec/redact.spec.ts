import { stringify } from "node:querystring";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { inspect } from "node:util";
import fc from "fast-check";
import pino from "pino";
import winston from "winston";
import { z } from "zod";
import { redact, redactStream, type UntypedSecrets } from "../lib";
import { createMasker } from "../lib/redaction/mask";
import { createMatcher } from "../lib/redaction/matcher";
import { needlesOf } from "../lib/redaction/patterns";
import { redactText } from "../lib/redaction/redact";
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

  it("leaves a common word alone, whatever white space it has around it", () => {
    expect(redact("connected to postgres\n", loaded('kind = "postgres\\n"\n'))).toBe("connected to postgres\n");
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
        const masker = createMasker(matcherOf(some[0]));
        let shown = "";
        let at = 0;
        for (const cut of cuts) {
          shown += masker.write(text.slice(at, at + cut));
          at += cut;
        }
        expect(shown + masker.write(text.slice(at)) + masker.end()).toBe(redactedNaively(text, some[0]));
      }),
      { numRuns: 3_000 },
    );
  });

  it("find what no other find covers, in order, and where the end may be a beginning", () => {
    fc.assert(
      fc.property(cases, (some) => {
        const text = textOf(some);
        const [needles] = some;
        const all = needles.flatMap((needle) =>
          Array.from(text, (_, start) => ({ start, end: start + needle.length })).filter(({ start }) =>
            text.startsWith(needle, start),
          ),
        );
        const outer = all.filter(
          (one) =>
            !all.some(
              (other) => other.start <= one.start && other.end >= one.end && (other.start < one.start || other.end > one.end),
            ),
        );
        const spots = new Set(outer.sort((a, b) => a.start - b.start).map(({ start, end }) => `${start}-${end}`));
        expect(
          matcherOf(needles)
            .matches(text)
            .map(({ start, end }) => `${start}-${end}`),
        ).toEqual([...spots]);
        const open = Array.from(text, (_, start) => start).find((start) =>
          needles.some((needle) => needle.length > text.length - start && needle.startsWith(text.slice(start))),
        );
        expect(matcherOf(needles).openEnd(text)).toBe(open ?? text.length);
      }),
      { numRuns: 1_000 },
    );
  });

  const seconds = (act: () => unknown) => {
    const start = performance.now();
    act();
    return (performance.now() - start) / 1_000;
  };
  // What each of these took when needles were compared one by one is told; some seconds are enough for the slowest machine.
  it("take time by the length of the text, also where all needles begin alike, or a text nearly is one all the time", () => {
    const alike = matcherOf(Array.from({ length: 1_000 }, (_, index) => `sk_live_${"x".repeat(index)}-end`));
    expect(seconds(() => redactText("sk_live_".repeat(125_000), alike))).toBeLessThan(10); // 110 s
    const long = matcherOf([`${"abcdef".repeat(50_000)}X`]);
    expect(seconds(() => redactText("abcdef".repeat(160_000), long))).toBeLessThan(10);
    const value = Array.from({ length: 100_000 }, (_, index) => ((index * 7919) % 36).toString(36)).join("");
    const masker = createMasker(matcherOf([`${value}!`]));
    const byteByByte = () => Array.from(value, (letter) => masker.write(letter)).join("");
    expect(seconds(() => expect(byteByByte()).toBe(""))).toBeLessThan(10); // 250 s
    expect(masker.write("!")).toBe("[redacted]");
  });
});

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
            const masker = createMasker(matcher);
            const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
              masker.write(text.slice(at * size, (at + 1) * size)),
            );
            expect(parts.join("") + masker.end()).toBe(shown);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(masked).toBeGreaterThan(500);
  });

  it("and a number is found only where it is the whole number", () => {
    const secrets = loaded("account = 123456\npin = '654321'\n");
    expect(redact('{"time":1712345678901,"n":0.123456,"account":123456,"pin":"654321"}', secrets)).toBe(
      '{"time":1712345678901,"n":0.123456,"account":"[redacted]","pin":"[redacted]"}',
    );
    expect(redact("account 123456. pin:654321; x123456y", secrets)).toBe("account [redacted]. pin:[redacted]; x[redacted]y");
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the spellings of a value", () => {
  const ascii = (text: string) =>
    text.replaceAll(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const withUrl = (set: (url: URL) => void) => {
    const url = new URL("http://user@host/");
    set(url);
    return url.href;
  };
  const WHOLE = { breakLength: Number.POSITIVE_INFINITY };
  const goEscape = (value: string, kept: string) =>
    Array.from(Buffer.from(value), (byte) => {
      const letter = String.fromCharCode(byte);
      const isKept = /[\w.~-]/.test(letter) || kept.includes(letter);
      return isKept ? letter : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");
  const spellings: [string, (value: string) => string][] = [
    ["as it is", (value) => value],
    ["trimmed", (value) => value.trim()],
    ["JSON", (value) => JSON.stringify({ value })],
    ["JSON in ASCII", (value) => ascii(JSON.stringify(value))],
    [
      "JSON in ASCII, upper case",
      (value) => ascii(JSON.stringify(value)).replaceAll(/\\u\w{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
    ],
    ["JSON with escaped slashes", (value) => JSON.stringify(value).replaceAll("/", "\\/")],
    ["JSON within JSON", (value) => JSON.stringify(JSON.stringify({ value }))],
    ["JSON in ASCII within JSON", (value) => JSON.stringify(ascii(JSON.stringify({ value })))],
    ["inspect", (value) => inspect([value], { breakLength: Number.POSITIVE_INFINITY })],
    ["inspect of JSON", (value) => inspect([JSON.stringify({ value })], WHOLE)],
    ["inspect of JSON within JSON", (value) => inspect([JSON.stringify(JSON.stringify([value]))], WHOLE)],
    ["JSON of inspect", (value) => JSON.stringify(inspect({ value }, WHOLE))],
    ["JSON of inspect of JSON", (value) => JSON.stringify(inspect([JSON.stringify({ value })], WHOLE))],
    ["inspect of a text with quotes and a backtick", (value) => inspect([`"hi" \`${value}`], WHOLE)],
    ["inspect of a text with '", (value) => inspect([`it's ${value}`], WHOLE)],
    ["encodeURIComponent", (value) => encodeURIComponent(value)],
    ["the same in lower case", (value) => encodeURIComponent(value).replaceAll(/%\w\w/g, (code) => code.toLowerCase())],
    ["encodeURI", (value) => encodeURI(value)],
    [
      "RFC 3986",
      (value) => encodeURIComponent(value).replaceAll(/[!'()*]/g, (code) => `%${code.charCodeAt(0).toString(16).toUpperCase()}`),
    ],
    ["a form", (value) => new URLSearchParams({ value }).toString()],
    ["node:querystring", (value) => stringify({ value })],
    [
      "a password in a URL",
      (value) =>
        withUrl((url) => {
          url.password = value;
        }),
    ],
    [
      "a query of a URL",
      (value) =>
        withUrl((url) => {
          url.search = value;
        }),
    ],
    ...["http", "postgres"].flatMap((scheme) =>
      (["username", "pathname", "search", "hash"] as const).flatMap((part): [string, (value: string) => string][] => {
        const spell = (value: string) => {
          const url = new URL(`${scheme}://user@host/`);
          url[part] = `${{ username: "", pathname: "/", search: "?", hash: "#" }[part]}${value}`;
          return url.href;
        };
        return [
          [`the ${part} of a URL of ${scheme}`, spell],
          [`the same in JSON, ${part} of ${scheme}`, (value) => JSON.stringify(spell(value))],
        ];
      }),
    ),
    ["Go's url.PathEscape", (value) => goEscape(value, "$&+:=@")],
    ["Go's path of a URL", (value) => goEscape(value, "$&+,/:;=@")],
    ["Go's user of a URL", (value) => goEscape(value, "$&+,;=")],
    ["Go's url.QueryEscape", (value) => goEscape(value, "").replaceAll("%20", "+")],
    ["base64 of JSON", (value) => Buffer.from(JSON.stringify(value)).toString("base64")],
    ["base64 after one byte", (value) => Buffer.from(`:${value}`).toString("base64")],
    ["base64url after two bytes", (value) => Buffer.from(`u:${value}`).toString("base64url")],
    ["hex", (value) => Buffer.from(value).toString("hex")],
  ];

  it.each(spellings)("%s", (_how, spell) => {
    const values = [
      "canary p@ss/w+rd'(x)!*~&=?#é😀\\\"q",
      'it\'s a "`canary" \\ x\ny',
      "канарейка",
      " canary-with-blanks\n",
      "50%off%20canary",
    ];
    const secrets = loaded(values.map((value, index) => `k${index} = ${JSON.stringify(value)}`).join("\n"));
    for (const value of values) {
      // What the URL class makes of a line break or of blanks at the ends is another value.
      if (/^ |\n/.test(value) && spell(value).startsWith("http")) continue;
      const shown = redact(`before ${spell(value)} after`, secrets);
      expect([value, shown]).toEqual([value, expect.stringMatching(/^before .*\[redacted\].* after$/s)]);
      expect(shown.replace("[redacted]", "").length).toBeLessThan(40);
    }
  });

  it.each(spellings)("%s, of any printable text", (_how, spell) => {
    const leadsElsewhere = /(^|[\\/])(\.|%2e){1,2}([\\/]|$)/i;
    const values = fc.string({ minLength: 6, maxLength: 20 }).filter((text) => !leadsElsewhere.test(text));
    fc.assert(
      fc.property(values, (text) => {
        const value = `canary-${text}`;
        const left = redactText(spell(value), createMatcher(needlesOf({ value }))).replace("[redacted]", "");
        expect(left.length).toBeLessThanOrEqual(spell("").length + 4);
      }),
      { numRuns: 100 },
    );
  });

  it("the path of a URL, unless dots lead elsewhere: what is left may be an ordinary word", () => {
    expect(redact("public", loaded('path = "canary/../public"\n'))).toBe("public");
    expect(redact("production/", loaded('path = "production/."\n'))).toBe("production/");
  });

  it("a key file whose line breaks are written as backslash and n, in a program that makes them line breaks", () => {
    const secrets = loaded("key = '-----BEGIN CANARY-----\\nMIIBcanary0123456789\\n-----END CANARY-----\\n'\n");
    expect(redact(String(secrets.key).replaceAll("\\n", "\n"), secrets)).toBe("[redacted]\n[redacted]\n[redacted]\n");
  });

  it("what a schema made another value of, or dropped", () => {
    const box = sandbox();
    box.writeProject('url = "https://u:canary-in-url@host/p"\nextra = "canary-extra"\n[db]\nuri = "pg://canary-in-db/x"\n');
    const schema = z.object({
      url: z.string().transform((text) => new URL(text)),
      db: z.object({ uri: z.string().transform((text) => new URL(text)) }),
    });
    const secrets = box.secrets({ schema });
    expect(secrets.url).toBeInstanceOf(URL);
    expect(redact("a https://u:canary-in-url@host/p b canary-extra c", secrets)).toBe("a [redacted] b [redacted] c");
    expect(redact("a pg://canary-in-db/x b canary-extra", secrets.db)).toBe("a [redacted] b canary-extra");
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
