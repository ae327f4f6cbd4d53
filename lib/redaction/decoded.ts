/** The decoded escape in UTF-8: the first `length` bytes of `bytes`. It is one object for all escapes, because many texts are full of them. */
export const decoded = { bytes: new Uint8Array(4), length: 0 };

/** The length of the longest escape, apart from escapes that include indentation. */
export const MAX_ESCAPE = 16;
export function giveByte(byte: number, length: number): number {
  decoded.bytes[0] = byte;
  decoded.length = 1;
  return length;
}

/** Writes a character as UTF-8. A lone surrogate becomes U+FFFD, as in `Buffer.from`. */
export function giveCode(code: number, length: number): number {
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

export function hexAt(bytes: Uint8Array, at: number, count: number, to: number): number {
  let code = 0;
  for (let end = at; end < at + count; end++) {
    const digit = hexDigit(bytes, end, to);
    if (digit === -1) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/** For each byte, its value as a hex digit, or -1. */
export const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

export function hexDigit(bytes: Uint8Array, at: number, to: number): number {
  return at >= to ? -1 : (HEX_DIGITS[bytes[at] as number] as number);
}
