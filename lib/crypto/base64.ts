import { AgeError } from "./age-error";

/**
 * Decodes canonical base64. `Buffer.from` also takes white space, the URL alphabet and stray bits at the end, so the same bytes
 * would have many spellings.
 * @throws AgeError if the text is anything but the canonical spelling.
 */
export function decodeBase64(text: string, { padded }: { readonly padded: boolean }): Buffer {
  const bytes = Buffer.from(text, "base64");
  const canonical = padded ? bytes.toString("base64") : encodeUnpadded(bytes);
  if (canonical !== text) throw new AgeError("it has base64 that is not canonical");
  return bytes;
}

/** Base64 without padding, as the headers of age files have it. */
export function encodeUnpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
