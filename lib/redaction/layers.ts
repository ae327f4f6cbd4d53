import { decoded, MAX_ESCAPE } from "./decoded";
import { readEscape, readQuotedPrintable } from "./escapes";
import type { Layer } from "./walker";

/** The text itself. */
export function rawLayer(bytes: Uint8Array, isOpen: boolean): Layer {
  return { bytes, length: bytes.length, start: (at) => at, end: (at) => at + 1, isOpen };
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

/** Escapes may stand in each other so often. */
export const MAX_PASSES = 8;

/** A part of a layer with all escapes undone, also those that appear only when others are undone. */
export function unescaped(parent: Layer, from: number, to: number, withQuotedPrintable: boolean, isOpen: boolean): MappedLayer {
  const size = to - from;
  let bytes: Uint8Array = parent.bytes.subarray(from, to);
  let starts = new Int32Array(size);
  let ends = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    starts[at] = from + at;
    ends[at] = from + at + 1;
  }
  let length = size;
  let isChanged = true;
  let end = to;
  for (let pass = 0; isChanged && pass < MAX_PASSES; pass++) {
    const cut = isOpen ? cutEscape(bytes, 0, length) : length;
    if (cut < length) end = starts[cut] as number;
    length = cut;
    // Quoted-printable comes first because it may break a line within any other escape.
    if (withQuotedPrintable) ({ bytes, starts, ends, length } = undoneOnce(bytes, starts, ends, length, readQuotedPrintable));
    ({ bytes, starts, ends, length, isChanged } = undoneOnce(bytes, starts, ends, length, readEscape));
  }
  return mappedLayer(parent, bytes, starts, ends, length, isOpen, end);
}

function undoneOnce(
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  length: number,
  read: typeof readEscape,
): { bytes: Uint8Array; starts: Int32Array<ArrayBuffer>; ends: Int32Array<ArrayBuffer>; length: number; isChanged: boolean } {
  const made = new Uint8Array(length);
  const madeStarts = new Int32Array(length);
  const madeEnds = new Int32Array(length);
  let count = 0;
  let isChanged = false;
  for (let at = 0; at < length; ) {
    const size = IS_ESCAPE[bytes[at] as number] === 1 ? read(bytes, at, length) : 0;
    if (size === 0) {
      made[count] = bytes[at] as number;
      madeStarts[count] = starts[at] as number;
      madeEnds[count++] = ends[at] as number;
      at++;
      continue;
    }
    isChanged = true;
    for (let part = 0; part < decoded.length; part++) {
      made[count] = decoded.bytes[part] as number;
      madeStarts[count] = starts[at] as number;
      madeEnds[count++] = ends[at + size - 1] as number;
    }
    at += size;
  }
  return { bytes: made, starts: madeStarts, ends: madeEnds, length: count, isChanged };
}

const IS_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => ("\\%&=".includes(String.fromCharCode(byte)) ? 1 : 0));

/** A value with all its escapes undone. */
export function canonical(bytes: Uint8Array, withQuotedPrintable: boolean): Uint8Array {
  const { bytes: undone, length } = unescaped(rawLayer(bytes, false), 0, bytes.length, withQuotedPrintable, false);
  return undone.subarray(0, length);
}

/** Where the escape begins that the end of the text may have cut, with all that it may be within; the end if there is none. */
export function cutEscape(bytes: Uint8Array, from: number, to: number): number {
  for (let at = Math.max(from, to - GLUE); at < to; at++) {
    if ((at >= to - MAX_ESCAPE && IS_ESCAPE[bytes[at] as number] === 1) || isGlue(bytes, at, to)) {
      const before = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
        "latin1",
        Math.max(from, at - MAX_BEFORE),
        at,
      );
      const broken = bytes[at] === EQUALS ? (BROKEN.exec(before)?.[0].length ?? 0) : 0;
      return at - broken - (BEFORE.exec(before.slice(0, before.length - broken))?.[0].length ?? 0);
    }
  }
  return to;
}

/** What may belong to an escape after it: a backslash in any form, the first half of a character, the beginning of another escape. */
const BEFORE =
  /(?:\\+(?:u(?:005c|d[89ab][\da-f]{2})|x5c)?|%(?:25)*5c|%ud[89ab][\da-f]{2}|&(?:amp;)*(?:#92|#x5c|bsol|#5[56]\d{3}|#xd[89ab][\da-f]{2});|[=%&])+$/i;
const MAX_BEFORE = 512;
/** An escape that quoted-printable breaks into two lines. */
const BROKEN = /[\\%&][#\w{]{0,12}$/;
const EQUALS = 0x3d;

/** The longest that may stand between the halves of a text that is printed in lines. */
const GLUE = 96;
const CUT_COLOUR = String.raw`(?:\x1b(?:\[[\d;]*m?)?)?`;
const CUT_GLUE = new RegExp(String.raw`^\\n(?:['"\`]${CUT_COLOUR}(?: \+?)?\r?(?:\n[ \t]*${CUT_COLOUR})?)?$`);

/** Is the rest of the text the beginning of what stands between the halves? */
function isGlue(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== 0x5c || bytes[from + 1] !== 0x6e) return false;
  return CUT_GLUE.test(String.fromCharCode(...bytes.subarray(from, to)));
}
