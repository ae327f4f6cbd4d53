import { isTable } from "../../core/table";
import { stepInto } from "../../core/value-at";
import type { Identity } from "../../crypto/age";
import { x25519Identity } from "../../crypto/age-identity";
import { HEADER, PROPOSALS_INFO, type RecipientLine, recipientsIn, VERSION } from "../../crypto/format";
import { approvalOf } from "../../crypto/seal";
import { createSiv } from "../../crypto/siv";
import { hkdf } from "../../crypto/x25519";
import { decodeToml } from "../../toml/decode";
import { documentOf, lineStart } from "../edit/document";
import { tomlKey } from "../edit/literal";
import { wrapFor } from "./wrap";

/* The header of an encrypted file: the sections [toml-secrets] and [toml-secrets.recipients]. */

/** Who can open a file. */
export interface Recipient {
  readonly name: string;
  /** A public key. */
  readonly recipient: string;
}

const COMMENT = "# Encrypted values: write one in plain above this line, then run: npx toml-secrets encrypt";

/** The text of a new header. It names the recipients in the order that they are given. */
export async function headerText(recipients: readonly Recipient[], fileKey: Uint8Array, lineBreak = "\n"): Promise<string> {
  const lines = await Promise.all(recipients.map(async (one) => `${tomlKey(one.name)} = ${await recipientText(one, fileKey)}`));
  const header = [
    COMMENT,
    `[${HEADER}]`,
    `version = ${VERSION}`,
    `public = "${proposalIdentity(fileKey).recipient}"`,
    "",
    `[${HEADER}.recipients]`,
    ...lines,
  ];
  return header.map((line) => line + lineBreak).join("");
}

/** The value of a recipient's line, in quotes. */
export async function recipientText({ name, recipient }: Recipient, fileKey: Uint8Array): Promise<string> {
  return `"${recipient} ${approvalOf(createSiv(fileKey), name, recipient)} ${await wrapFor(recipient, fileKey)}"`;
}

/** The key pair of a file that proposals are encrypted for. */
export function proposalIdentity(fileKey: Uint8Array): Identity {
  return x25519Identity(hkdf(fileKey, Buffer.alloc(0), PROPOSALS_INFO), "");
}

/** A document in two parts: the lines that people write, and the header. Together they are the whole text if the header comes last. */
export interface Parts {
  readonly body: string;
  /** Empty in a plain file. */
  readonly header: string;
}

export function partsOf(text: string): Parts {
  const { sections } = documentOf(text);
  const starts = sections.map(({ header }) => (header === undefined ? 0 : sectionStart(text, header.range[0])));
  let body = "";
  let header = "";
  for (const [at, { path }] of sections.entries()) {
    const part = text.slice(starts[at], starts[at + 1] ?? text.length);
    if (path[0] === HEADER) header += part;
    else body += part;
  }
  return { body, header };
}

/** The line of the tool's own comment belongs to the header below it. */
function sectionStart(text: string, at: number): number {
  const line = lineStart(text, at);
  const above = line === 0 ? 0 : lineStart(text, line - 1);
  return text.slice(above, line).startsWith(COMMENT.slice(0, 18)) ? above : line;
}

/** The text of both parts, with an empty line between them. */
export function joined({ body, header }: Parts): string {
  if (header === "" || body === "") return body + header;
  const lineBreak = header.includes("\r\n") ? "\r\n" : "\n";
  if (body.endsWith(`${lineBreak}${lineBreak}`) || body.endsWith("\ufeff")) return body + header;
  return `${body}${body.endsWith("\n") ? "" : lineBreak}${lineBreak}${header}`;
}

/** The content of a header. */
export interface Header {
  readonly public: string;
  readonly lines: readonly RecipientLine[];
}

/** The header of a document that is known to be valid; `undefined` in a plain one. */
export function headerOf(text: string, source: string): Header | undefined {
  const table = decodeToml(text, source);
  const header = stepInto(table, HEADER);
  return isTable(header) ? { public: String(header.public), lines: recipientsIn(header).lines } : undefined;
}
