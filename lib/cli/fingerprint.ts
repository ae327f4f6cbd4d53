import { scryptSync } from "node:crypto";

/** Shorter values could be found by trying all of them. */
const LEAST_LENGTH = 16;

/**
 * A short code by which a long text can be told from another, on every machine the same. It is 24 bits of a hash that is slow on
 * purpose (scrypt), so it fits one in 16 million texts and tells nothing of a letter.
 * @returns undefined for what is not a text, and for a text of fewer than 16 characters.
 */
export function fingerprintOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length < LEAST_LENGTH) return undefined;
  return scryptSync(value, "toml-secrets fingerprint 1", 3, { N: 4096, r: 8, p: 1 }).toString("hex");
}
