import { TextDecoder } from "node:util";
import type { KeyPath } from "../../core/key-path";
import type { Matcher } from "../../redaction/matcher";

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
  readonly path: KeyPath;
}

/** So much of what was searched is kept: what stands before a value decides if it counts. */
const CONTEXT_BYTES = 1024;

/** Finds values in a document, each key once a line, also if a value is split over parts. The document may be of any encoding, or binary. */
export function* findValues({ where, firstLine = 1, parts }: Document, matcher: Matcher): Generator<FoundValue> {
  let held: Buffer = Buffer.alloc(0);
  /** Where what was not searched yet begins in `held`. */
  let done = 0;
  let reached = 0;
  const position = new Position(firstLine);
  let reportedLine = 0;
  const reported = new Set<string>();
  for (const { bytes, isLast } of withLast(bytesOf(parts))) {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const { matches, open } = matcher.search(held, isLast);
    const until = isLast ? held.length : open;
    for (const { start, end, needle } of matches) {
      if (start >= until) break;
      if (start < done || end <= reached) continue; // a part of what was found
      reached = end;
      position.advance(held, start);
      if (position.line !== reportedLine) reported.clear();
      reportedLine = position.line;
      const key = JSON.stringify(needle.path);
      if (!reported.has(key)) yield { where, line: position.line, column: position.column, path: needle.path };
      reported.add(key);
    }
    if (isLast) return;
    position.advance(held, until);
    const from = Math.max(0, until - CONTEXT_BYTES);
    held = held.subarray(from);
    done = until - from;
    reached -= from;
    position.drop(from);
  }
}

/** Counts lines and columns up to a place in the bytes that are held. */
class Position {
  column = 1;
  #at = 0;

  constructor(public line: number) {}

  advance(bytes: Buffer, to: number): void {
    for (let end = bytes.indexOf(0x0a, this.#at); end !== -1 && end < to; end = bytes.indexOf(0x0a, this.#at)) {
      this.line++;
      this.column = 1;
      this.#at = end + 1;
    }
    if (to <= this.#at) return;
    this.column += bytes.toString("utf8", this.#at, to).length;
    this.#at = to;
  }

  drop(count: number): void {
    this.#at -= count;
  }
}

function* withLast(parts: Iterable<Buffer>): Generator<{ bytes: Buffer; isLast: boolean }> {
  let before: Buffer | undefined;
  for (const bytes of parts) {
    if (before !== undefined) yield { bytes: before, isLast: false };
    before = bytes;
  }
  yield { bytes: before ?? Buffer.alloc(0), isLast: true };
}

/** The bytes of a document; UTF-16, as some tools of Windows write it, as UTF-8. */
function* bytesOf(parts: Iterable<Buffer>): Generator<Buffer> {
  let utf16: TextDecoder | undefined;
  let isFirst = true;
  for (const part of slicesOf(parts)) {
    if (isFirst) utf16 = decoderOf(part);
    isFirst = false;
    yield utf16 === undefined ? part : Buffer.from(utf16.decode(part, { stream: true }));
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
