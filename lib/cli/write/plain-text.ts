import type { CliContext } from "../context";
import { editFile } from "../edit/replace-file";
import type { PlainView } from "../encryption/edit-encrypted";
import { type Target, targetText } from "../target";

/*
 * Commands edit a secrets file as plain text, even if the file is encrypted. The edited text is encrypted again, and values that
 * did not change keep their bytes.
 */

/** The plain text of the file, without the header of an encrypted one; `undefined` if there is no file. @throws LockedError without a key. */
export function plainTextOf(target: Target, cli: CliContext): string | undefined {
  const text = targetText(target);
  return text === undefined ? undefined : (viewOf(text, target, cli)?.text ?? text);
}

/** The same. Without the key of the file, the result has its keys and kinds, with a placeholder for each value. */
export function plainTextOrShape(
  target: Target,
  cli: CliContext,
): { readonly text: string | undefined; readonly isLocked: boolean } {
  try {
    return { text: plainTextOf(target, cli), isLocked: false };
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SECRETS_LOCKED") throw error;
    const { shapeOf } = require("../encryption/shape") as typeof import("../encryption/shape");
    return { text: shapeOf(targetText(target) ?? ""), isLocked: true };
  }
}

/** Changes the plain text of the file, with no other writer in between. @throws LockedError without a key. */
export function editPlainText(
  target: Target,
  cli: CliContext,
  change: (text: string | undefined) => string,
): { readonly isChanged: boolean } {
  return editFile(target.path, (before) => {
    const view = before === undefined ? undefined : viewOf(before, target, cli);
    if (view !== undefined) return view.sealed(change(view.text));
    const after = change(before);
    if (mayBeEncrypted(after)) checkOutcome(after, target);
    return after;
  });
}

/** Replaces the plain text, if it is still the one that is `expected`. @returns false if it is another one; then nothing was written. */
export function replacePlainText(target: Target, cli: CliContext, text: string, expected: string | undefined): boolean {
  let isExpected = true;
  editPlainText(target, cli, (before) => {
    isExpected = before === expected;
    return isExpected ? text : (before as string);
  });
  return isExpected;
}

/** May the text be an encrypted document? For plain files, commands load only this check. */
export function mayBeEncrypted(text: string): boolean {
  return text.includes("toml-secrets") || text.includes("-----BEGIN AGE");
}

/** @throws SourceError for a section [toml-secrets] that is not a header: programs would refuse the file. */
function checkOutcome(text: string, { path }: Target): void {
  const valid = require("../encryption/check-valid") as typeof import("../encryption/check-valid");
  if (!text.trimStart().startsWith("-----BEGIN")) valid.checkOutcome(text, path);
}

function viewOf(text: string, { path }: Target, cli: CliContext): PlainView | undefined {
  if (!mayBeEncrypted(text)) return undefined;
  const { plainView } = require("../encryption/edit-encrypted") as typeof import("../encryption/edit-encrypted");
  return plainView(text, path, cli);
}
