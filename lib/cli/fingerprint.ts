import { scryptSync } from "node:crypto";

/** Shorter values could be found by trying all of them. */
const MIN_FINGERPRINT_LENGTH = 16;

/**
 * A short code that distinguishes long texts and is the same on every machine. It is 24 bits of a hash that is slow on purpose
 * (scrypt). One in 16 million texts has the same code. The code reveals no letter of the text.
 * @returns `undefined` for a value that is not a string, and for a string of fewer than 16 characters.
 */
export function fingerprintOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length < MIN_FINGERPRINT_LENGTH) return undefined;
  return scryptSync(value, "toml-secrets fingerprint 1", 3, { N: 4096, r: 8, p: 1 }).toString("hex");
}
