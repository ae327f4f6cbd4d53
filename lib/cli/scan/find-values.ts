import { TextDecoder } from "node:util";
import type { KeyPath } from "../../core/key-path";
import type { Matcher } from "../../redaction/matcher";

/** The number of bytes that are searched at a time. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

/** Bytes to search, in parts. */
export interface Document {
  /** The name in the report: a path relative to the working folder. */
  readonly where: string;
  /** Of its first line. @default 1 */
  readonly firstLine?: number;
  readonly parts: Iterable<Buffer>;
}

/** Called for each file that can't be read, with the reason. */
export type Unreadable = (where: string, reason: string) => void;

/** The place of a found value. */
export interface FoundValue {
  readonly where: string;
  /** From 1; 0 if the value is in the name of the file. */
  readonly line: number;
  /** From 1, in characters; 0 if the value is in the name of the file. */
  readonly column: number;
  /** The key whose value it is. */
  readonly path: KeyPath;
}

/** The number of searched bytes that are kept, because the text before a value decides whether it counts. */
const CONTEXT_BYTES = 1024;

/** Finds values in a document, each key once a line, also if a value is split over parts. The document may be of any encoding, or binary. */
export function* findValues({ where, firstLine = 1, parts }: Document, matcher: Matcher): Generator<FoundValue> {
  let held: Buffer = Buffer.alloc(0);
  /** The offset in `held` of the first byte that was not searched yet. */
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
      if (start < done || end <= reached) continue; // a part of a value that was found
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

/** A part may be longer than a JavaScript string can be. */
function* slicesOf(parts: Iterable<Buffer>): Generator<Buffer> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES);
  }
}

function decoderOf(start: Buffer): TextDecoder | undefined {
  const mark = start.toString("hex", 0, 2);
  return mark === "fffe" ? new TextDecoder("utf-16le") : mark === "feff" ? new TextDecoder("utf-16be") : undefined;
}
