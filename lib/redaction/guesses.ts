import { byteSet } from "./byte-set";
import { hexDigit } from "./decoded";
import { ALPHABET, KIND } from "./runs";

/** How many encodings may be nested. Escapes do not count. */
export const MAX_LEVEL = 4;
/** The length of six bytes in base64. */
export const MIN_RUN = 8;

/* Quick checks that tell whether bytes may contain an encoding. */

/** The index at which the run begins that ends at `to`. A run may have several lines. */
export function runStart(bytes: Uint8Array, from: number, to: number): number {
  let start = to;
  for (;;) {
    while (start > from && KIND[bytes[start - 1] as number] === ALPHABET) start--;
    let at = start;
    while (at > from && (bytes[at - 1] === 0x20 || bytes[at - 1] === 0x09)) at--;
    if (at === from || bytes[at - 1] !== 0x0a) return start;
    at -= bytes[at - 2] === 0x0d ? 2 : 1;
    if (at <= from || KIND[bytes[at - 1] as number] !== ALPHABET) return start;
    start = at;
  }
}

/** Do the bytes contain enough ASCII in a row for another encoding? */
export function hasText(bytes: Uint8Array, length: number): boolean {
  for (let at = MIN_RUN - 1; at < length; at += MIN_RUN) {
    if (IS_ASCII_TEXT[bytes[at] as number] === 0) continue;
    let from = at;
    while (from > 0 && IS_ASCII_TEXT[bytes[from - 1] as number] === 1) from--;
    let to = at + 1;
    while (to < length && to - from < MIN_RUN && IS_ASCII_TEXT[bytes[to] as number] === 1) to++;
    if (to - from >= MIN_RUN) return true;
  }
  return false;
}

const IS_ASCII_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);
const HYPHEN = 0x2d;
const PLUS = 0x2b;
/** The length of six bytes in hex with separators. */
const MIN_LIST = 16;
export const IN_RUN = 1;
const IN_LIST = 2;
/** Whether a byte may be inside a run, inside a list, or both. */
export const PROBE = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isInList = hexDigit(Uint8Array.of(byte), 0, 1) !== -1 || " +\t\r\n,:;-xX".includes(String.fromCharCode(byte));
  return (KIND[byte] === ALPHABET ? IN_RUN : 0) | (isInList ? IN_LIST : 0);
});

/** The index at which the text that begins at `from` ends. Text is printable ASCII, white space, and other characters in UTF-8. */
export function textEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; ) {
    const byte = bytes[at] as number;
    const size = byte < 0x80 ? (byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 ? 1 : 0) : sizeInUtf8(byte);
    if (size === 0) return at;
    for (let next = at + 1; next < Math.min(to, at + size); next++) if (((bytes[next] as number) & 0xc0) !== 0x80) return at;
    at += size;
  }
  return to;
}

function sizeInUtf8(lead: number): number {
  return lead >= 0xf0 ? (lead < 0xf5 ? 4 : 0) : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
}

/** Long enough for a comma and a line break with indentation. */
const MAX_SEPARATOR = 40;

/**
 * Can this run be the first item of a list of bytes? An item is two hex digits, `0x` and two hex digits, or a number. A separator
 * and another item must follow, unless the text ends at `limit`.
 */
export function isListItem(bytes: Uint8Array, from: number, to: number, limit: number): boolean {
  const length = to - from;
  if (length === 0) return false;
  if (to === limit && length <= 4) return true;
  if (length > 4) return isSeparator(bytes, from + 2) && isSeparator(bytes, from + 5);
  const isHex = length === 2 || (length === 4 && bytes[from] === 0x30 && ((bytes[from + 1] as number) | 0x20) === 0x78);
  for (let at = isHex ? to - 2 : from; at < to; at++) {
    const digit = hexDigit(bytes, at, to);
    if (digit === -1 || (digit > 9 && !isHex)) return false;
  }
  let next = to;
  while (next < to + MAX_SEPARATOR && next < limit && SEPARATOR[bytes[next] as number] === 1) next++;
  if (next > to && bytes[next] === HYPHEN) next++; // a sign
  return next === limit || (next > to && hexDigit(bytes, next, limit) !== -1);
}

/** Is it a separator that is also a letter of base64? */
export function isSeparator(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === HYPHEN || bytes[at] === PLUS;
}

/** Where the next list may begin, if none begins at `from`: after a separator in the run that ends at `to`, or after the run. */
export function nextItem(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isSeparator(bytes, at)) at++;
  return at + 1;
}

const SEPARATOR = byteSet(" +,:;\n\r\t");

/** Calls `onList` with each part that may be a list of bytes. A list that is long enough has one of the bytes looked at. */
export function forEachList(bytes: Uint8Array, from: number, to: number, onList: (from: number, to: number) => void): void {
  for (let probe = from + MIN_LIST - 1; probe < to; probe += MIN_LIST - 1) {
    if (((PROBE[bytes[probe] as number] as number) & IN_LIST) === 0) continue;
    const start = listStart(bytes, probe, from);
    const end = listEnd(bytes, probe, to);
    if (end - start >= MIN_LIST) onList(start, end);
    probe = end;
  }
}

export function listEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = from;
  while (end < to && ((PROBE[bytes[end] as number] as number) & IN_LIST) !== 0) end++;
  return end;
}

export function listStart(bytes: Uint8Array, to: number, from: number): number {
  let start = to;
  while (start > from && ((PROBE[bytes[start - 1] as number] as number) & IN_LIST) !== 0) start--;
  return start;
}
