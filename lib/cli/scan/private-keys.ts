import { isAgeError } from "../../crypto/age-error";
import { ageIdentity } from "../../crypto/age-identity";
import type { Needle } from "../../redaction/patterns";

/* Private keys of age, which are found without any secrets: they tell themselves by their checksum. */

const START = "AGE-SECRET-KEY-1";
export const PRIVATE_KEY_LENGTH = 74;

/** What a private key begins with, in both spellings. */
export const KEY_STARTS: readonly Needle[] = [START, START.toLowerCase()].map((text) => ({
  text,
  path: [START],
  isKeyStart: true,
}));

/** Is it a private key of age, and not an example of one? */
export function isPrivateKey(text: string): boolean {
  try {
    ageIdentity(text);
    return true;
  } catch (error) {
    if (isAgeError(error)) return false;
    throw error;
  }
}
