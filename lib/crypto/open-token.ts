import type { KeyPath } from "../core/key-path";
import { isAgeError } from "./age-error";
import { decodeBase64 } from "./base64";
import { type Encoded, placeOfValue } from "./format";
import type { Siv } from "./siv";

/** The TOML source of a value, with the blanks that pad it; `undefined` if the token does not open at this path. */
export function openToken(siv: Siv, path: KeyPath, { kind, base64 }: Encoded): string | undefined {
  try {
    return siv.open(decodeBase64(base64, { padded: true }), placeOfValue(kind, path))?.toString();
  } catch (error) {
    if (isAgeError(error)) return undefined; // base64 that is not canonical
    throw error;
  }
}
