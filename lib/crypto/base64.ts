import { AgeError } from "./age-error";

/**
 * Decodes canonical base64. `Buffer.from` also accepts white space, the URL alphabet, and stray bits at the end, so there would
 * be many texts for the same bytes.
 * @throws AgeError if the text is not canonical.
 */
export function decodeBase64(text: string, { padded }: { readonly padded: boolean }): Buffer {
  const bytes = Buffer.from(text, "base64");
  const canonical = padded ? bytes.toString("base64") : encodeUnpadded(bytes);
  if (canonical !== text) throw new AgeError("it has base64 that is not canonical");
  return bytes;
}

/** Base64 without padding, as in the headers of age files. */
export function encodeUnpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
