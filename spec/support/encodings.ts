/** Encoders that can be nested in each other in any order, each by the name of what it writes. */
export const ENCODINGS: Record<string, (text: string) => string> = {
  JSON: (text) => JSON.stringify({ text }),
  "JSON in ASCII": (text) => JSON.stringify(text).replaceAll(/[^ -~]|[<>&]/g, unicode),
  "hex escapes": (text) => each(text, (code) => (code < 256 ? `\\x${hexOf(code)}` : String.fromCodePoint(code))),
  "code points in braces": (text) => each(text, (code) => `\\u{${code.toString(16)}}`),
  URL: encodeURIComponent,
  "each byte of a URL": (text) => bytes(text, (byte) => `%${hexOf(byte)}`),
  HTML: (text) => text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`),
  "HTML, hex": (text) => each(text, (code) => `&#x${code.toString(16)};`),
  "quoted-printable": (text) => quotedPrintable(text).join(""),
  "quoted-printable in lines": (text) =>
    quotedPrintable(text).reduce((lines, part, at) => `${lines}${at % 20 === 19 ? "=\n" : ""}${part}`, ""),
  base64: (text) => base64(text),
  "base64 after a byte": (text) => base64(`:${text}`),
  base64url: (text) => Buffer.from(`q:${text}`).toString("base64url"),
  "base64 in lines": (text) => lines(base64(`${"x".repeat(50)} ${text} yy`), 76, "\r\n"),
  "base64 in indented lines": (text) => lines(base64(`${"x".repeat(50)} ${text} yy`), 64, "\n    "),
  hex: (text) => bytes(text, hexOf),
  "hex with colons": (text) => bytes(text, (byte) => `:${hexOf(byte)}`).slice(1),
  "hex with 0x": (text) => bytes(text, (byte) => `, 0x${hexOf(byte)}`).slice(2),
  "a list of bytes": (text) => JSON.stringify(Buffer.from(text)),
};

function each(text: string, spell: (code: number) => string): string {
  return Array.from(text, (letter) => (/\w/.test(letter) ? letter : spell(letter.codePointAt(0) as number))).join("");
}

function bytes(text: string, spell: (byte: number) => string): string {
  return Array.from(Buffer.from(text), spell).join("");
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function unicode(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function lines(text: string, length: number, end: string): string {
  return text.replaceAll(new RegExp(`.{${length}}`, "g"), `$&${end}`);
}

function quotedPrintable(text: string): string[] {
  return Array.from(Buffer.from(text), (byte) =>
    byte > 0x1f && byte < 0x7f && byte !== 0x3d ? String.fromCharCode(byte) : `=${hexOf(byte).toUpperCase()}`,
  );
}
