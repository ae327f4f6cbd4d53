import { decodeBase64, VALUES } from "./runs";

/*
 * Finds letters that contain at least eight bytes of printable ASCII in a row, if they are read as base64 from any of the first four
 * letters. Each byte of one number is a counter for one of these four alignments. PRINTABLE tells for each letter whether the byte
 * that begins in it may be printable. The check looks at one letter of each byte, so it finds too much but misses nothing.
 */
const PRINTABLE = Uint8Array.from(VALUES, (value) => {
  const first = value >> 5 === 0 && value >> 1 !== 0 ? 1 : 0;
  const second = (value & 8) === 0 ? 2 : 0;
  const third = (value & 2) === 0 ? 4 : 0;
  return first | second | third;
});
/** The least number of letters that contain eight bytes. */
const ENOUGH = 10;
const LANES = 4;
const ONES = 0x01010101;
const HIGH = 0x80808080 | 0;
const TO_HIGH = (0x80 - ENOUGH) * ONES;

/** For the place of a letter (modulo 4) and what it says: a byte for each beginning, 0xff if the byte there may be printable. */
const MASKS = Int32Array.from({ length: 32 }, (_, index) => {
  let mask = 0;
  for (let lane = 0; lane < LANES; lane++) {
    const pair = ((index >> 3) - lane) & 3;
    if (pair === 3 || (index & (1 << pair)) !== 0) mask |= 0xff << (lane * 8);
  }
  return mask;
});

/**
 * Calls `onText` with each part that may be text, decoded into `out`, until it returns true. A part is as long as no control
 * character is in it.
 */
export function someText(
  letters: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  onText: (length: number) => boolean,
): boolean {
  const done = [0, 0, 0, 0];
  let counters = 0;
  for (let at = from; at < to; at++) {
    const index = (((at - from) & 3) << 3) | (PRINTABLE[letters[at] as number] as number);
    counters = (counters + ONES) & (MASKS[index] as number);
    const found = (counters + TO_HIGH) & HIGH;
    if (found === 0) continue;
    for (let lane = 0; lane < LANES; lane++) {
      if ((found & (0x80 << (lane * 8))) === 0) continue;
      counters &= ~(0xff << (lane * 8));
      if (at < (done[lane] as number)) continue;
      const origin = from + lane;
      const start = textStart(letters, Math.max(origin, groupOf(at - ENOUGH + 1, origin)), origin);
      const end = textEnd(letters, groupOf(at, origin), to);
      done[lane] = end;
      if (onText(decodeBase64(letters, start, end, out))) return true;
    }
  }
  return false;
}

/** The index of the first of the four letters to which a letter belongs. */
function groupOf(at: number, origin: number): number {
  return origin + ((at - origin) & ~3);
}

/** Steps back by four letters until one of their three bytes is a control character. */
function textStart(letters: Uint8Array, group: number, from: number): number {
  let start = group;
  while (start - LANES >= from) {
    start -= LANES;
    if (hasControl(letters, start)) break;
  }
  return start;
}

function textEnd(letters: Uint8Array, group: number, to: number): number {
  let end = group;
  while (end < to) {
    end += LANES;
    if (end <= to && hasControl(letters, end - LANES)) break;
  }
  return Math.min(end, to);
}

function hasControl(letters: Uint8Array, at: number): boolean {
  const a = VALUES[letters[at] as number] as number;
  const b = VALUES[letters[at + 1] as number] as number;
  const c = VALUES[letters[at + 2] as number] as number;
  const d = VALUES[letters[at + 3] as number] as number;
  return isControl((a << 2) | (b >> 4)) || isControl(((b << 4) & 0xff) | (c >> 2)) || isControl(((c << 6) & 0xff) | d);
}

function isControl(byte: number): boolean {
  return byte < 0x20 ? byte !== 0x0a && byte !== 0x0d && byte !== 0x09 : byte === 0x7f;
}
