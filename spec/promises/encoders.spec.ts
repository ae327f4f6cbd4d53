import { inspect } from "node:util";
import { matcherOfValues } from "../../lib/redaction/matcher";
import { redactText } from "../../lib/redaction/redact";
import { base64, bytes, each, hexOf, json, lines, quotedPrintable, unicode } from "../support/encoders/encoder";
import { isFull } from "../support/full";
import { maskedInChunks } from "../support/redaction";

/* What docs/redaction.md promises, encoder by encoder. An encoder of another language that is not installed is written by its rules. */

const VALUES = [
  "canary-key-9f8e7d",
  "canary p@ss/w+rd'(x)!*~&=?#é😀\\\"q",
  "canary<script>&x=1</script>",
  "канарейка-9f8e7d",
  "50%off%20canary",
  "canary-1\ncanary-2\ncanary-3",
];
const matcher = matcherOfValues(Object.fromEntries(VALUES.map((value, index) => [`k${index}`, value])));

type Encode = (value: string) => string;

const hex: Encode = (value) => bytes(value, hexOf);
const escaped = (text: string, escapes: Record<string, string>) =>
  text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] as string);

const ENCODERS: Record<string, Encode> = {
  "a bundle with \\xE9": (value) =>
    each(value, (letter, code) => (code < 256 ? `\\x${hexOf(code)}` : unicode(letter, /[\s\S]/g))),
  "code points in braces": (value) => each(value, (_, code) => `\\u{${code.toString(16)}}`),
  "eight digits": (value) => each(value, (_, code) => `\\U${code.toString(16).padStart(8, "0")}`),
  "octal of bytes": (value) =>
    bytes(value, (byte) =>
      byte > 0x1f && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`,
    ),
  encodeURIComponent,
  "axios and Angular": (value) =>
    encodeURIComponent(value)
      .replaceAll(/%(3A|24|2C|40)/g, decodeURIComponent)
      .replaceAll("%20", "+"),
  "every byte of a URL": (value) => bytes(value, (byte) => `%${hexOf(byte)}`),
  "the old escape()": (value) =>
    each(value, (_, code) =>
      code < 256 ? `%${hexOf(code)}` : unicode(String.fromCodePoint(code), /[\s\S]/g).replaceAll("\\", "%"),
    ),
  "HTML, names": (value) => escaped(value, { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" }),
  "HTML, decimal": (value) => each(value, (_, code) => `&#${code};`),
  "HTML, hex": (value) => each(value, (_, code) => `&#x${code.toString(16)};`),
  "JSON in an attribute": (value) => escaped(json(value), { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" }),
  "quoted-printable": (value) => quotedPrintable(value).join(""),
  "quoted-printable in lines": (value) =>
    quotedPrintable(value).reduce((text, part, at) => `${text}${at % 20 === 19 ? "=\n" : ""}${part}`, ""),
  base64,
  "base64 after a byte": (value) => base64(`:${value}`),
  "base64 after two bytes": (value) => base64(`u:${value}`),
  "base64url without padding": (value) => Buffer.from(`q${value}`).toString("base64url"),
  "base64 in lines of 16": (value) => lines(base64(`${"x".repeat(30)}${value}yyy`), 16),
  "base64 in lines of 76": (value) => lines(base64(`${"x".repeat(50)}${value}yyy`), 76, "\r\n"),
  "base64 in lines, in JSON": (value) => JSON.stringify(lines(base64(`${"x".repeat(40)}${value}`), 64)),
  "base64 of base64": (value) => base64(base64(value)),
  "base64 of base64 of base64": (value) => base64(`a${base64(`bc${base64(value)}`)}`),
  "base64 of JSON": (value) => base64(json(value)),
  "base64 in a URL": (value) => encodeURIComponent(base64(`a${value}`)),
  "base64 of JSON of a URL": (value) => base64(json(`?q=${encodeURIComponent(value)}`)),
  hex,
  "hex, upper case": (value) => hex(value).toUpperCase(),
  "hex with colons": (value) => (hex(value).match(/../g) ?? []).join(":"),
  "hex with hyphens": (value) => (hex(value).match(/../g) ?? []).join("-"),
  "hex with 0x": (value) => (hex(value).match(/../g) ?? []).map((byte) => `0x${byte}`).join(", "),
  "hex after a digit": (value) => `a${hex(value)}`,
  "hex of base64": (value) => hex(base64(value)),
  "base64 of hex": (value) => base64(hex(value)),
  "util.inspect of a Buffer": (value) => inspect(Buffer.from(value)),
  "JSON of a Buffer": (value) => JSON.stringify(Buffer.from(value)),
  "indented lines": (value) => value.replaceAll("\n", "\n      "),
  "lines of Windows": (value) => value.replaceAll("\n", "\r\n"),
};

/** What is left of a text beside the mask, when what the encoder writes for nothing is taken away. */
function leftOf(shown: string, encode: Encode): number {
  return shown.replaceAll('"[redacted]"', "").replaceAll("[redacted]", "").length - encode("").length;
}

describe("a value that was encoded is masked", () => {
  it.each(Object.entries(ENCODERS))("%s", (_name, encode) => {
    for (const value of VALUES) {
      const text = `before ${encode(value)} after`;
      const shown = redactText(text, matcher);
      expect([value, shown]).toEqual([value, expect.stringContaining("[redacted]")]);
      expect(leftOf(shown, encode)).toBeLessThan(120);
      for (const size of isFull ? [1, 5] : [5]) expect(maskedInChunks(text, matcher, size)).toBe(shown);
    }
  });
});

describe("a value is known by its parts", () => {
  const parts: [string, string, string][] = [
    ["the password of a URL", "postgres://admin:canary%2Fx9f8e@db.example.com/app", "canary/x9f8e"],
    ["the password of a URL as it stands", "postgres://admin:canary%2Fx9f8e@db.example.com/app", "canary%2Fx9f8e"],
    ["a string in JSON", '{"type":"service_account","private_key_id":"9f8e7d6c5b4a39281706"}', "9f8e7d6c5b4a39281706"],
    ["a password with its user", "admin:canary-9f8e7d6c", "canary-9f8e7d6c"],
    ["the password of a connection string", "Server=db;User Id=sa;Password=canary-9f8e;", "canary-9f8e"],
    ["the bytes of a key in base64", "Q2FuYXJ5OmY4ZTdkNmM1YjRhMzkyODE3MDY=", hex("Canary:f8e7d6c5b4a39281706")],
  ];
  it.each(parts)("%s", (_what, value, part) => {
    expect(redactText(`x ${part} y`, matcherOfValues({ value }))).toBe("x [redacted] y");
  });
});

describe("ordinary text is left alone", () => {
  const ordinary = matcherOfValues({
    user: "admin",
    name: "postgres",
    port: 5432,
    host: "localhost",
    level: "warning",
    region: "us-east-1",
    key: "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ9f8e7d6c5b4a3Zz0Yy1Xx2Ww3Vv4Uu5Tt6Ss7\n-----END PRIVATE KEY-----\n",
    gcp: {
      type: "service_account",
      auth_uri: "https://accounts.google.com/o/oauth2/auth",
      token_uri: "https://oauth2.googleapis.com/token",
    },
    password: "sunshine",
  });
  it.each([
    '{"level":"warning","msg":"a warning in us-east-1"}',
    "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
    '"type": "service_account", "auth_uri": "https://accounts.google.com/o/oauth2/auth", "https://oauth2.googleapis.com/token"',
    "the sunshine of the admin",
  ])("%s", (text) => {
    expect(redactText(text, ordinary)).toBe(text);
  });

  it("but a word that is a password is masked in its place", () => {
    expect(redactText('password: "sunshine" and sunshine', ordinary)).toBe('password: "[redacted]" and sunshine');
    expect(redactText("postgres://admin:sunshine@db", ordinary)).toBe("postgres://admin:[redacted]@db");
  });
});

it("a number in a string of JSON gets no quotes", () => {
  const matched = matcherOfValues({ key: '"9f8e7d"', digits: "9876543" });
  for (const text of ['{"msg":"got: 9876543"}', '{"msg":"got: \\"9f8e7d\\""}', '{"n":9876543}', "[9876543]"]) {
    const shown = redactText(text, matched);
    expect(() => JSON.parse(shown)).not.toThrow();
    expect(shown).toContain("[redacted]");
  }
});
