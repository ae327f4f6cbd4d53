/*
 * Undoes one escape of the encoders that texts pass through: JSON and JavaScript (`\n`, `\"`, `\/`, `\xe9`, `\351`, `\u00e9`,
 * `\u{e9}`, `\U000000e9`, a line that continues), URLs (`%C3%A9`, `%u00e9`), HTML (`&eacute;`, `&#233;`, `&#xe9;`), and
 * quoted-printable (`=C3=A9`, a line that continues).
 */

/** What an escape stands for, in UTF-8: the first `length` bytes of `bytes`. One object, because most texts are full of escapes. */
export const decoded = { bytes: new Uint8Array(4), length: 0 };

/** No escape is longer, except one that swallows indentation. */
export const MAX_ESCAPE = 16;
/** How much indentation an escape swallows. */
const MAX_BLANKS = 64;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** How many bytes the escape at `at` has; 0 if there is none. */
export function readEscape(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at];
  if (first === BACKSLASH) return readBackslash(bytes, at, to);
  if (first === PERCENT) return readPercent(bytes, at, to);
  return first === AMPERSAND ? readEntity(bytes, at, to) : 0;
}

/** The same for quoted-printable, which has to be asked for: in most texts `=` means something else. */
export function readQuotedPrintable(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at] !== EQUALS) return 0;
  const code = hexAt(bytes, at + 1, 2, to);
  if (code !== -1) return giveByte(code, 3);
  decoded.length = 0;
  if (at + 1 < to && bytes[at + 1] === LINE_FEED) return 2;
  return at + 2 < to && bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED ? 3 : 0;
}

const SIMPLE: Record<number, number> = { 110: 0x0a, 114: 0x0d, 116: 0x09, 98: 0x08, 102: 0x0c, 118: 0x0b, 101: 0x1b };

function readBackslash(bytes: Uint8Array, at: number, to: number): number {
  if (at + 1 >= to) return 0;
  const code = bytes[at + 1] as number;
  if (code === 0x75) return readUnicode(bytes, at, to);
  if (code === 0x78) return giveIf(hexAt(bytes, at + 2, 2, to), 4, at, bytes);
  if (code === 0x55) return giveIf(hexAt(bytes, at + 2, 8, to), 10, at, bytes);
  if (code >= 0x30 && code <= 0x37) return readOctal(bytes, at, to);
  if (code === LINE_FEED || code === CARRIAGE_RETURN) {
    decoded.length = 0;
    return code === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED && at + 2 < to ? 3 : 2;
  }
  if (code === 0x6e) return giveByte(LINE_FEED, 2 + glueLength(bytes, at + 2, to));
  return giveByte(SIMPLE[code] ?? code, 2);
}

/** `\u00e9`, `\u{e9}`, two halves of a character beyond the first plane. */
function readUnicode(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 2] === 0x7b) {
    let end = at + 3;
    let code = 0;
    for (let digit = hexDigit(bytes, end, to); digit !== -1 && end < at + 11; digit = hexDigit(bytes, ++end, to))
      code = code * 16 + digit;
    return end > at + 3 && end < to && bytes[end] === 0x7d ? giveCode(code, end + 1 - at) : giveByte(0x75, 2);
  }
  const code = hexAt(bytes, at + 2, 4, to);
  return code === -1 ? giveByte(0x75, 2) : giveUnicode(code, bytes, at, to);
}

/** Gives a character of six bytes, or of twelve if it is the first half of one. */
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

/** A text that is printed in pieces, a line each: `'…\n' +` and `'…'` in the next line. */
function glueLength(bytes: Uint8Array, from: number, to: number): number {
  const quote = bytes[from];
  if (quote !== 0x27 && quote !== 0x22 && quote !== 0x60) return 0;
  let at = from + 1;
  if (bytes[at] === 0x20 && bytes[at + 1] === 0x2b) at += 2;
  if (bytes[at] === CARRIAGE_RETURN) at++;
  if (bytes[at] !== LINE_FEED) return 0;
  at++;
  for (const most = at + MAX_BLANKS; at < most && (bytes[at] === 0x20 || bytes[at] === 0x09); ) at++;
  return at < to && bytes[at] === quote ? at + 1 - from : 0;
}

function readPercent(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 1] === 0x75) return giveUnicode(hexAt(bytes, at + 2, 4, to), bytes, at, to);
  const code = hexAt(bytes, at + 1, 2, to);
  return code === -1 ? 0 : giveByte(code, 3);
}

function readEntity(bytes: Uint8Array, at: number, to: number): number {
  let end = at + 1;
  const limit = Math.min(to, at + MAX_ESCAPE);
  if (bytes[end] === 0x23) {
    const isHex = ((bytes[++end] as number) | 0x20) === 0x78;
    if (isHex) end++;
    const start = end;
    let code = 0;
    for (; end < limit; end++) {
      const digit = hexDigit(bytes, end, to);
      if (digit === -1 || (!isHex && digit > 9)) break;
      code = code * (isHex ? 16 : 10) + digit;
    }
    return end === start ? 0 : giveCode(code, end - at + (end < to && bytes[end] === 0x3b ? 1 : 0));
  }
  while (end < limit && isLetterOrDigit(bytes[end] as number)) end++;
  if (end >= to || bytes[end] !== 0x3b) return 0;
  entityOf ??= (require("./entities") as typeof import("./entities")).entityOf;
  const code = entityOf(bytes, at + 1, end);
  return code === undefined ? 0 : giveCode(code, end + 1 - at);
}

let entityOf: typeof import("./entities").entityOf | undefined;

function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

function giveIf(code: number, length: number, at: number, bytes: Uint8Array): number {
  if (code !== -1) return giveCode(code, length);
  return bytes[at] === BACKSLASH ? giveByte(bytes[at + 1] as number, 2) : 0;
}

function giveByte(byte: number, length: number): number {
  decoded.bytes[0] = byte;
  decoded.length = 1;
  return length;
}

/** Gives a character as UTF-8. What is not one, half a character say, becomes U+FFFD as in `Buffer.from`. */
function giveCode(code: number, length: number): number {
  const { bytes } = decoded;
  if (code < 0x80) return giveByte(code, length);
  const valid = code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code;
  decoded.length = valid < 0x800 ? 2 : valid < 0x10000 ? 3 : 4;
  let rest = valid;
  for (let at = decoded.length - 1; at > 0; at--) {
    bytes[at] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  bytes[0] = ((0xf00 >> decoded.length) & 0xff) | rest;
  return length;
}

function hexAt(bytes: Uint8Array, at: number, count: number, to: number): number {
  let code = 0;
  for (let end = at; end < at + count; end++) {
    const digit = hexDigit(bytes, end, to);
    if (digit === -1) return -1;
    code = code * 16 + digit;
  }
  return code;
}

export function hexDigit(bytes: Uint8Array, at: number, to: number): number {
  if (at >= to) return -1;
  const code = bytes[at] as number;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
