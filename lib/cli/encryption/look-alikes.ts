import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import { isWellFormed } from "../../crypto/well-formed";
import { UsageError } from "../context";
import { fileValues } from "./values";

/* Values that look encrypted and are not: damaged ones, and plain ones that begin with `enc:` or `age:`. */

/** The paths of values that must not be committed: plain ones, and those that only look encrypted. */
export function unsafePaths(text: string): { readonly plain: readonly KeyPath[]; readonly alike: readonly KeyPath[] } {
  const plain: KeyPath[] = [];
  const alike: KeyPath[] = [];
  for (const { path, encoded } of fileValues(text)) {
    if (encoded === undefined) plain.push(path);
    else if (!isWellFormed(encoded)) alike.push(path);
  }
  return { plain, alike };
}

/**
 * A file that is encrypted for the first time has no encrypted values. Values that look encrypted would stay unchanged, and nobody could read
 * them under the new key.
 * @throws UsageError if there is one.
 */
export function checkNoneEncoded(text: string, shown: string): void {
  const encoded = fileValues(text).filter((value) => value.encoded !== undefined);
  if (encoded.length === 0) return;
  throw new UsageError(
    `${shown} has no section [toml-secrets], and these values look encrypted: ${encoded.map(({ path }) => formatPath(path)).join(", ")}\n` +
      "  Try: restore the section from the last commit that had it. If such a value is plain, write its first letter as \\u0065 (e) " +
      "or \\u0061 (a).",
  );
}

/** The message of `encrypt` and `check` about such values. */
export const ALIKE = "these values look encrypted, and are damaged or plain";
