import { giveCode, hexDigit, MAX_ESCAPE } from "./decoded";

const AMPERSAND = 0x26;

/** The number of bytes of the character reference at `at` (`&eacute;`, `&#233;`, `&#xe9;`), or 0 if there is none. */
export function readReference(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 1] === 0x23) {
    const end = readNumber(bytes, at, to);
    const code = number;
    if (code < 0xd800 || code >= 0xdc00) return end === at ? 0 : giveCode(code, end - at);
    const low = bytes[end] === AMPERSAND && bytes[end + 1] === 0x23 ? readNumber(bytes, end, to) : end;
    return low > end && number >= 0xdc00 && number < 0xe000
      ? giveCode(0x10000 + (code - 0xd800) * 0x400 + number - 0xdc00, low - at)
      : giveCode(code, end - at);
  }
  let end = at + 1;
  const limit = Math.min(to, at + MAX_ESCAPE);
  while (end < limit && isLetterOrDigit(bytes[end] as number)) end++;
  if (end >= to || bytes[end] !== 0x3b) return 0;
  entityOf ??= (require("./entities") as typeof import("./entities")).entityOf;
  const code = entityOf(bytes, at + 1, end);
  return code === undefined ? 0 : giveCode(code, end + 1 - at);
}

/** The number that `readNumber` read last. */
let number = 0;

/** Reads `&#38;` or `&#x26;`. Returns the index of its end, or `at` if there is none. */
function readNumber(bytes: Uint8Array, at: number, to: number): number {
  const isHex = ((bytes[at + 2] as number) | 0x20) === 0x78;
  const start = isHex ? at + 3 : at + 2;
  let end = start;
  number = 0;
  for (const limit = Math.min(to, at + MAX_ESCAPE); end < limit; end++) {
    const digit = hexDigit(bytes, end, to);
    if (digit === -1 || (!isHex && digit > 9)) break;
    number = number * (isHex ? 16 : 10) + digit;
  }
  if (end === start) return at;
  return end < to && bytes[end] === 0x3b ? end + 1 : end;
}

let entityOf: typeof import("./entities").entityOf | undefined;

function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}
