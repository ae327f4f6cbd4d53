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
  /** Where in the other layer an escape begins that is not whole yet, because it is itself written with escapes. */
  readonly cutFrom?: number | undefined;
}

export function mappedLayer(
  parent: Layer,
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  length: number,
  isOpen: boolean,
): MappedLayer {
  return {
    bytes,
    starts,
    ends,
    length,
    start: (at) => parent.start(starts[at] as number),
    end: (at) => parent.end((ends[at] as number) - 1),
    isOpen,
  };
}

/** Escapes may stand in each other so often. */
const MAX_PASSES = 8;

/** A part of a layer with all escapes undone, also those that only show when others are undone. */
export function unescaped(parent: Layer, from: number, to: number, isQuotedPrintable: boolean, isOpen: boolean): MappedLayer {
  const size = to - from;
  let bytes: Uint8Array = parent.bytes.subarray(from, to);
  let starts = new Int32Array(size);
  let ends = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    starts[at] = from + at;
    ends[at] = from + at + 1;
  }
  let length = size;
  let cutFrom: number | undefined;
  let read = isQuotedPrintable ? readQuotedPrintable : readEscape;
  for (let pass = 0, isChanged = true; isChanged && pass < MAX_PASSES; pass++) {
    const cut = isOpen && pass > 0 ? cutEscape(bytes, 0, length) : length;
    if (cut < length) {
      cutFrom = starts[cut] as number;
      length = cut;
    }
    const once = undoneOnce(bytes, starts, ends, length, read);
    isChanged = once.isChanged || read === readQuotedPrintable;
    ({ bytes, starts, ends, length } = once);
    read = readEscape;
  }
  return { ...mappedLayer(parent, bytes, starts, ends, length, isOpen), cutFrom };
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

/** What a value looks like when all its escapes are undone. */
export function canonical(bytes: Uint8Array): Uint8Array {
  const { bytes: undone, length } = unescaped(rawLayer(bytes, false), 0, bytes.length, false, false);
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
      return at - (BEFORE.exec(before)?.[0].length ?? 0);
    }
  }
  return to;
}

/** Before an escape: a backslash in any form, which may be what escapes it, and the first half of a character. */
const BEFORE =
  /(?:\\+(?:u(?:005c|d[89ab][\da-f]{2})|x5c)?|%(?:25)*5c|%ud[89ab][\da-f]{2}|&(?:amp;)*(?:#92|#x5c|bsol|#5[56]\d{3}|#xd[89ab][\da-f]{2});)+$/i;
const MAX_BEFORE = 512;

/** The longest that may stand between the halves of a text that is printed in lines. */
const GLUE = 96;
const CUT_COLOUR = String.raw`(?:\x1b(?:\[[\d;]*m?)?)?`;
const CUT_GLUE = new RegExp(String.raw`^\\n(?:['"\`]${CUT_COLOUR}(?: \+?)?\r?(?:\n[ \t]*${CUT_COLOUR})?)?$`);

/** Is the rest of the text the beginning of what stands between the halves? */
function isGlue(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== 0x5c || bytes[from + 1] !== 0x6e) return false;
  return CUT_GLUE.test(String.fromCharCode(...bytes.subarray(from, to)));
}
