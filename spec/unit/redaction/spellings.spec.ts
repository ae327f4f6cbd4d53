import { stringify } from "node:querystring";
import { inspect } from "node:util";
import fc from "fast-check";
import { z } from "zod";
import { redact } from "../../../lib";
import { createMatcher } from "../../../lib/redaction/matcher";
import { needlesOf } from "../../../lib/redaction/needles";
import { redactText } from "../../../lib/redaction/redact";
import { isFull, SEED } from "../../support/full";
import { loaded } from "../../support/redaction";
import { sandbox } from "../../support/sandbox";

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
      (value) => ascii(JSON.stringify(value)).replaceAll(/(?<!\\)\\u\w{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
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
      if (/^ |\n/.test(value) && spell(value).includes("://")) continue;
      const shown = redact(`before ${spell(value)} after`, secrets);
      expect([value, shown]).toEqual([value, expect.stringMatching(/^before .*\[redacted\].* after$/s)]);
      expect(shown.replace("[redacted]", "").length).toBeLessThan(40);
    }
  });

  // Where a text may be JSON, the mask keeps the quotes and the blanks between them, so that it stays JSON.
  const unmasked = (text: string) => text.replaceAll("[redacted]", "").replaceAll(/["\s]/g, "");

  it.each(spellings)("%s, of any printable text", (_how, spell) => {
    const leadsElsewhere = /(^|[\\/])(\.|%2e){1,2}([\\/]|$)/i;
    const values = fc.string({ minLength: 6, maxLength: 20 }).filter((text) => !leadsElsewhere.test(text));
    fc.assert(
      fc.property(values, (text) => {
        const value = `canary-${text}`;
        const left = unmasked(redactText(spell(value), createMatcher(needlesOf({ value }))));
        expect(left.length).toBeLessThanOrEqual(unmasked(spell("")).length + 4);
      }),
      { numRuns: isFull ? 100 : 30, seed: SEED, endOnFailure: true },
    );
  });

  it("the path of a URL, unless dots lead elsewhere: what is left may be an ordinary word", () => {
    expect(redact("public", loaded('path = "canary/../public"\n'))).toBe("public");
    expect(redact("production/", loaded('path = "production/."\n'))).toBe("production/");
  });

  it("a key file whose line breaks are written as backslash and n, in a program that makes them line breaks", () => {
    const secrets = loaded("key = '-----BEGIN CANARY-----\\nMIIBcanary0123456789\\n-----END CANARY-----\\n'\n");
    expect(redact(String(secrets.key).replaceAll("\\n", "\n"), secrets)).toBe("[redacted]");
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
