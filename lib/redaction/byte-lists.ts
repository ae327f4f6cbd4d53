import { byteSet } from "./byte-set";
import { hexDigit } from "./decoded";
import { isListItem, isSeparator, nextItem } from "./guesses";
import { mappedLayer } from "./layers";
import { runEnd } from "./runs";
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
 * The lists of bytes between `from` and `to`: hex with separators (`de:ad`, `de ad`, `0xde, 0xad`) or numbers (`222, 173`, in Java
 * `-34, -83`). Both are read from everywhere, because one may begin within the other: `1 63 61 6e`.
 * Lists that are too short for a value are left out.
 */
export function* byteLists(layer: Layer, from: number, to: number): Generator<ByteList> {
  const { bytes } = layer;
  for (const read of [hexItem, numberItem]) {
    for (let at = from; at < to; ) {
      if (isSeparator(bytes, at)) {
        at++;
        continue;
      }
      const end = runEnd(bytes, at, to);
      const isList = hasEnough(layer, at, to, read) && isListItem(bytes, at, end, layer.length);
      const list = isList ? readList(layer, at, to, read) : undefined;
      if (list !== undefined) yield list;
      at = Math.max(nextItem(bytes, at, end), list?.to ?? 0);
    }
  }
}

/** Are there enough short items in a row for a value? The last one may go on with something else. This is quick, and says yes too often. */
export function mayHaveList(bytes: Uint8Array, from: number, to: number): boolean {
  let count = 0;
  let start = from;
  for (let at = from; at < to; at++) {
    if (IS_SEPARATOR[bytes[at] as number] === 0) {
      if (count === MIN_LENGTH - 1) return true;
      continue;
    }
    if (at > start) count = at - start < MAX_ITEM ? count + 1 : 0;
    start = at + 1;
  }
  return false;
}

/** Reads the item at `at` into `item`, if there is one. */
type Read = (bytes: Uint8Array, at: number, limit: number) => boolean;

/** The item that was read last. It is one object for all items, because long lists have many. */
const item = { byte: 0, from: 0, to: 0 };

function give(byte: number, from: number, to: number): true {
  item.byte = byte;
  item.from = from;
  item.to = to;
  return true;
}

/** Are there enough items for a value, or may more follow? */
function hasEnough({ bytes, length, isOpen }: Layer, from: number, limit: number, read: Read): boolean {
  let at = from;
  for (let count = 0; count < MIN_LENGTH; count++) {
    if (isOpen && limit === length && limit - at < MAX_ITEM) return true;
    if (!read(bytes, at, limit)) return false;
    at = separatorEnd(bytes, item.to, limit);
    if (at === item.to && at < limit) return count + 1 === MIN_LENGTH;
  }
  return true;
}

function readList(layer: Layer, from: number, limit: number, read: Read): ByteList | undefined {
  const { bytes } = layer;
  const items: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = from;
  while (read(bytes, at, limit)) {
    items.push(item.byte);
    starts.push(item.from);
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
function hexItem(bytes: Uint8Array, at: number, limit: number): boolean {
  const hasPrefix = bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === 0x78;
  const from = hasPrefix ? at + 2 : at;
  const high = hexDigit(bytes, from, limit);
  const low = hexDigit(bytes, from + 1, limit);
  if (high === -1) return false;
  if (low === -1) return hasPrefix && from + 1 < limit && give(high, at, from + 1);
  return hexDigit(bytes, from + 2, limit) === -1 && give(high * 16 + low, at, from + 2);
}

function numberItem(bytes: Uint8Array, at: number, limit: number): boolean {
  let byte = 0;
  let to = at;
  for (; to < limit && to < at + 4; to++) {
    const digit = (bytes[to] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    byte = byte * 10 + digit;
  }
  if (to === at || byte > 255) return false;
  return isNegative(bytes, at) && byte <= 128 ? give(256 - byte, at - 1, to) : give(byte, at, to);
}

/** Is the hyphen before a number its sign? It separates two numbers if there is no other separator. */
function isNegative(bytes: Uint8Array, at: number): boolean {
  return bytes[at - 1] === HYPHEN && IS_BEFORE_SIGN[bytes[at - 2] as number] === 1;
}

const HYPHEN = 0x2d;
const IS_BEFORE_SIGN = byteSet(" \t\r\n,[({");

/** A comma, colon, semicolon, or hyphen, with white space. */
function separatorEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  for (const most = Math.min(limit, from + MAX_SEPARATOR); at < most && IS_SEPARATOR[bytes[at] as number] === 1; ) at++;
  return at;
}

const IS_SEPARATOR = byteSet(" +\t\r\n,:;-");
