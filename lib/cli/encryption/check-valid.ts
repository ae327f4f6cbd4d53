import { HEADER } from "../../crypto/format";
import { checkHeader } from "../../crypto/header-check";
import { decodeToml } from "../../toml/decode";
import { UsageError } from "../context";
import { cannotChange } from "../write-error";

/**
 * A file that a command is about to change must be valid, and free of conflict markers.
 * @throws SourceError for conflict markers; ParseError for text that is not TOML.
 */
export function checkValid(text: string, source: string): void {
  if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/m.test(text)) {
    throw cannotChange(
      source,
      "it has the marks of a conflict (<<<<<<<)",
      "resolve the conflict first; encrypted values stay as they are",
    );
  }
  decodeToml(text, source);
}

/** A secret can't have the name of the section that makes a file an encrypted one. @throws UsageError if one has. */
export function checkNames(plain: string, source: string): void {
  if (!Object.hasOwn(decodeToml(plain, source), HEADER)) return;
  throw new UsageError(`${HEADER} is the section that the tool writes into an encrypted file; give this secret another name`);
}

/**
 * The last defence against a mistake of a command: a file that no program could read is not written.
 * @throws SourceError for text that is not a valid file.
 */
export function checkOutcome(text: string, source: string): void {
  try {
    checkHeader(decodeToml(text, source), source);
  } catch {
    throw cannotChange(
      source,
      "the result would not be a valid file, so nothing was written",
      "look at its section [toml-secrets]",
    );
  }
}
