import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import { ageIdentity } from "../../crypto/age-identity";
import { decodeToml } from "../../toml/decode";
import { type CliContext, EXIT, printable, shortPlace, UsageError } from "../context";
import { checkValid } from "../encryption/check-valid";
import { viewOf } from "../encryption/edit-encrypted";
import { textInIndex } from "../encryption/git-texts";
import { headerOf, type Recipient } from "../encryption/header";
import { stopIgnoring } from "../encryption/ignore-list";
import { checkKnown, checkKnownPlain } from "../encryption/known-files";
import { ALIKE, checkNoneEncoded, unsafePaths } from "../encryption/look-alikes";
import { keyringOf, openFile } from "../encryption/open-file";
import { addKey, keyFileOf, ownName, ownRecipient } from "../encryption/own-keys";
import { checkName, recipientIn } from "../encryption/recipient-argument";
import { encryptDocument } from "../encryption/rewrite";
import { isAgeFile, lookAtTarget, readTarget, type TrustOptions, writeTarget } from "../encryption/target-file";
import { generateSecret } from "../encryption/wrap";
import type { Target } from "../target";
import { styleOf } from "../terminal";

interface EncryptOptions extends TrustOptions {
  readonly check?: boolean;
  readonly staged?: boolean;
  /** Each is `NAME=KEY`. */
  readonly to?: readonly string[];
  readonly recovery?: boolean;
  readonly force?: boolean;
}

/** Encrypts every plain value of a file. Encrypted values keep their bytes. */
export async function encrypt(options: EncryptOptions, cli: CliContext): Promise<number> {
  if (options.check || options.staged) return checkEncrypted(options, cli);
  const { target, text } = readTarget(options, cli);
  checkValid(text, target.path);
  const isNew = headerOf(text, target.path) === undefined;
  if (isNew) return encryptPlainFile(target, text, options, cli);
  if (options.to !== undefined || options.recovery) {
    const next = options.recovery ? "recovery --generate, and keep what it prints in a safe" : "NAME KEY";
    throw new UsageError(`${target.shown} is encrypted already\n  Try: npx toml-secrets recipients add ${next}.`);
  }
  const file = openFile(text, target.path, cli);
  if (file === undefined) return EXIT.ok;
  checkKnown(file, cli, { trust: options.trust ?? false });
  const { plain, alike } = unsafePaths(text);
  const view = viewOf(file);
  writeTarget(target, text, plain.length === 0 ? text : view.sealedAgain(), file.public, cli);
  const other = alike.length === 0 ? "" : "other ";
  cli.stdout.write(plain.length === 0 ? `every ${other}value of ${target.shown} is encrypted\n` : report(plain, target));
  return reportAlike(alike, cli);
}

async function encryptPlainFile(target: Target, text: string, options: EncryptOptions, cli: CliContext): Promise<number> {
  checkKnownPlain(target.path, cli, { trust: options.trust ?? false });
  checkNoneEncoded(text, target.shown);
  const { recipients, lines } = await recipientsOf(options, cli);
  const recovery = options.recovery ? await generateSecret() : undefined;
  if (recovery !== undefined) recipients.push({ name: "recovery", recipient: ageIdentity(recovery).recipient });
  const after = await encryptDocument(text, recipients);
  if (!options.force) checkOwnKey(after, target, cli);
  if (recovery !== undefined) {
    cli.stderr.write("This is the recovery key. It is printed once, and stored nowhere. Print it, and put it into a safe:\n");
    await cli.stdout.writeOrThrow(`${recovery}\n`); // before the file needs it
  }
  writeTarget(target, text, after, headerOf(after, target.path)?.public ?? "", cli);
  const said = [...lines, ...report(unsafePaths(text).plain, target).trimEnd().split("\n")];
  said.push(`it can be opened by ${recipients.map(({ name }) => printable(name)).join(", ")}`, ...stopIgnoring(target, cli));
  said.push(...historyNote(target, cli));
  cli.stdout.write(`${said.join("\n")}\n`);
  return EXIT.ok;
}

/** The recipients: those of `--to`, and this person, whose key is created if there is none. */
async function recipientsOf(
  { to = [], force }: EncryptOptions,
  cli: CliContext,
): Promise<{ recipients: Recipient[]; lines: string[] }> {
  const recipients = to.map((text) => {
    const at = text.indexOf("=");
    if (at === -1) throw new UsageError("--to takes NAME=PUBLIC_KEY, such as alice=age1…");
    checkName(text.slice(0, at));
    return { name: text.slice(0, at), recipient: recipientIn(text.slice(at + 1)) };
  });
  if (new Set(recipients.map(({ name }) => name)).size < recipients.length) throw new UsageError("--to names somebody twice");
  const lines: string[] = [];
  let own = ownRecipient(cli);
  if (own === undefined && to.length === 0) {
    own = await addKey(keyFileOf(cli));
    lines.push(
      `wrote a private key to ${printable(shortPlace(keyFileOf(cli), cli))}, readable only by you; keep a copy in a safe place`,
    );
  }
  const isNamed = own === undefined || force || recipients.some(({ recipient }) => recipient === own);
  if (!isNamed && own !== undefined) {
    const name = recipients.some((one) => one.name === ownName()) ? `${ownName()}-2` : ownName();
    recipients.unshift({ name, recipient: own });
  }
  return { recipients, lines };
}

/** @throws UsageError if this person could not open the file any more. */
function checkOwnKey(text: string, target: Target, cli: CliContext): void {
  const { lines } = headerOf(text, target.path) ?? { lines: [] };
  if (keyringOf(cli).search(lines).fileKey !== undefined) return;
  throw new UsageError(
    "no key of this machine is among the recipients, so you could not open the file any more; --force to do it anyway",
  );
}

function reportAlike(paths: readonly KeyPath[], cli: CliContext): number {
  if (paths.length === 0) return EXIT.ok;
  cli.stderr.write(`${ALIKE}: ${paths.map(formatPath).join(", ")}\n  Try: npx toml-secrets set, for each of them.\n`);
  return EXIT.problem;
}

function report(paths: readonly KeyPath[], { shown }: Target): string {
  const count = paths.length === 1 ? "1 value" : `${paths.length} values`;
  return `encrypted ${count} of ${shown}: ${paths.map(formatPath).join(", ")}\n`;
}

/** A plain file that was committed stays in the history of git. */
function historyNote({ path }: Target, cli: CliContext): string[] {
  if (textInIndex(path, cli.env) === undefined) return [];
  return ["git has plain versions of this file; its history keeps those values, so replace each of them at its source"];
}

/** For a hook: fails if a value is plain. No key is needed. */
function checkEncrypted({ staged, ...options }: EncryptOptions, cli: CliContext): number {
  const { target, text: onDisk } = lookAtTarget(options, cli);
  const text = staged ? textInIndex(target.path, cli.env) : onDisk;
  const { green } = styleOf(cli.stdout);
  if (text === undefined) {
    cli.stdout.write(`${target.shown} is not in git's index\n`);
    return EXIT.ok;
  }
  const isWhole = isAgeFile(text);
  if (!isWhole) decodeToml(text, target.path);
  const { plain, alike } = isWhole ? { plain: [], alike: [] } : unsafePaths(text);
  const hasHeader = !isWhole && headerOf(text, target.path) !== undefined;
  if (isWhole || (hasHeader && plain.length === 0 && alike.length === 0)) {
    cli.stdout.write(`${green(`every value of ${target.shown} is encrypted`)}\n`);
    return EXIT.ok;
  }
  const said = [
    ...(plain.length > 0 ? [`these values are not encrypted: ${plain.map(formatPath).join(", ")}`] : []),
    ...(alike.length > 0 ? [`${ALIKE}: ${alike.map(formatPath).join(", ")}`] : []),
  ];
  const what = hasHeader ? said.join("; ") : "it is not encrypted at all";
  cli.stderr.write(
    `${target.shown}${staged ? " in git's index" : ""}: ${what}\n  Try: npx toml-secrets encrypt${staged ? ", and git add" : ""}.\n`,
  );
  return EXIT.problem;
}
