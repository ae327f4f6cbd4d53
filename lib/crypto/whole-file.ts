import { isUtf8 } from "node:buffer";
import { isAgeError } from "./age-error";
import type { FileSearch, Keyring } from "./keyring";

/**
 * The text in an armored age file.
 * @throws LockedError if no key opens it; DecryptError if it is damaged, or does not contain text.
 */
export function openWholeFile(armored: string, source: string, keyring: Keyring): string {
  let outcome: FileSearch;
  try {
    outcome = keyring.openFile(Buffer.from(armored));
  } catch (error) {
    if (isAgeError(error)) throw errors().undecryptableFile(source, error.message);
    throw error;
  }
  const { content } = outcome;
  if (content === undefined) throw errors().lockedFile(source, outcome);
  if (!isUtf8(content)) throw errors().undecryptableFile(source, "its content is not UTF-8");
  return content.toString();
}

function errors() {
  return require("./lock-errors") as typeof import("./lock-errors");
}
