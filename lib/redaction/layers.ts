import { MAX_ESCAPE } from "./decoded";
import { readEscape, readQuotedPrintable } from "./escapes";
import { latin1 } from "./latin1";
import { ESCAPE, KIND } from "./runs";
import { type Edits, MAX_PASSES, NOTHING, undoOnce } from "./unescaped-bytes";
import type { Layer } from "./walker";

/** The text itself, or its beginning. */
export function rawLayer(bytes: Uint8Array, isOpen: boolean, length = bytes.length): Layer {
  return { bytes, length, start: startOf, end: endOf, isOpen };
}

function startOf(at: number): number {
  return at;
}

function endOf(at: number): number {
  return at + 1;
}

/** Bytes that were decoded from another layer: byte `at` from `starts[at]` to `ends[at]` of it. */
export interface MappedLayer extends Layer {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where the part of the other layer ends that was decoded: before an escape that the end of the text may have cut. */
  readonly to: number;
}

export function mappedLayer(
  parent: Layer,
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  length: number,
  isOpen: boolean,
  to = length === 0 ? 0 : (ends[length - 1] as number),
): MappedLayer {
  return {
    bytes,
    starts,
    ends,
    to,
    length,
    start: (at) => parent.start(starts[at] as number),
    end: (at) => parent.end((ends[at] as number) - 1),
    isOpen,
  };
}

/**
 * A part of a layer with all escapes undone, also those that appear only when others are undone. Those of quoted-printable are
 * undone once: after that, only if another escape gave a part of one.
 */
export function unescaped(parent: Layer, from: number, to: number, withQuotedPrintable: boolean, isOpen: boolean): MappedLayer {
  const size = to - from;
  const text: Mapped = {
    bytes: parent.bytes.subarray(from, to),
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    length: size,
  };
  for (let at = 0; at < size; at++) {
    text.starts[at] = from + at;
    text.ends[at] = from + at + 1;
  }
  let given = NONE_GIVEN;
  let end = to;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const cut = isOpen ? cutEscape(text.bytes, 0, text.length) : text.length;
    if (cut < text.length) end = text.starts[cut] as number;
    text.length = cut;
    // Quoted-printable comes first because it may break a line within any other escape.
    if (withQuotedPrintable) undo(text, readQuotedPrintable, given, pass > 0);
    given = new Uint8Array(text.length);
    if (!undo(text, readEscape, given, false)) break;
  }
  const made = mappedLayer(parent, text.bytes, text.starts, text.ends, text.length, isOpen, end);
  return { ...made, around: { layer: parent, from, to: end } };
}

interface Mapped {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  length: number;
}

const NONE_GIVEN = new Uint8Array(0);

/** Returns false if there is nothing to undo. */
function undo(text: Mapped, read: typeof readEscape, given: Uint8Array, onlyGiven: boolean): boolean {
  const out = new Uint8Array(text.length);
  const edits: Edits = [];
  const length = undoOnce(text.bytes, 0, text.length, read, out, given, onlyGiven, edits);
  if (length === NOTHING) return false;
  text.starts = placesAfter(edits, text.starts, length, 0);
  text.ends = placesAfter(edits, text.ends, length, 1);
  text.bytes = out;
  text.length = length;
  return true;
}

/** The places of the bytes after these edits. A byte that an escape gave is at the first byte of the escape, or `last` is 1 and it ends with the last one. */
function placesAfter(edits: Edits, places: Int32Array, length: number, last: 0 | 1): Int32Array {
  const made = new Int32Array(length);
  let count = 0;
  let read = 0;
  for (let index = 0; index < edits.length; index += 3) {
    const at = edits[index] as number;
    const size = edits[index + 1] as number;
    made.set(places.subarray(read, at), count);
    count += at - read;
    read = at + size;
    made.fill(places[last === 1 ? read - 1 : at] as number, count, count + (edits[index + 2] as number));
    count += edits[index + 2] as number;
  }
  made.set(places.subarray(read, read + length - count), count);
  return made;
}

/** The index of the escape that the end of the text may cut, with the escapes around it, or the end if there is none. */
export function cutEscape(bytes: Uint8Array, from: number, to: number): number {
  for (let at = Math.max(from, to - GLUE); at < to; at++) {
    if ((at >= to - MAX_ESCAPE && KIND[bytes[at] as number] === ESCAPE) || isGlue(bytes, at, to)) {
      const before = latin1(bytes, Math.max(from, at - MAX_BEFORE), at);
      const broken = bytes[at] === EQUALS ? (BROKEN.exec(before)?.[0].length ?? 0) : 0;
      return at - broken - (BEFORE.exec(before.slice(0, before.length - broken))?.[0].length ?? 0);
    }
  }
  return to;
}

/**
 * Text that may belong to the escape after it: a backslash in any form, a high surrogate, the beginning of another escape. A repeated
 * group must match a text in one way only; otherwise, the time is exponential.
 */
const BEFORE =
  /(?:\\(?:u(?:005c|d[89ab][\da-f]{2})|x5c)?|%(?:25)*5c|%ud[89ab][\da-f]{2}|&(?:amp;)*(?:#92|#x5c|bsol|#5[56]\d{3}|#xd[89ab][\da-f]{2});|[=%&])+$/i;
const MAX_BEFORE = 512;
/** An escape that quoted-printable breaks into two lines. */
const BROKEN = /[\\%&][#\w{]{0,12}$/;
const EQUALS = 0x3d;

/** The greatest length of the text between the pieces of a string that is printed in lines. */
const GLUE = 96;
const CUT_COLOUR = String.raw`(?:\x1b(?:\[[\d;]*m?)?)?`;
const CUT_GLUE = new RegExp(String.raw`^\\n(?:['"\`]${CUT_COLOUR}(?: \+?)?\r?(?:\n[ \t]*${CUT_COLOUR})?)?$`);

/** Is the rest of the text the beginning of the text between two pieces? */
function isGlue(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== 0x5c || bytes[from + 1] !== 0x6e) return false;
  return CUT_GLUE.test(latin1(bytes, from, to));
}
