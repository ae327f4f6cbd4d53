import { isAgeError } from "../../crypto/age-error";
import { ageIdentity } from "../../crypto/age-identity";
import type { Needle } from "../../redaction/needles";

/* Private keys of age, which are found without any secrets: their checksum identifies them. */

const START = "AGE-SECRET-KEY-1";
const LENGTH = 74;

/** The pattern of a private key: its start, in both spellings, and then the rest of it. */
export const KEY_STARTS: readonly Needle[] = [START, START.toLowerCase()].map((text) => ({
  text,
  path: [START],
  whole: { length: LENGTH, isValid: isPrivateKey },
}));

/** Is it a private key of age, and not an example of one? */
function isPrivateKey(text: string): boolean {
  try {
    ageIdentity(text);
    return true;
  } catch (error) {
    if (isAgeError(error)) return false;
    throw error;
  }
}
