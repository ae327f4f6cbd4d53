import type { Layer } from "./walker";

/** Tells which bytes belong to a run of base64, base64url, or hex, and which may begin an escape. */
export const KIND = new Uint8Array(256);
export const OTHER = 0;
export const ALPHABET = 1;
export const ESCAPE = 2;
export const VALUES = new Uint8Array(256);
/** The letters of base64, in the order of their values. */
export const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (const [value, letter] of [...BASE64].entries()) {
  KIND[letter.charCodeAt(0)] = ALPHABET;
  VALUES[letter.charCodeAt(0)] = value;
}
for (const [letter, value] of [
  ["-", 62],
  ["_", 63],
] as const) {
  KIND[letter.charCodeAt(0)] = ALPHABET;
  VALUES[letter.charCodeAt(0)] = value;
}
/** What an escape may begin with. */
export const ESCAPE_LETTERS = "\\%&=";
for (const letter of ESCAPE_LETTERS) KIND[letter.charCodeAt(0)] = ESCAPE;

/** A run of letters of an encoding. If it has several lines, `places` has the index of each letter. */
export interface Run {
  readonly from: number;
  /** The index in the layer at which it ends. */
  readonly to: number;
  readonly length: number;
  readonly places: Int32Array | undefined;
  /** Does the text end with the run? If so, more letters may follow. */
  readonly isOpen: boolean;
}

/** The least length of a line of an encoded text. A shorter line is the last one. */
export const MIN_LINE = 16;
const MAX_BLANKS = 64;

/** The run that begins at `from`, with the lines that continue it. */
export function readRun(layer: Layer, from: number, limit: number): Run {
  const { bytes } = layer;
  let to = runEnd(bytes, from, limit);
  let lineFrom = from;
  const lines: [number, number][] = [[from, to]];
  for (let next = continuedAt(bytes, from, to, limit); next !== -1; next = continuedAt(bytes, lineFrom, to, limit)) {
    lineFrom = next;
    to = runEnd(bytes, next, limit);
    lines.push([lineFrom, to]);
  }
  const isOpen = to === limit || (to - lineFrom >= MIN_LINE && nextLine(bytes, to, limit) === limit);
  const length = lines.reduce((sum, [start, end]) => sum + end - start, 0);
  if (lines.length === 1)
    return { from, to, length, places: undefined, isOpen: isOpen && layer.isOpen && limit === layer.length };
  const places = new Int32Array(length);
  let count = 0;
  for (const [start, end] of lines) for (let at = start; at < end; at++) places[count++] = at;
  return { from, to, length, places, isOpen: isOpen && layer.isOpen && limit === layer.length };
}

/** Where the line begins that continues the run whose last line so far is between `from` and `to`; -1 if there is none. */
export function continuedAt(bytes: Uint8Array, from: number, to: number, limit: number): number {
  if (to - from < MIN_LINE) return -1;
  const next = nextLine(bytes, to, limit);
  return next === to || next === limit || KIND[bytes[next] as number] !== ALPHABET ? -1 : next;
}

export function runEnd(bytes: Uint8Array, from: number, limit: number): number {
  let to = from;
  while (to < limit && KIND[bytes[to] as number] === ALPHABET) to++;
  return to;
}

/** The index at which the run that begins at `from` ends, with all lines that may belong to it, even short ones. */
export function linesEnd(bytes: Uint8Array, from: number, limit: number): number {
  let to = from;
  for (const most = Math.min(limit, from + MAX_BLANKS); to < most && (bytes[to] === 0x20 || bytes[to] === 0x09); ) to++;
  for (;;) {
    to = runEnd(bytes, to, limit);
    const next = nextLine(bytes, to, limit);
    if (next === to || next === limit || KIND[bytes[next] as number] !== ALPHABET) return to;
    to = next;
  }
}

/** The index after a line break and the indentation of the next line, or `at` if there is no line break. */
function nextLine(bytes: Uint8Array, at: number, limit: number): number {
  let next = at;
  if (bytes[next] === 0x0d && next < limit) next++;
  if (next === limit) return next === at ? at : limit;
  if (bytes[next] !== 0x0a) return at;
  next++;
  for (const most = Math.min(limit, next + MAX_BLANKS); next < most && (bytes[next] === 0x20 || bytes[next] === 0x09); ) next++;
  return next;
}

/** Decodes base64 into `out`. Returns the number of bytes. */
export function decodeBase64(bytes: Uint8Array, from: number, to: number, out: Uint8Array): number {
  let count = 0;
  let at = from;
  for (; at + 3 < to; at += 4) {
    const b = VALUES[bytes[at + 1] as number] as number;
    const c = VALUES[bytes[at + 2] as number] as number;
    out[count] = ((VALUES[bytes[at] as number] as number) << 2) | (b >> 4);
    out[count + 1] = (b << 4) | (c >> 2);
    out[count + 2] = (c << 6) | (VALUES[bytes[at + 3] as number] as number);
    count += 3;
  }
  if (at + 1 < to)
    out[count++] = ((VALUES[bytes[at] as number] as number) << 2) | ((VALUES[bytes[at + 1] as number] as number) >> 4);
  if (at + 2 < to)
    out[count++] = ((VALUES[bytes[at + 1] as number] as number) << 4) | ((VALUES[bytes[at + 2] as number] as number) >> 2);
  return count;
}

/** Decodes base64 from the letter at index `shift` of a run. */
export function decodeRun(layer: Layer, { from, length, places }: Run, shift: number, out: Uint8Array): number {
  const { bytes } = layer;
  if (places === undefined) return decodeBase64(bytes, from + shift, from + length, out);
  return decodeBase64(lettersOf(bytes, places, new Uint8Array(length)), shift, length, out);
}

/** Copies the letters at these indexes into `out`. */
export function lettersOf(bytes: Uint8Array, places: Int32Array, out: Uint8Array): Uint8Array {
  for (let at = 0; at < places.length; at++) out[at] = bytes[places[at] as number] as number;
  return out;
}

/** The bytes of `decodeRun` as a layer. A letter that gives only some bits of a byte belongs to that byte. */
export function base64Layer(
  parent: Layer,
  { from, places, isOpen }: Run,
  shift: number,
  bytes: Uint8Array,
  length: number,
): Layer {
  const placeOf = (letter: number) => (places === undefined ? from + letter : (places[letter] as number));
  const letterOf = (at: number) => shift + 4 * Math.floor(at / 3) + (at % 3);
  return {
    bytes,
    length,
    start: (at) => parent.start(placeOf(letterOf(at))),
    end: (at) => parent.end(placeOf(letterOf(at) + 1)),
    isOpen,
  };
}
