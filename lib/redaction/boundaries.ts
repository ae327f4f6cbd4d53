import { byteSet } from "./byte-set";
import { readAnyEscape } from "./escapes";
import { ALPHABET, ESCAPE, KIND, MIN_LINE, runEnd } from "./runs";

/*
 * A boundary is a place in a text that no encoding goes across: no escape, no run of base64 or hex with all its lines, no list of
 * bytes. What stands before it and what stands after it can be decoded apart.
 */

/** Bytes that end runs and lists and are in no escape. */
const ENDS = byteSet("()[]<>|");
/** So far from an escape, nothing that is undone from it matters any more. */
const FAR = 64;
const NEAR = 16;
const LINE_FEED = 0x0a;

/** The first boundary at `from` or later; `to` if there is none. */
export function boundaryAfter(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (isBoundary(bytes, at, to)) return at;
  return to;
}

function isBoundary(bytes: Uint8Array, at: number, to: number): boolean {
  const before = bytes[at - 1] as number;
  if (before === LINE_FEED) return isEndOfLine(bytes, bytes[at - 2] === 0x0d ? at - 2 : at - 1) && !isContinued(bytes, at, to);
  if (ENDS[before] === 0) return false;
  for (let place = at - 1; place >= Math.max(0, at - FAR); place--)
    if (KIND[bytes[place] as number] === ESCAPE && readAnyEscape(bytes, place, to) > 0) return false;
  return true;
}

/** Is what stands before a line break no part of an escape that swallows the line break? */
function isEndOfLine(bytes: Uint8Array, end: number): boolean {
  if (end < NEAR || IS_OPEN[bytes[end - 1] as number] === 1) return false;
  for (let at = end - 1; at >= end - NEAR; at--) {
    const byte = bytes[at] as number;
    if (byte === ESC) return false;
    if (byte === EQUALS || byte === PERCENT) return !ENDS_AFTER.includes(end - at);
    if (KIND[byte] === ESCAPE) return false;
    if (IS_BODY[byte] === 0) return true;
  }
  return true;
}

const ESC = 0x1b;
const EQUALS = 0x3d;
const PERCENT = 0x25;
/** The lengths of `=`, `%5C`, and `%u005c`. */
const ENDS_AFTER = [1, 3, 6];
/** White space, and what stands between the pieces of a text that is printed in lines. */
const IS_OPEN = byteSet(" \t\n\r'\"`+");
/** What an escape consists of after its first byte. */
const IS_BODY = Uint8Array.from({ length: 256 }, (_, byte) => (/[\w#{};[]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** Does a run or a list in the line before `at` perhaps continue in this one? */
function isContinued(bytes: Uint8Array, at: number, to: number): boolean {
  let next = at;
  while (next < to && (bytes[next] === 0x20 || bytes[next] === 0x09)) next++;
  if (next === to || KIND[bytes[next] as number] !== ALPHABET) return next === to;
  let end = at - 1;
  while (end > 0 && IS_SEPARATOR[bytes[end - 1] as number] === 1) end--;
  let start = end;
  while (start > 0 && end - start < MIN_LINE && KIND[bytes[start - 1] as number] === ALPHABET) start--;
  if (end - start >= MIN_LINE) return true;
  return end - start <= MAX_ITEM && runEnd(bytes, next, Math.min(to, next + MAX_ITEM + 1)) - next <= MAX_ITEM;
}

/** `0x0f` and a separator that is a letter of base64 too */
const MAX_ITEM = 5;
const IS_SEPARATOR = byteSet(" \t\r\n,:;");
