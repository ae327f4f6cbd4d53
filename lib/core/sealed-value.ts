import { OPEN, PEEK, type Sealed, type SealedKind } from "./sealed";

/* The class of encrypted values. It has a file of its own because every program loads `sealed.ts`, and few have encrypted values. */

/** A class, because an object literal would be taken for a section. Private fields, because nothing prints them. */
class SealedValue implements Sealed {
  readonly kind: SealedKind;
  readonly #open: () => unknown;
  #value: unknown;

  constructor(kind: SealedKind, open: () => unknown) {
    this.kind = kind;
    this.#open = open;
  }

  [OPEN](): unknown {
    this.#value ??= this.#open();
    return this.#value;
  }

  [PEEK](): unknown {
    return this.#value;
  }
}

/** An encrypted value. `open` decrypts it on the first read. If `open` throws, the next read calls it again. */
export function createSealed(kind: SealedKind, open: () => unknown): Sealed {
  return new SealedValue(kind, open);
}
