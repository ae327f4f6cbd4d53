import { formatPath } from "../../core/key-path";
import { type CliContext, UsageError } from "../context";
import { checkNames, checkOutcome, checkValid } from "./check-valid";
import { joined, partsOf } from "./header";
import { checkKnown } from "./known-files";
import { type OpenFile, openFile } from "./open-file";
import { isAgeFile } from "./target-file";
import { decryptValues, encryptValues, fileValues } from "./values";

/*
 * Lets a command edit an encrypted file as a plain one. The same key, place, and text produce the same token, so values that the command
 * does not change keep their bytes.
 */

/** An encrypted document as a plain one, without its header. */
export interface PlainView {
  readonly text: string;
  /** The encrypted document of a changed text. @throws UsageError if a value would be taken for an encrypted one. */
  sealed(after: string): string;
  /** The present document, with its plain values encrypted. */
  sealedAgain(): string;
}

/**
 * @returns `undefined` for a document that is plain already.
 * @throws LockedError if no key opens it; UsageError if it is not the file that this person last wrote to.
 */
export function plainView(text: string, source: string, cli: CliContext): PlainView | undefined {
  if (isAgeFile(text)) {
    throw new UsageError("this file is encrypted as a whole, and can't be changed value by value; age --decrypt opens it");
  }
  checkValid(text, source);
  const file = openFile(text, source, cli);
  if (file === undefined) return undefined;
  checkKnown(file, cli);
  return viewOf(file);
}

export function viewOf({ text, siv, source: name }: OpenFile): PlainView {
  const { body, header } = partsOf(text);
  const plain = decryptValues(body, siv).text;
  return {
    text: plain,
    sealed(after) {
      if (after === plain) return text;
      checkNames(after, name);
      const known = new Set(encodedSources(plain).map(({ source }) => source));
      const forged = encodedSources(after).find(({ source }) => !known.has(source));
      if (forged !== undefined) {
        throw new UsageError(
          `${formatPath(forged.path)} looks like an encrypted value, and can't be stored in an encrypted file`,
        );
      }
      const sealed = joined({ body: encryptValues(after, siv).text, header });
      checkOutcome(sealed, name);
      return sealed;
    },
    sealedAgain: () => joined({ body: encryptValues(body, siv).text, header }),
  };
}

function encodedSources(text: string) {
  return fileValues(text).filter(({ encoded }) => encoded !== undefined);
}
