import { isTable } from "../core/table";
import { encodedIn, HEADER, hasTable } from "../crypto/format";
import { isWellFormed } from "../crypto/well-formed";
import { readText } from "../sources/file";
import { decodeToml } from "../toml/decode";

/** Is every value of the file encrypted, so that it is safe to commit? This needs no key. */
export function isCommittable(path: string): boolean {
  try {
    const text = readText(path);
    return text !== undefined && isEncryptedText(text, path);
  } catch {
    return false; // it can't be read, or is not TOML
  }
}

/** Is every value of the document encrypted? @throws ParseError for text that is not TOML. */
export function isEncryptedText(text: string, source: string): boolean {
  if (text.trimStart().startsWith("-----BEGIN AGE ENCRYPTED FILE-----")) return true;
  if (!text.includes(HEADER)) return false;
  const table = decodeToml(text, source);
  if (!isTable(table[HEADER])) return false;
  return Object.keys(table).every((key) => key === HEADER || isEncrypted(table[key]));
}

function isEncrypted(value: unknown): boolean {
  if (isTable(value)) return Object.keys(value).every((key) => isEncrypted(value[key]));
  if (Array.isArray(value) && hasTable(value)) return value.every(isEncrypted);
  const encoded = encodedIn(value);
  return encoded !== undefined && isWellFormed(encoded);
}
