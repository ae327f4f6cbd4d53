/*
 * A placeholder for a value that is encrypted, or that is in a store while the file contains a reference to it. It takes the
 * place of the value in a table, knows the kind of the value, and gets the value when it is opened. It is recognised by a
 * registered symbol and not by its class, because each file of the build has its own copy of this module.
 */

import type { ResolveError } from "./errors";

/** The kind of an encrypted value, which is known without the key. `list` is an array of mixed kinds, of arrays, or without items. */
export type SealedKind = ScalarKind | "int64" | "list" | `${ScalarKind}[]`;
type ScalarKind = "str" | "int" | "float" | "bool" | "date";

export const OPEN: unique symbol = Symbol.for("toml-secrets sealed value") as never;
export const REFERENCE: unique symbol = Symbol.for("toml-secrets reference") as never;
export const PEEK: unique symbol = Symbol.for("toml-secrets opened value") as never;

/** An encrypted value of a table, or a reference. */
export interface Sealed {
  readonly kind: SealedKind;
  /** Decrypts or resolves the value, once. @throws LockedError, DecryptError, ResolveError. */
  [OPEN](): unknown;
  /** The value if it has been opened; else `undefined`. */
  [PEEK](): unknown;
  /** Only a reference has this. Whether an encrypted value is a reference is unknown until it is decrypted. */
  readonly [REFERENCE]?: ReferenceState | undefined;
  /**
   * Only an encrypted value that may be a reference has this: it decrypts the value, but does not resolve it. @throws
   * LockedError, DecryptError.
   */
  decrypted?(): unknown;
}

/** The facts about a reference that are known before it is resolved. */
export interface ReferenceState {
  /** The text in the file, which is not a secret; `undefined` if the text is encrypted. */
  readonly text: string | undefined;
  /** Is there a resolver for its scheme? */
  readonly isRegistered: boolean;
  /** The value if it has been resolved. Resolves nothing. */
  peek(): string | undefined;
  /** Resolves these references of one instance with one call for each scheme. @throws ResolveError of the first one that fails. */
  openAll(references: readonly Sealed[]): void;
  /** The same for every resolver, asynchronous ones too; each store gets at most `timeoutMs`. @throws ResolveError */
  openAllLater(references: readonly Sealed[], timeoutMs: number): Promise<void>;
  /** Tries them all like `openAllLater`, and returns the error of each one that fails. */
  tryAll(references: readonly Sealed[], timeoutMs: number): Promise<ResolveError[]>;
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && OPEN in value;
}

/** The value itself: decrypted if it is encrypted, resolved if it is a reference. @throws LockedError, DecryptError, ResolveError. */
export function opened(value: unknown): unknown {
  return isSealed(value) ? value[OPEN]() : value;
}

/** The value itself; `undefined` if it is encrypted or a reference, and nobody has opened it yet. */
export function openedIfAny(value: unknown): unknown {
  return isSealed(value) ? value[PEEK]() : value;
}

/** The facts about a reference; `undefined` if `value` is not a reference. */
export function referenceState(value: unknown): ReferenceState | undefined {
  return isSealed(value) ? value[REFERENCE] : undefined;
}

/** Is this a reference? An encrypted value is decrypted for the answer. @throws LockedError, DecryptError. */
export function isReference(value: unknown): boolean {
  return isSealed(value) && referenceState(value.decrypted?.() ?? value) !== undefined;
}

/** Is this a reference that has not been resolved yet? */
export function isUnresolved(value: unknown): value is Sealed {
  const state = referenceState(value);
  return state !== undefined && state.peek() === undefined;
}

/** The value without a call of a store: `undefined` for a reference that is not resolved. @throws LockedError, DecryptError. */
export function openedLocally(value: unknown): unknown {
  const inner = isSealed(value) && value.decrypted !== undefined ? value.decrypted() : value;
  const state = referenceState(inner);
  return state === undefined ? opened(inner) : state.peek();
}

const VALUES = Symbol.for("toml-secrets resolved values");

/** Attaches to a root table a list of what its references have been resolved to, so that redaction masks each answer from that moment. */
export function rememberValues(table: object, values: () => readonly string[]): void {
  Object.defineProperty(table, VALUES, { value: values });
}

/** The answers of the stores until now; the same list as long as there is no new one. */
export function valuesResolvedFor(table: unknown): readonly string[] | undefined {
  return (table as { [VALUES]?: () => readonly string[] } | null | undefined)?.[VALUES]?.();
}

const KEYS = Symbol.for("toml-secrets age keys");

/** Attaches to a root table a list of the age keys that were used for it, so that redaction can mask them too. */
export function rememberKeys(table: object, keys: () => readonly string[]): void {
  Object.defineProperty(table, KEYS, { value: keys, enumerable: true, configurable: true }); // enumerable, so that a merge copies it
}

/** The private age keys that were used to open values of a root table. */
export function keysUsedBy(table: unknown): readonly string[] {
  return (table as { [KEYS]?: () => readonly string[] } | null | undefined)?.[KEYS]?.() ?? [];
}
