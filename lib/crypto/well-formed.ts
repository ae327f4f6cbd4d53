import { isAgeError } from "./age-error";
import { VERSION_LINE } from "./age-header";
import { decodeBase64 } from "./base64";
import { type Encoded, isKnownKind } from "./format";

/** A synthetic IV and one block: the source of a value has at least one character, and is padded to whole blocks. */
const MIN_TOKEN_BYTES = 32;
const BLOCK_BYTES = 16;

/**
 * Can a tool that encrypts have made this text? Only the key shows whether it opens. But a text that fails this check is damaged,
 * or is a plain value that only begins like an encrypted one (`enc:v1:…` of another program).
 */
export function isWellFormed({ form, kind, base64 }: Encoded): boolean {
  if (!isKnownKind(kind)) return false;
  try {
    const bytes = decodeBase64(base64, { padded: true });
    if (form === "token") return bytes.length >= MIN_TOKEN_BYTES && bytes.length % BLOCK_BYTES === 0;
    return bytes.toString("latin1", 0, VERSION_LINE.length + 1) === `${VERSION_LINE}\n`;
  } catch (error) {
    if (isAgeError(error)) return false;
    throw error;
  }
}
