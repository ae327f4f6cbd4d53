import { SourceError } from "../../core/errors";
import { printable } from "../../core/printable";
import { type CliContext, UsageError } from "../context";
import { replaceFile } from "../edit/replace-file";
import { type Target, type TargetOptions, targetOf, targetText } from "../target";
import { checkOutcome } from "./check-valid";
import { checkKnown, remember } from "./known-files";
import { type OpenFile, openFile } from "./open-file";

export interface TrustOptions extends TargetOptions {
  /** The key of the file has changed since this person wrote to it, and the person trusts the new key. */
  readonly trust?: boolean;
}

/** The file that a command reads, with its text. @throws UsageError if it is not there. */
export function lookAtTarget(options: TargetOptions, cli: CliContext): { readonly target: Target; readonly text: string } {
  const target = targetOf(options, cli);
  const text = targetText(target);
  if (text === undefined)
    throw new UsageError(`there is no ${target.shown}\n  Try: npx toml-secrets init --encrypted, or name a file with -f.`);
  return { target, text };
}

/** The file that a command changes, with its text. @throws UsageError if it is not there, or encrypted as a whole. */
export function readTarget(options: TargetOptions, cli: CliContext): { readonly target: Target; readonly text: string } {
  const { target, text } = lookAtTarget(options, cli);
  if (isAgeFile(text)) {
    throw new UsageError(`${target.shown} is encrypted as a whole, and can't be changed value by value; age --decrypt opens it`);
  }
  return { target, text };
}

export function isAgeFile(text: string): boolean {
  return text.trimStart().startsWith("-----BEGIN AGE ENCRYPTED FILE-----");
}

/** The same, with its key. @throws UsageError for a plain file; LockedError if no key opens it; SourceError if it is not the known one. */
export function openTarget(
  options: TrustOptions,
  cli: CliContext,
  { replacesPublic = false } = {},
): { readonly target: Target; readonly file: OpenFile } {
  const { target, text } = readTarget(options, cli);
  const file = openFile(text, target.path, cli);
  if (file === undefined) throw new UsageError(`${target.shown} is not encrypted\n  Try: npx toml-secrets encrypt.`);
  checkKnown(file, cli, { trust: options.trust ?? false, replacesPublic });
  return { target, file };
}

/**
 * Writes the text, and remembers the public key of the file.
 * @param options.isPrivate removes the permissions of all others.
 * @throws SourceError if another program has changed the file, or if the text is not a valid file: then nothing was written.
 */
export function writeTarget(
  { path, shown }: Target,
  before: string,
  after: string,
  publicKey: string,
  cli: CliContext,
  { isPrivate = false } = {},
): void {
  checkOutcome(after, path);
  if (!replaceFile(path, after, { expected: before, isPrivate })) {
    const reason = "another program has changed it in the meantime, so nothing was written";
    throw new SourceError(`cannot write ${printable(shown)}: ${reason}\n  Try: run the command again.`, { source: path, reason });
  }
  remember(path, publicKey, cli);
}
