import { decoded, giveByte, giveCode, hexAt, hexDigit, MAX_ESCAPE } from "./decoded";
import { readReference } from "./references";

/*
 * Undoes one escape of the encoders that texts pass through: JSON and JavaScript (`\n`, `\"`, `\/`, `\xe9`, `\351`, `\u00e9`,
 * `\u{e9}`, `\U000000e9`, a line that continues), URLs (`%C3%A9`, `%u00e9`), HTML (`&eacute;`, `&#233;`, `&#xe9;`), and
 * quoted-printable (`=C3=A9`, a line that continues).
 */

/** How much indentation an escape can include. */
const MAX_BLANKS = 64;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The number of bytes of the escape at `at`, or 0 if there is none. */
export function readEscape(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at];
  if (first === BACKSLASH) return readBackslash(bytes, at, to);
  if (first === PERCENT) return readPercent(bytes, at, to);
  return first === AMPERSAND ? readReference(bytes, at, to) : 0;
}

/** The same with the escapes of quoted-printable. They are optional, because `=` usually means something else. */
export function readAnyEscape(bytes: Uint8Array, at: number, to: number): number {
  return readEscape(bytes, at, to) || readQuotedPrintable(bytes, at, to);
}

/** The same for quoted-printable only. */
export function readQuotedPrintable(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] !== EQUALS) return 0;
  const code = hexAt(bytes, at + 1, 2, to);
  // Encoders write upper case. With lower case, every `key=deadbeef` would contain an escape.
  if (code !== -1) return isLower(bytes[at + 1]) || isLower(bytes[at + 2]) ? 0 : giveByte(code, 3);
  decoded.length = 0;
  if (at + 1 < to && bytes[at + 1] === LINE_FEED) return 2;
  return at + 2 < to && bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED ? 3 : 0;
}

/** Letters after a backslash: of C, JSON, and JavaScript, `\a` and `\e` of shells, and `\N` of YAML. */
const SIMPLE: Record<string, number> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  b: 0x08,
  f: 0x0c,
  v: 0x0b,
  a: 0x07,
  e: 0x1b,
  E: 0x1b,
  N: 0x85,
};
const LETTERS = Uint16Array.from({ length: 256 }, (_, code) => SIMPLE[String.fromCharCode(code)] ?? code);

function readBackslash(bytes: Uint8Array, at: number, to: number): number {
  if (at + 1 >= to) return 0;
  const code = bytes[at + 1] as number;
  if (code === 0x75) return readUnicode(bytes, at, to);
  if (code === 0x78 && bytes[at + 2] === 0x7b) return readBraces(bytes, at, to);
  if (code === 0x78) return giveIf(hexAt(bytes, at + 2, 2, to), 4, at, bytes);
  if (code === 0x55) return giveIf(hexAt(bytes, at + 2, 8, to), 10, at, bytes);
  if (code >= 0x30 && code <= 0x37) return readOctal(bytes, at, to);
  if (code === LINE_FEED || code === CARRIAGE_RETURN) {
    decoded.length = 0;
    const end = code === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED && at + 2 < to ? at + 3 : at + 2;
    return blanksEnd(bytes, end, to) - at; // YAML indents the next line
  }
  if (code === 0x6e) return giveByte(LINE_FEED, 2 + glueLength(bytes, at + 2, to));
  return code < 0x80 ? giveCode(LETTERS[code] as number, 2) : giveByte(code, 2);
}

/** `\u{e9}` and, in Perl, `\x{e9}` */
function readBraces(bytes: Uint8Array, at: number, to: number): number {
  let end = at + 3;
  let code = 0;
  for (let digit = hexDigit(bytes, end, to); digit !== -1 && end < at + 11; digit = hexDigit(bytes, ++end, to))
    code = code * 16 + digit;
  return end > at + 3 && end < to && bytes[end] === 0x7d ? giveCode(code, end + 1 - at) : giveByte(bytes[at + 1] as number, 2);
}

/** `\u00e9`, or two of them for a surrogate pair. */
function readUnicode(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 2] === 0x7b) return readBraces(bytes, at, to);
  const code = hexAt(bytes, at + 2, 4, to);
  return code === -1 ? giveByte(0x75, 2) : giveUnicode(code, bytes, at, to);
}

/** Reads an escape of six bytes, or of twelve for a surrogate pair. */
function giveUnicode(code: number, bytes: Uint8Array, at: number, to: number): number {
  if (code === -1) return 0;
  if (code >= 0xd800 && code < 0xdc00 && bytes[at + 6] === bytes[at] && bytes[at + 7] === 0x75) {
    const low = hexAt(bytes, at + 8, 4, to);
    if (low >= 0xdc00 && low < 0xe000) return giveCode(0x10000 + (code - 0xd800) * 0x400 + low - 0xdc00, 12);
  }
  return giveCode(code, 6);
}

function readOctal(bytes: Uint8Array, at: number, to: number): number {
  let code = 0;
  let end = at + 1;
  for (; end < Math.min(to, at + 4); end++) {
    const digit = (bytes[end] as number) - 0x30;
    if (digit < 0 || digit > 7 || code * 8 + digit > 255) break;
    code = code * 8 + digit;
  }
  return giveCode(code, end - at);
}

/** The text between two pieces of a string that is printed in lines: `'…\n' +` and `'…'` in the next line. The pieces may have colours. */
function glueLength(bytes: Uint8Array, from: number, to: number): number {
  const quote = bytes[from];
  if (quote !== 0x27 && quote !== 0x22 && quote !== 0x60) return 0;
  let at = colourEnd(bytes, from + 1);
  if (bytes[at] === 0x20 && bytes[at + 1] === 0x2b) at += 2;
  if (bytes[at] === CARRIAGE_RETURN) at++;
  if (bytes[at] !== LINE_FEED) return 0;
  at = colourEnd(bytes, blanksEnd(bytes, at + 1, to));
  return at < to && bytes[at] === quote ? at + 1 - from : 0;
}

function blanksEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  for (const most = Math.min(to, at + MAX_BLANKS); at < most && (bytes[at] === 0x20 || bytes[at] === 0x09); ) at++;
  return at;
}

/** `ESC [ 39 m` */
function colourEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== 0x1b || bytes[from + 1] !== 0x5b) return from;
  let at = from + 2;
  while (at < from + MAX_ESCAPE && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x3b) at++;
  return bytes[at] === 0x6d ? at + 1 : from;
}

function readPercent(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 1] === 0x75) return giveUnicode(hexAt(bytes, at + 2, 4, to), bytes, at, to);
  const code = hexAt(bytes, at + 1, 2, to);
  return code === -1 ? 0 : giveByte(code, 3);
}

function isLower(code: number | undefined): boolean {
  return code !== undefined && code >= 0x61;
}

function giveIf(code: number, length: number, at: number, bytes: Uint8Array): number {
  if (code !== -1) return giveCode(code, length);
  return bytes[at] === BACKSLASH ? giveByte(bytes[at + 1] as number, 2) : 0;
}
