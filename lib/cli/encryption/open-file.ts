import { homedir, platform } from "node:os";
import { HEADER } from "../../crypto/format";
import { checkHeader } from "../../crypto/header-check";
import { createKeyring, type Keyring } from "../../crypto/keyring";
import { lockedValue } from "../../crypto/lock-errors";
import { isApproved } from "../../crypto/seal";
import { createSiv, type Siv } from "../../crypto/siv";
import { decodeToml } from "../../toml/decode";
import type { CliContext } from "../context";
import { documentOf } from "../edit/document";
import { cannotChange } from "../write-error";
import { type Header, headerOf, proposalIdentity } from "./header";

/** An encrypted file whose key was found. */
export interface OpenFile extends Header {
  readonly text: string;
  readonly source: string;
  readonly fileKey: Buffer;
  readonly siv: Siv;
  /** Names of recipients that nobody with the key has approved. */
  readonly unapproved: readonly string[];
  /** The public key that belongs to the key of the file. If `public` is another one, somebody has replaced it. */
  readonly ownPublic: string;
}

export function keyringOf({ cwd, env }: CliContext): Keyring {
  return createKeyring({ cwd: () => cwd, home: homedir, env, platform: platform() });
}

/**
 * An encrypted file with its key; `undefined` if it is plain.
 * @throws LockedError if no key opens it; ParseError if it is not valid.
 */
export function openFile(text: string, source: string, cli: CliContext, keyring = keyringOf(cli)): OpenFile | undefined {
  const { header: table, lines } = checkHeader(decodeToml(text, source), source);
  if (table === undefined) return undefined;
  checkForm(text, source);
  const search = keyring.search(lines);
  if (search.fileKey === undefined) throw lockedValue([], { source, lines, search });
  return withKey(text, source, search.fileKey);
}

/**
 * Programs read a header in any form of TOML. The commands replace it as text, so it must consist of whole sections.
 * @throws SourceError if it is an inline table, or written with dotted keys.
 */
export function checkForm(text: string, source: string): void {
  const { sections } = documentOf(text);
  const isInside = sections.some(({ path, pairs }) => path[0] !== HEADER && pairs.some((pair) => pair.path[0] === HEADER));
  if (!isInside) return;
  const reason = "its header is not in the sections [toml-secrets] and [toml-secrets.recipients]";
  throw cannotChange(source, reason, "write it in this form, or restore it from the last commit");
}

export function withKey(text: string, source: string, fileKey: Buffer): OpenFile {
  const header = headerOf(text, source) ?? { public: "", lines: [] };
  const siv = createSiv(fileKey);
  const unapproved = header.lines.filter(({ name, recipient, approval }) => !isApproved(siv, name, recipient, approval));
  return {
    ...header,
    text,
    source,
    fileKey,
    siv,
    unapproved: unapproved.map(({ name }) => name),
    ownPublic: proposalIdentity(fileKey).recipient,
  };
}
