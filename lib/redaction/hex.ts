import { hexDigit } from "./decoded";
import { mappedLayer } from "./layers";
import type { Run } from "./runs";
import type { Layer } from "./walker";

/** The length of six bytes in hex. */
const MIN_HEX = 12;

/** Does a run contain enough hex digits in a row for a value? */
export function hasHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from + MIN_HEX - 1; at < to; at += MIN_HEX) {
    if (hexDigit(bytes, at, to) === -1) continue;
    let start = at;
    while (start > from && hexDigit(bytes, start - 1, to) !== -1) start--;
    let end = at + 1;
    while (end - start < MIN_HEX && hexDigit(bytes, end, to) !== -1) end++;
    if (end - start >= MIN_HEX) return true;
  }
  return false;
}

/** All sequences of hex digits of a run that may contain a value, decoded from the first digit and from the second. */
export function* hexLayers(layer: Layer, run: Run): Generator<Layer> {
  const { bytes } = layer;
  const placeOf = (letter: number) => (run.places === undefined ? run.from + letter : (run.places[letter] as number));
  const isHex = (letter: number) => letter >= 0 && letter < run.length && hexDigit(bytes, placeOf(letter), layer.length) !== -1;
  const stride = run.isOpen ? 1 : MIN_HEX;
  for (let probe = stride - 1; probe < run.length; probe += stride) {
    if (!isHex(probe)) continue;
    let start = probe;
    let end = probe + 1;
    while (isHex(start - 1)) start--;
    while (isHex(end)) end++;
    const isOpen = run.isOpen && end === run.length;
    if (end - start >= MIN_HEX || isOpen) {
      for (const from of [start, start + 1]) yield hexLayer(layer, placeOf, from, end, isOpen);
    }
    probe = Math.max(probe, end - (end % stride));
  }
}

function hexLayer(parent: Layer, placeOf: (letter: number) => number, from: number, to: number, isOpen: boolean): Layer {
  const length = Math.floor((to - from) / 2);
  const bytes = new Uint8Array(length);
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const high = placeOf(from + at * 2);
    const low = placeOf(from + at * 2 + 1);
    bytes[at] = hexDigit(parent.bytes, high, parent.length) * 16 + hexDigit(parent.bytes, low, parent.length);
    starts[at] = high;
    ends[at] = low + 1;
  }
  return mappedLayer(parent, bytes, starts, ends, length, isOpen);
}

/** Calls `onBytes` with the bytes of each sequence of hex digits, decoded from the first and from the second digit, until it returns true. */
export function someHex(
  letters: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  onBytes: (length: number) => boolean,
): boolean {
  for (let probe = from + MIN_HEX - 1; probe < to; probe += MIN_HEX) {
    if (hexDigit(letters, probe, to) === -1) continue;
    let start = probe;
    while (start > from && hexDigit(letters, start - 1, to) !== -1) start--;
    let end = probe + 1;
    while (hexDigit(letters, end, to) !== -1) end++;
    for (let first = start; end - start >= MIN_HEX && first <= start + 1; first++) {
      let length = 0;
      for (let at = first; at + 1 < end; at += 2) out[length++] = hexDigit(letters, at, to) * 16 + hexDigit(letters, at + 1, to);
      if (onBytes(length)) return true;
    }
    probe = Math.max(probe, end - 1);
  }
  return false;
}
