import { randomBytes } from "node:crypto";
import type { SourceError } from "../../core/errors";
import { formatPath, type KeyPath } from "../../core/key-path";
import { printable } from "../../core/printable";
import { openAge } from "../../crypto/age";
import { isAgeError } from "../../crypto/age-error";
import { decodeBase64 } from "../../crypto/base64";
import { HEADER } from "../../crypto/format";
import { sealToken, unpadded } from "../../crypto/seal";
import { createSiv } from "../../crypto/siv";
import { UsageError } from "../context";
import { setValue } from "../edit/edit";
import { applySplices } from "../edit/splice";
import { parsedValue } from "../edit/verify";
import { cannotChange } from "../write-error";
import { headerText, joined, partsOf, proposalIdentity, type Recipient, recipientText } from "./header";
import type { OpenFile } from "./open-file";
import { decryptValues, encryptValues, type FileValue, fileValues } from "./values";

/* The changes that commands make to an encrypted document. Apart from random numbers, these functions are pure: text in, text out. */

/** A plain document as an encrypted one. */
export async function encryptDocument(
  text: string,
  recipients: readonly Recipient[],
  fileKey = randomBytes(64),
): Promise<string> {
  const body = encryptValues(text, createSiv(fileKey)).text;
  return joined({ body, header: await headerText(recipients, fileKey, text.includes("\r\n") ? "\r\n" : "\n") });
}

/** The document with one more line in its header. */
export async function withRecipient({ text, source, fileKey, lines }: OpenFile, added: Recipient): Promise<string> {
  if (lines.some(({ name }) => name === added.name)) {
    throw new UsageError(`there is a recipient ${printable(added.name)} already; use another name, or remove that one first`);
  }
  const twin = lines.find(({ recipient }) => recipient === added.recipient);
  if (twin !== undefined) throw new UsageError(`that public key is a recipient already: ${printable(twin.name)}`);
  return setValue(text, [HEADER, "recipients", added.name], await recipientText(added, fileKey), source);
}

/** A document under a new key. */
export interface RotatedText {
  readonly text: string;
  /** The new `public`. */
  readonly publicKey: string;
  /** Names of recipients who do not get the new key, because nobody with the old one has approved them. */
  readonly leftOut: readonly string[];
}

/** @throws SourceError if a value does not open: under the new key nobody could read it any more. */
export async function rotatedText(file: OpenFile, without: readonly string[] = []): Promise<RotatedText> {
  const { body, header } = partsOf(file.text);
  const plain = decryptValues(body, file.siv);
  if (plain.failed.length > 0) throw closedValues(file.source, plain.failed);
  const kept = file.lines.filter(({ name }) => !without.includes(name) && !file.unapproved.includes(name));
  if (kept.length === 0) throw new UsageError("nobody could open the file any more; add another recipient first");
  const fileKey = randomBytes(64);
  const next = await headerText(kept, fileKey, header.includes("\r\n") ? "\r\n" : "\n");
  const proposals = fileValues(body).filter(({ encoded }) => encoded?.form === "proposal");
  if (proposals.length > 0) throw openProposals(file.source, proposals);
  const text = joined({ body: encryptValues(plain.text, createSiv(fileKey)).text, header: next });
  return {
    text,
    publicKey: proposalIdentity(fileKey).recipient,
    leftOut: file.unapproved.filter((name) => !without.includes(name)),
  };
}

function closedValues(source: string, paths: readonly KeyPath[]): SourceError {
  const reason = `these values do not open: ${paths.map(formatPath).join(", ")}`;
  return cannotChange(source, reason, "npx toml-secrets repair, or set them again, and then repeat this");
}

function openProposals(source: string, values: readonly FileValue[]): SourceError {
  const reason = `it has proposals for the old key: ${values.map(({ path }) => formatPath(path)).join(", ")}`;
  return cannotChange(source, reason, "accept them or remove them first");
}

/** The result for one proposal. */
export interface AcceptedProposal {
  readonly path: KeyPath;
  /** Why it was refused; `undefined` if it was accepted. */
  readonly problem: string | undefined;
}

/** The document with proposals as tokens: all of them, or those at some paths. */
export function acceptedProposals(
  { text, fileKey, siv }: OpenFile,
  isWanted: (path: KeyPath) => boolean,
): { readonly text: string; readonly outcomes: readonly AcceptedProposal[] } {
  const identity = proposalIdentity(fileKey);
  const proposals = fileValues(text).filter(({ encoded, path }) => encoded?.form === "proposal" && isWanted(path));
  const outcomes: AcceptedProposal[] = [];
  const splices = proposals.flatMap(({ path, encoded, range: [start, end] }) => {
    const source = proposedSource(encoded?.base64 ?? "", identity);
    const kind = source === undefined ? undefined : kindOfSource(source);
    const problem =
      source === undefined
        ? "it does not open"
        : kind !== encoded?.kind
          ? "its value is not of the kind that it states"
          : undefined;
    outcomes.push({ path, problem });
    if (source === undefined || kind === undefined || problem !== undefined) return [];
    return [{ start, end, text: `"${sealToken(siv, path, kind, source)}"` }];
  });
  return { text: applySplices(text, splices), outcomes };
}

function proposedSource(base64: string, identity: ReturnType<typeof proposalIdentity>): string | undefined {
  try {
    const text = openAge(decodeBase64(base64, { padded: true }), [identity])?.toString();
    return text === undefined ? undefined : unpadded(text);
  } catch (error) {
    if (isAgeError(error)) return undefined;
    throw error;
  }
}

/** The kind of one TOML value; `undefined` for text that is not one value. */
export function kindOfSource(source: string): FileValue["kind"] | undefined {
  try {
    parsedValue(source);
    const values = fileValues(`x = ${source}\n`);
    const [value] = values;
    return values.length === 1 && value?.path.length === 1 && value.encoded === undefined ? value.kind : undefined;
  } catch {
    return undefined;
  }
}
