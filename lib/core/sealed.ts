/*
 * A value that is still encrypted. It stands in a table in the place of the value, knows the value's kind, and decrypts it when it
 * is opened. It is recognised by a registered symbol and not by its class, because each file of the build has its own copy of this module.
 */

/** What an encrypted value says about itself without the key. `list` is an array of mixed kinds, of arrays, or of nothing. */
export type SealedKind = ScalarKind | "int64" | "list" | `${ScalarKind}[]`;
type ScalarKind = "str" | "int" | "float" | "bool" | "date";

const OPEN = Symbol.for("toml-secrets sealed value");
const PEEK = Symbol.for("toml-secrets opened value");

/** An encrypted value of a table. */
export interface Sealed {
  readonly kind: SealedKind;
  /** Decrypts the value, once. @throws LockedError, DecryptError. */
  [OPEN](): unknown;
  /** The value if it has been decrypted; else `undefined`. */
  [PEEK](): unknown;
}

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

/** An encrypted value, which `open` decrypts when it is asked for. `open` runs until it succeeds once. */
export function createSealed(kind: SealedKind, open: () => unknown): Sealed {
  return new SealedValue(kind, open);
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && OPEN in value;
}

/** The value itself: decrypted if it is encrypted. @throws LockedError, DecryptError. */
export function opened(value: unknown): unknown {
  return isSealed(value) ? value[OPEN]() : value;
}

/** The value itself; `undefined` if it is encrypted and nobody has opened it yet. */
export function openedIfAny(value: unknown): unknown {
  return isSealed(value) ? value[PEEK]() : value;
}

const KEYS = Symbol.for("toml-secrets age keys");

/** Lets a root table name the age keys that were used for it, so that redaction can mask them too. */
export function rememberKeys(table: object, keys: () => readonly string[]): void {
  Object.defineProperty(table, KEYS, { value: keys, enumerable: true, configurable: true }); // enumerable, so that a merge copies it
}

/** The private age keys that were used to open values of a root table. */
export function keysUsedBy(table: unknown): readonly string[] {
  return (table as { [KEYS]?: () => readonly string[] } | null | undefined)?.[KEYS]?.() ?? [];
}
