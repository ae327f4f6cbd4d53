import { Unescaped } from "./unescaped-bytes";

/** Buffers for one level of encodings in encodings. */
export class Rooms {
  readonly unescaped = new Unescaped();
  #letters = new Uint8Array(1024);
  #decoded = new Uint8Array(1024);

  letters(length: number): Uint8Array {
    if (this.#letters.length < length) this.#letters = new Uint8Array(length * 2);
    return this.#letters;
  }

  decoded(length: number): Uint8Array {
    if (this.#decoded.length < length) this.#decoded = new Uint8Array(length * 2);
    return this.#decoded;
  }
}
