import { decoded } from "./decoded";
import { readEscape, readQuotedPrintable } from "./escapes";
import { MAX_PASSES } from "./layers";
import { ESCAPE, KIND } from "./runs";

/** Bytes with all escapes undone: what `unescaped` gives, without the places. The buffers are used again and again. */
export class Unescaped {
  bytes = new Uint8Array(1024);
  length = 0;
  #other = new Uint8Array(1024);

  /** Undoes the escapes of a part of `bytes`. Returns false if it has none. */
  read(bytes: Uint8Array, from: number, to: number, withQuotedPrintable: boolean): boolean {
    const size = to - from;
    if (this.bytes.length < size) {
      this.bytes = new Uint8Array(size * 2);
      this.#other = new Uint8Array(size * 2);
    }
    this.#undo(bytes, from, to, withQuotedPrintable ? readQuotedPrintable : readEscape);
    let before = withQuotedPrintable ? -1 : size;
    for (let pass = 1; this.length !== before && pass < MAX_PASSES; pass++) {
      before = this.length;
      if (withQuotedPrintable && pass > 1) this.#undo(this.bytes, 0, this.length, readQuotedPrintable);
      before = this.length;
      this.#undo(this.bytes, 0, this.length, readEscape);
    }
    return this.length !== size;
  }

  hasQuotedPrintable(): boolean {
    for (let at = 0; at < this.length; at++)
      if (this.bytes[at] === EQUALS && readQuotedPrintable(this.bytes, at, this.length) > 0) return true;
    return false;
  }

  /** An escape is always longer than what it stands for, so the result has room. */
  #undo(bytes: Uint8Array, from: number, to: number, read: typeof readEscape): void {
    const made = this.#other;
    let count = 0;
    for (let at = from; at < to; ) {
      const byte = bytes[at] as number;
      const size = KIND[byte] === ESCAPE ? read(bytes, at, to) : 0;
      if (size === 0) {
        made[count++] = byte;
        at++;
        continue;
      }
      for (let part = 0; part < decoded.length; part++) made[count++] = decoded.bytes[part] as number;
      at += size;
    }
    this.#other = this.bytes;
    this.bytes = made;
    this.length = count;
  }
}

const EQUALS = 0x3d;
