import type { KeyPath } from "../../core/key-path";
import { HEADER } from "../../crypto/format";
import { padded } from "../../crypto/seal";
import { type CliContext, UsageError } from "../context";
import { setValue } from "../edit/edit";
import { type Target, targetText } from "../target";
import { cannotWrite } from "../write-error";
import { checkValid } from "./check-valid";
import { headerOf, joined, partsOf } from "./header";
import { checkKnownPublic } from "./known-files";
import { checkForm } from "./open-file";
import { recipientIn } from "./recipient-argument";
import { kindOfSource } from "./rewrite";
import { writeTarget } from "./target-file";
import { wrapFor } from "./wrap";

/** Writes a proposal to the file. @throws SourceError if another program has changed the file in the meantime. */
export async function propose(path: KeyPath, source: string, target: Target, cli: CliContext): Promise<void> {
  const before = targetText(target) ?? "";
  checkValid(before, target.path);
  const after = await withProposal(before, path, source, target.path, cli);
  writeTarget(target, before, after, headerOf(before, target.path)?.public ?? "", cli);
}

/**
 * The document with a value as a proposal: encrypted for the file by somebody who does not have its key. Programs do not read it before
 * somebody who has the key accepts it.
 */
async function withProposal(text: string, path: KeyPath, source: string, file: string, cli: CliContext): Promise<string> {
  const header = headerOf(text, file);
  const kind = kindOfSource(source);
  if (header === undefined || kind === undefined || path[0] === HEADER)
    throw new UsageError("that is not a value of an encrypted file");
  checkForm(text, file);
  checkPublic(header.public, file);
  checkKnownPublic(file, header.public, cli);
  const parts = partsOf(text);
  const proposal = `"age:${kind}:${await wrapFor(header.public, Buffer.from(padded(source)))}"`;
  return joined({ body: setValue(parts.body, path, proposal, file), header: parts.header });
}

/** @throws SourceError if nothing can be encrypted for it. It is not shown, because it may be a private key. */
function checkPublic(text: string, source: string): void {
  try {
    if (text.startsWith("age1") && recipientIn(text) === text) return;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  throw cannotWrite(source, "`public` in its header is not a public key", "restore the line from the last commit that had it");
}
