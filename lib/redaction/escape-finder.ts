import { byteSet } from "./byte-set";
import { ESCAPE_LETTERS } from "./runs";

const ESCAPES = [...ESCAPE_LETTERS].map((letter) => letter.charCodeAt(0));
const IS_ESCAPE = byteSet(ESCAPE_LETTERS);
/** So many bytes are looked at before Node's search, which is fast and slow to start, is asked. */
const NEAR = 24;

/** Finds the bytes that may begin an escape. */
export class EscapeFinder {
  /** For each such byte, where it is found next, as far as it is known. */
  readonly #next = ESCAPES.map(() => -1);
  readonly #buffer: Buffer;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly to: number,
  ) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, to);
  }

  /** The first at `from` or later; the end if there is none. */
  next(from: number): number {
    const near = Math.min(this.to, from + NEAR);
    for (let at = from; at < near; at++) if (IS_ESCAPE[this.bytes[at] as number] === 1) return at;
    let first = this.to;
    for (let index = 0; index < ESCAPES.length; index++) {
      let next = this.#next[index] as number;
      if (next < near) {
        const found = near >= this.to ? -1 : this.#buffer.indexOf(ESCAPES[index] as number, near);
        next = this.#next[index] = found === -1 ? this.to : found;
      }
      if (next < first) first = next;
    }
    return first;
  }
}
