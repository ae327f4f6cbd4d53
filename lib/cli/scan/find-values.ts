import { TextDecoder } from "node:util";
import type { Matcher } from "../../redaction/matcher";
import { isPrivateKey, PRIVATE_KEY_LENGTH } from "./private-keys";

/** How much is looked through at a time. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

/** Bytes to look through, in parts. */
export interface Document {
  /** What people call it: a path, from where they are. */
  readonly where: string;
  /** Of its first line. @default 1 */
  readonly firstLine?: number;
  readonly parts: Iterable<Buffer>;
}

/** Told of what can't be looked into, and why. */
export type Unreadable = (where: string, reason: string) => void;

/** Where a value stands. */
export interface FoundValue {
  readonly where: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The key whose value it is. */
  readonly path: readonly (string | number)[];
}

/**
 * Finds values in a document, each key once a line, also where a value is split over parts. The matcher's needles are bytes: texts
 * in which each character is one (latin1), for a document may be of any encoding, or of none.
 */
export function* findValues({ where, firstLine = 1, parts }: Document, matcher: Matcher): Generator<FoundValue> {
  let held = "";
  /** How far into `held` line and column are counted. */
  let at = 0;
  let line = firstLine;
  let column = 1;
  const countTo = (to: number) => {
    for (let end = held.indexOf("\n", at); end !== -1 && end < to; end = held.indexOf("\n", at)) {
      line++;
      column = 1;
      at = end + 1;
    }
    column += Buffer.from(held.slice(at, to), "latin1").toString().length;
    at = to;
  };
  let lineTold = 0;
  const told = new Set<string>();
  for (const { text, isLast } of textsOf(parts)) {
    held += text;
    let until = isLast ? held.length : matcher.openEnd(held);
    for (const { start, needle } of matcher.matches(held)) {
      if (start >= until) break;
      const isCut = needle.isKeyStart === true && !isLast && held.length - start < PRIVATE_KEY_LENGTH;
      if (isCut) until = start; // the rest of it comes with the next part
      if (isCut || (needle.isKeyStart && !isPrivateKey(held.slice(start, start + PRIVATE_KEY_LENGTH)))) continue;
      countTo(start);
      if (line !== lineTold) told.clear();
      lineTold = line;
      const key = JSON.stringify(needle.path);
      if (!told.has(key)) yield { where, line, column, path: needle.path };
      told.add(key);
    }
    if (isLast) return;
    countTo(until);
    held = held.slice(until);
    at = 0;
  }
}

function* textsOf(parts: Iterable<Buffer>): Generator<{ text: string; isLast: boolean }> {
  let before: string | undefined;
  for (const text of bytesAsText(parts)) {
    if (before !== undefined) yield { text: before, isLast: false };
    before = text;
  }
  yield { text: before ?? "", isLast: true };
}

/** Each byte as a character; UTF-16, as some tools of Windows write it, as the bytes of UTF-8. */
function* bytesAsText(parts: Iterable<Buffer>): Generator<string> {
  let utf16: TextDecoder | undefined;
  let isFirst = true;
  for (const part of slicesOf(parts)) {
    if (isFirst) utf16 = decoderOf(part);
    isFirst = false;
    const bytes = utf16 === undefined ? part : Buffer.from(utf16.decode(part, { stream: true }));
    yield bytes.toString("latin1");
  }
}

/** A part may be longer than a text can be. */
function* slicesOf(parts: Iterable<Buffer>): Generator<Buffer> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES);
  }
}

function decoderOf(start: Buffer): TextDecoder | undefined {
  const mark = start.toString("hex", 0, 2);
  return mark === "fffe" ? new TextDecoder("utf-16le") : mark === "feff" ? new TextDecoder("utf-16be") : undefined;
}
