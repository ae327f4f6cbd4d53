import { hexDigit } from "./decoded";
import { mappedLayer } from "./layers";
import { MIN_LENGTH } from "./telling";
import type { Layer } from "./walker";

/** A list of bytes as a layer, and the index at which it ends. */
export interface ByteList {
  readonly layer: Layer;
  readonly to: number;
  /** The index from which the list is not decided, if more text may follow. */
  readonly openFrom: number;
}

const MAX_SEPARATOR = 64;

/**
 * The lists of bytes that begin at `from`: hex with separators (`de:ad`, `de ad`, `0xde, 0xad`) or numbers (`222, 173`). Lists that
 * are too short for a value are left out.
 */
export function readByteLists(layer: Layer, from: number, limit: number): ByteList[] {
  return [hexItem, numberItem].flatMap((item) => readList(layer, from, limit, item) ?? []);
}

interface Item {
  readonly byte: number;
  readonly to: number;
}

function readList(
  layer: Layer,
  from: number,
  limit: number,
  read: (bytes: Uint8Array, at: number, limit: number) => Item | undefined,
): ByteList | undefined {
  const { bytes } = layer;
  const items: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = from;
  for (;;) {
    const item = read(bytes, at, limit);
    if (item === undefined) break;
    items.push(item.byte);
    starts.push(at);
    ends.push(item.to);
    const next = separatorEnd(bytes, item.to, limit);
    if (next === item.to) break;
    at = next;
  }
  const last = ends.at(-1) ?? from;
  const isOpen = layer.isOpen && limit === layer.length && (at >= limit || last >= limit || limit - at < MAX_ITEM);
  // One more digit may change the last number.
  if (isOpen && last >= limit) {
    items.pop();
    ends.pop();
  }
  if (items.length < MIN_LENGTH && !isOpen) return undefined;
  const made = mappedLayer(layer, Uint8Array.from(items), Int32Array.from(starts), Int32Array.from(ends), items.length, isOpen);
  const openFrom = items.length < MIN_LENGTH ? from : Math.min(starts[items.length] ?? at, at, limit - 1);
  return { layer: made, to: last, openFrom };
}

/** `0xff` */
const MAX_ITEM = 5;

/** Two digits. After `0x`, one is enough. */
function hexItem(bytes: Uint8Array, at: number, limit: number): Item | undefined {
  const hasPrefix = bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === 0x78;
  const from = hasPrefix ? at + 2 : at;
  const high = hexDigit(bytes, from, limit);
  const low = hexDigit(bytes, from + 1, limit);
  if (high === -1) return undefined;
  if (low === -1) return hasPrefix && from + 1 < limit ? { byte: high, to: from + 1 } : undefined;
  return hexDigit(bytes, from + 2, limit) === -1 ? { byte: high * 16 + low, to: from + 2 } : undefined;
}

function numberItem(bytes: Uint8Array, at: number, limit: number): Item | undefined {
  let byte = 0;
  let to = at;
  for (; to < limit && to < at + 4; to++) {
    const digit = (bytes[to] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    byte = byte * 10 + digit;
  }
  return to === at || byte > 255 ? undefined : { byte, to };
}

/** A comma, colon, semicolon, or hyphen, with white space. */
function separatorEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  for (const most = Math.min(limit, from + MAX_SEPARATOR); at < most && SEPARATORS.has(bytes[at] as number); ) at++;
  return at;
}

const SEPARATORS = new Set([..." +\t\r\n,:;-"].map((letter) => letter.charCodeAt(0)));
