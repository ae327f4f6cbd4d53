import { DecryptError, LockedError, ParseError, seeDocs } from "../core/errors";
import { formatPath, type KeyPath } from "../core/key-path";
import { printable } from "../core/printable";
import type { RecipientLine } from "./format";
import type { FileSearch, KeySearch, SearchedPlace } from "./keyring";

/* The messages for files and values that can't be opened. They name places, keys of the file, and public keys. */

/** A file, and how the search for its key ended. */
export interface LockedFile {
  readonly source: string;
  readonly lines: readonly RecipientLine[];
  readonly search: KeySearch;
}

/** The error for a value of a file that no key was found for; an empty path means all values. */
export function lockedValue(path: KeyPath, { source, lines, search }: LockedFile): LockedError {
  const where = printable(source);
  const why =
    search.damaged === undefined
      ? `${where} is encrypted, and no key was found that opens it`
      : `the line of ${printable(search.damaged)} in ${where} is damaged, and no other key was found`;
  const recipients = lines.map(({ name, recipient }) => ({ name, recipient: publicKeyIn(recipient) }));
  const message = [
    path.length === 0 ? `cannot decrypt it: ${why}` : `cannot read ${formatPath(path)}: ${why}`,
    "  It is for:",
    ...recipients.map(({ name, recipient }) => `    ${printable(name)}  ${printable(recipient)}`),
    ...placeLines(search.looked),
    `  Try: ${search.damaged === undefined ? nextStep(search.looked) : REPAIR}.`,
    seeDocs("ERR_SECRETS_LOCKED"),
  ];
  return new LockedError(message.join("\n"), { source, path, recipients });
}

/** The forms of public keys that age and OpenSSH write. Any other text in this place may be a secret, so it is not shown. */
const PUBLIC_KEY = /^(?:age1[a-z0-9-]+|ssh-ed25519 [A-Za-z0-9+/]+={0,2})$/;

/** The text in the place of a public key, if it may be shown. */
export function publicKeyIn(recipient: string): string {
  return PUBLIC_KEY.test(recipient) ? recipient : "(not a public key)";
}

const REPAIR = "restore the line from the last commit that had it, and restart";

/** The error for a whole age file. */
export function lockedFile(source: string, { looked, kinds }: Pick<FileSearch, "looked" | "kinds">): LockedError {
  const { reason, next } = lockOf(kinds, looked);
  const message = [
    `cannot read ${printable(source)}: it is an encrypted age file, and ${reason}`,
    ...placeLines(looked),
    `  Try: ${next}.`,
    seeDocs("ERR_SECRETS_LOCKED"),
  ];
  return new LockedError(message.join("\n"), { source, path: [], recipients: [] });
}

/** Kinds of recipients for which a program may have a key. */
const KEY_KINDS = ["X25519", "ssh-ed25519"];

function lockOf(kinds: readonly string[], looked: readonly SearchedPlace[]): { readonly reason: string; readonly next: string } {
  if (kinds.includes("scrypt")) {
    const next =
      "npx toml-secrets decrypt --stdout, which asks for it; for a program, encrypt the file for a key: age -e -a -r age1…";
    return { reason: "it has a passphrase, which programs do not ask for", next };
  }
  const others = kinds.filter((kind) => !kind.endsWith("-grease"));
  if (!others.some((kind) => KEY_KINDS.includes(kind))) {
    const reason = `it is for keys of a kind that this version can't use (${printable([...new Set(others)].join(", "))})`;
    return { reason, next: "encrypt it for an age key too: age -e -a -r age1…" };
  }
  const set = "set SECRETS_AGE_KEY or SECRETS_AGE_KEY_FILE to a key that the file was encrypted for, and restart";
  return { reason: "no key was found that opens it", next: mendStep(looked) ?? set };
}

/** The first step is to correct a key that exists but can't be used. */
function mendStep(looked: readonly SearchedPlace[]): string | undefined {
  const wrong = looked.find(({ isWrong }) => isWrong);
  return wrong && `correct the content of ${printable(wrong.name)}, and restart`;
}

function placeLines(looked: readonly SearchedPlace[]): string[] {
  const lines = looked.map(({ name, recipients, problems }) => {
    return `    ${printable(name)}: ${[...recipients.map(shortKey), ...problems].join(", ")}`;
  });
  return ["  Searched for a key in these places, in this order:", ...lines];
}

function nextStep(looked: readonly SearchedPlace[]): string {
  const [own] = looked.flatMap(({ recipients }) => recipients);
  if (own === undefined) {
    const mend = mendStep(looked);
    if (mend !== undefined) return mend;
    return "set SECRETS_AGE_KEY or SECRETS_AGE_KEY_FILE and restart; if you have no key yet, make one: npx toml-secrets keygen";
  }
  return `ask one of those people to run: npx toml-secrets recipients add NAME ${own.includes(" ") ? `"${own}"` : own}; then pull their commit and restart`;
}

/** A public key, short enough for a line of a list. */
export function shortKey(recipient: string): string {
  return recipient.startsWith("ssh-") ? `ssh-ed25519 …${recipient.slice(-12)}` : recipient;
}

/** Why a value does not open, and what to do about it. */
export const REASONS = {
  damaged: "it is damaged, or was made for another key, another section, or another file",
  plain: "it is not encrypted, in a file that is",
  proposed: "it was proposed by somebody without the key of the file, and nobody has accepted it yet",
  kind: "it is of a kind that this version does not know",
  deep: "it is nested deeper than 100 levels",
} as const;

/** The error for one value. */
export function undecryptable(path: KeyPath, source: string, which: keyof typeof REASONS): DecryptError {
  const reason = REASONS[which];
  const message = [
    `cannot decrypt ${formatPath(path)} of ${printable(source)}: ${reason}`,
    `  Try: ${nextSteps[which](printable(formatPath(path)))}.`,
    seeDocs("ERR_SECRETS_DECRYPT"),
  ];
  return new DecryptError(message.join("\n"), { source, path, reason });
}

const nextSteps: Record<keyof typeof REASONS, (key: string) => string> = {
  damaged: () => "npx toml-secrets repair, if it was renamed or merged; else restore it from the last commit that had it",
  plain: () => "npx toml-secrets encrypt, and restart",
  proposed: (key) => `ask somebody who has the key to run: npx toml-secrets accept ${key}`,
  kind: () => "update toml-secrets",
  deep: () => "keep the value in fewer sections",
};

/** The error for a whole age file that is damaged, or does not contain text. */
export function undecryptableFile(source: string, reason: string): DecryptError {
  const message = [
    `cannot decrypt ${printable(source)}: ${reason}`,
    "  Try: encrypt it again: age -e -a -R recipients.txt -o secrets.toml.age secrets.toml.",
    seeDocs("ERR_SECRETS_DECRYPT"),
  ];
  return new DecryptError(message.join("\n"), { source, path: [], reason });
}

/** The error for a header that is missing or can't be used. `next` says what to do. */
export function unreadableHeader(source: string, reason: string, next: string): ParseError {
  const message = `cannot read ${printable(source)}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_PARSE")}`;
  return new ParseError(message, { source, line: undefined, column: undefined, reason });
}

/** The error for a key in the header that does not belong there. */
export function keyInHeader(source: string, path: KeyPath): ParseError {
  const reason = `the key ${formatPath(path.slice(-1))} is in [${formatPath(path.slice(0, -1))}], which only the tool writes to`;
  return unreadableHeader(source, reason, "move it above the line [toml-secrets], then run: npx toml-secrets encrypt");
}
