import { decoded } from "./decoded";
import { readEscape, readQuotedPrintable } from "./escapes";
import { ESCAPE, KIND } from "./runs";

/** Escapes may stand in each other so often. */
export const MAX_PASSES = 8;

/** An escape gave this byte … */
const GIVEN = 1;
/** … or one that stands for nothing was before it. */
const JOINED = 2;

/** Notes, for each byte that is made, that an escape gave it. */
function markGiven(given: Uint8Array, at: number): void {
  given.fill(GIVEN, at, at + decoded.length);
  if (decoded.length === 0 && at < given.length) given[at] = JOINED;
}

/** Did another escape give a part of the escape at `at`? If not, it was there before, and has been undone if it had to be. */
function isGiven(given: Uint8Array, at: number, size: number): boolean {
  if (given[at] === GIVEN) return true;
  for (let place = at + 1; place < at + size; place++) if (given[place] !== 0) return true;
  return false;
}

/** The result of `undoOnce` if there is no escape. `out` is a copy then. */
export const NOTHING = -1;

/** Escapes that were undone: for each, its index in the text, its size, and the number of bytes it stands for. */
export type Edits = number[];

/**
 * Undoes the escapes in a part of `bytes`, and returns the number of bytes in `out`. `readEscape` notes in `given` which bytes an
 * escape gave. With `onlyGiven`, escapes count only if another escape gave a part of them. An escape is never shorter than what it
 * stands for, so `out` has room.
 */
export function undoOnce(
  bytes: Uint8Array,
  from: number,
  to: number,
  read: typeof readEscape,
  out: Uint8Array,
  given: Uint8Array,
  onlyGiven: boolean,
  edits?: Edits,
): number {
  const marks = read === readEscape;
  let isChanged = false;
  let count = 0;
  for (let at = from; at < to; ) {
    while (at < to && KIND[bytes[at] as number] !== ESCAPE) out[count++] = bytes[at++] as number;
    if (at === to) break;
    const size = read(bytes, at, to);
    if (size === 0 || (onlyGiven && !isGiven(given, at, size))) {
      out[count++] = bytes[at++] as number;
      continue;
    }
    isChanged = true;
    if (marks) markGiven(given, count);
    if (edits !== undefined) edits.push(at, size, decoded.length);
    for (let part = 0; part < decoded.length; part++) out[count++] = decoded.bytes[part] as number;
    at += size;
  }
  return isChanged ? count : NOTHING;
}

/** A text with all its escapes undone, except those of quoted-printable. */
export function canonical(bytes: Uint8Array): Uint8Array {
  const unescaped = new Unescaped();
  unescaped.read(bytes, 0, bytes.length, false);
  return unescaped.bytes.subarray(0, unescaped.length);
}

/** Bytes with all escapes undone: what `unescaped` gives, without the places. The buffers are used again and again. */
export class Unescaped {
  bytes = new Uint8Array(1024);
  length = 0;
  #other = new Uint8Array(1024);
  #given = new Uint8Array(1024);

  /** Undoes the escapes of a part of `bytes`. Returns false if it has none. */
  read(bytes: Uint8Array, from: number, to: number, withQuotedPrintable: boolean): boolean {
    const size = to - from;
    if (this.bytes.length < size) {
      this.bytes = new Uint8Array(size * 2);
      this.#other = new Uint8Array(size * 2);
      this.#given = new Uint8Array(size * 2);
    }
    const isQuoted = withQuotedPrintable && this.#undo(bytes, from, to, readQuotedPrintable);
    let isChanged = withQuotedPrintable
      ? this.#undo(this.bytes, 0, this.length, readEscape)
      : this.#undo(bytes, from, to, readEscape);
    const hasAny = isQuoted || isChanged;
    for (let pass = 1; isChanged && pass < MAX_PASSES; pass++) {
      if (withQuotedPrintable) this.#undo(this.bytes, 0, this.length, readQuotedPrintable, true);
      isChanged = this.#undo(this.bytes, 0, this.length, readEscape);
    }
    return hasAny;
  }

  hasQuotedPrintable(): boolean {
    for (let at = 0; at < this.length; at++)
      if (this.bytes[at] === EQUALS && readQuotedPrintable(this.bytes, at, this.length) > 0) return true;
    return false;
  }

  #undo(bytes: Uint8Array, from: number, to: number, read: typeof readEscape, onlyGiven = false): boolean {
    const made = this.#other;
    const given = this.#given;
    if (read === readEscape) given.fill(0, 0, to - from);
    const length = undoOnce(bytes, from, to, read, made, given, onlyGiven);
    this.#other = this.bytes;
    this.bytes = made;
    this.length = length === NOTHING ? to - from : length;
    return length !== NOTHING;
  }
}

const EQUALS = 0x3d;
