import { base64, bytes, each, hexOf, lines, quotedPrintable, unicode } from "./encoders/encoder";

/** Encoders that can be nested in each other in any order, each by the name of what it writes. */
export const ENCODINGS: Record<string, (text: string) => string> = {
  JSON: (text) => JSON.stringify({ text }),
  "JSON in ASCII": (text) => unicode(JSON.stringify(text), /[^ -~]|[<>&]/g),
  "hex escapes": (text) => each(text, (letter, code) => (code < 256 ? `\\x${hexOf(code)}` : letter)),
  "code points in braces": (text) => each(text, (_, code) => `\\u{${code.toString(16)}}`),
  URL: encodeURIComponent,
  "each byte of a URL": (text) => bytes(text, (byte) => `%${hexOf(byte)}`),
  HTML: (text) => text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`),
  "HTML, hex": (text) => each(text, (_, code) => `&#x${code.toString(16)};`),
  "quoted-printable": (text) => quotedPrintable(text).join(""),
  "quoted-printable in lines": (text) =>
    quotedPrintable(text).reduce((lines, part, at) => `${lines}${at % 20 === 19 ? "=\n" : ""}${part}`, ""),
  base64,
  "base64 after a byte": (text) => base64(`:${text}`),
  base64url: (text) => Buffer.from(`q:${text}`).toString("base64url"),
  "base64 in lines": (text) => lines(base64(`${"x".repeat(50)} ${text} yy`), 76, "\r\n"),
  "base64 in indented lines": (text) => lines(base64(`${"x".repeat(50)} ${text} yy`), 64, "\n    "),
  hex: (text) => bytes(text, hexOf),
  "hex with colons": (text) => bytes(text, (byte) => `:${hexOf(byte)}`).slice(1),
  "hex with 0x": (text) => bytes(text, (byte) => `, 0x${hexOf(byte)}`).slice(2),
  "a list of bytes": (text) => JSON.stringify(Buffer.from(text)),
};
