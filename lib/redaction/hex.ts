import { HEX_DIGITS } from "./decoded";
import { mappedLayer } from "./layers";
import { lettersOf, type Run } from "./runs";
import type { Layer } from "./walker";

/** The length of six bytes in hex. */
const MIN_HEX = 12;

/** The sequence of hex digits that `findHex` found. It is one object for all, because many texts are full of them. */
const sequence = { start: 0, end: 0 };

/** Finds the first sequence of hex digits that is long enough for a value. It has one of the digits looked at. */
function findHex(letters: Uint8Array, from: number, to: number): boolean {
  for (let probe = from + MIN_HEX - 1; probe < to; probe += MIN_HEX) {
    if (HEX_DIGITS[letters[probe] as number] === -1) continue;
    let start = probe;
    while (start > from && HEX_DIGITS[letters[start - 1] as number] !== -1) start--;
    let end = probe + 1;
    while (end < to && HEX_DIGITS[letters[end] as number] !== -1) end++;
    if (end - start >= MIN_HEX) {
      sequence.start = start;
      sequence.end = end;
      return true;
    }
    probe = end - 1;
  }
  return false;
}

/** Decodes hex into `out`. Returns the number of bytes. */
function decodeHex(letters: Uint8Array, from: number, to: number, out: Uint8Array): number {
  let length = 0;
  for (let at = from; at + 1 < to; at += 2)
    out[length++] = (HEX_DIGITS[letters[at] as number] as number) * 16 + (HEX_DIGITS[letters[at + 1] as number] as number);
  return length;
}

/** Does a run contain enough hex digits in a row for a value? */
export const hasHex = findHex;

/** Calls `onBytes` with the bytes of each sequence of hex digits, decoded from the first and from the second digit, until it returns true. */
export function someHex(
  letters: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  onBytes: (length: number) => boolean,
): boolean {
  for (let at = from; findHex(letters, at, to); ) {
    const { start, end } = sequence; // `onBytes` may find others
    if (onBytes(decodeHex(letters, start, end, out)) || onBytes(decodeHex(letters, start + 1, end, out))) return true;
    at = end;
  }
  return false;
}

/** The same as layers. If more of the run may follow, the digits at its end count, however few they are. */
export function hexLayers(layer: Layer, run: Run): Layer[] {
  const { places } = run;
  const letters = places === undefined ? layer.bytes : lettersOf(layer.bytes, places, new Uint8Array(run.length));
  const from = places === undefined ? run.from : 0;
  const to = from + run.length;
  const layers: Layer[] = [];
  const add = (start: number, end: number) => {
    for (const first of [start, start + 1]) layers.push(hexLayer(layer, letters, first, end, places, run.isOpen && end === to));
  };
  let at = from;
  for (; findHex(letters, at, to); at = sequence.end) add(sequence.start, sequence.end);
  let start = to;
  while (start > at && HEX_DIGITS[letters[start - 1] as number] !== -1) start--;
  if (run.isOpen && start < to) add(start, to);
  return layers;
}

function hexLayer(
  parent: Layer,
  letters: Uint8Array,
  from: number,
  to: number,
  places: Int32Array | undefined,
  isOpen: boolean,
): Layer {
  const length = (to - from) >> 1;
  const bytes = new Uint8Array(length);
  decodeHex(letters, from, to, bytes);
  const placeOf = (letter: number) => (places === undefined ? letter : (places[letter] as number));
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    starts[at] = placeOf(from + at * 2);
    ends[at] = placeOf(from + at * 2 + 1) + 1;
  }
  return mappedLayer(parent, bytes, starts, ends, length, isOpen);
}
