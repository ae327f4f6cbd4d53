import type { KeyPath } from "../core/key-path";
import type { SealedKind } from "../core/sealed";
import { placeOfRecipient, placeOfValue } from "./format";
import type { Siv } from "./siv";

/* The functions that write the format, except those that need random numbers or another package. */

const PAD_BYTES = 16;

/** The token of a value. `source` is its TOML text. */
export function sealToken(siv: Siv, path: KeyPath, kind: SealedKind, source: string): string {
  return `enc:${kind}:${siv.seal(Buffer.from(padded(source)), placeOfValue(kind, path)).toString("base64")}`;
}

/** The text with blanks up to a multiple of 16 bytes, so that `true` and `false`, 1 and 123456 do not differ in length. */
export function padded(source: string): string {
  const over = Buffer.byteLength(source) % PAD_BYTES;
  return over === 0 ? source : source + " ".repeat(PAD_BYTES - over);
}

/** The text without the blanks that pad it. It may have many of its own, so no regular expression looks for the last ones. */
export function unpadded(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--;
  return text.slice(0, end);
}

/** A MAC for a recipient's line. It proves to everybody who has the key of the file that the author of the line had the key too. */
export function approvalOf(siv: Siv, name: string, recipient: string): string {
  return siv.seal(Buffer.alloc(0), placeOfRecipient(name, recipient)).toString("base64");
}

export function isApproved(siv: Siv, name: string, recipient: string, approval: string): boolean {
  return siv.open(Buffer.from(approval, "base64"), placeOfRecipient(name, recipient)) !== undefined;
}
