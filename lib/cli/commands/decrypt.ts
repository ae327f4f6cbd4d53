import { formatPath, type KeyPath } from "../../core/key-path";
import { openAge } from "../../crypto/age";
import { isAgeError } from "../../crypto/age-error";
import { parseAge } from "../../crypto/age-header";
import { withoutArmor } from "../../crypto/armor";
import { undecryptableFile } from "../../crypto/lock-errors";
import { openWholeFile } from "../../crypto/whole-file";
import { readText } from "../../sources/file";
import { askHidden, askLine, canAsk } from "../ask";
import { type CliContext, EXIT, UsageError } from "../context";
import { headerOf, joined, partsOf } from "../encryption/header";
import { keyringOf, openFile } from "../encryption/open-file";
import { isAgeFile, lookAtTarget, openTarget, type TrustOptions, writeTarget } from "../encryption/target-file";
import { decryptValues } from "../encryption/values";

interface DecryptOptions extends TrustOptions {
  readonly stdout?: boolean;
  readonly show?: boolean;
  readonly yes?: boolean;
}

/** Writes the plain file: to standard output without the header, or in place with it. */
export async function decrypt(path: string | undefined, options: DecryptOptions, cli: CliContext): Promise<number> {
  if (options.stdout) return print(path, options, cli);
  // People edit a decrypted file and encrypt it again, so a file that somebody has replaced is refused here.
  const { target, file } = openTarget(path === undefined ? options : { ...options, file: [path] }, cli);
  const warning = `${target.shown} will be plain on the disk until you run: npx toml-secrets encrypt. Until then, programs refuse it.`;
  if (!options.yes) {
    if (!canAsk(cli)) throw new UsageError(`${warning}\n  Try: --yes to confirm, or --stdout.`);
    const answer = await askLine(`${warning}\nGo on (y/N)? `, cli);
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was written");
  }
  const { body, header } = partsOf(file.text);
  const { text: plain, failed } = decryptValues(body, file.siv);
  // A checkout makes files that everybody can read. That is right for an encrypted file, and wrong for a plain one.
  writeTarget(target, file.text, joined({ body: plain, header }), file.public, cli, { isPrivate: true });
  cli.stdout.write(`decrypted ${target.shown}; encrypt restores the same bytes\n`);
  return reportClosed(failed, cli);
}

/** Accepts any file, because git calls this with temporary files. */
async function print(path: string | undefined, options: DecryptOptions, cli: CliContext): Promise<number> {
  if (cli.stdout.isTerminal && !options.show) {
    throw new UsageError("this is a terminal: add --show to print the secrets here, or send them into a pipe");
  }
  const source = path ?? readTargetPath(options, cli);
  const text = readText(source);
  if (text === undefined) throw new UsageError("there is no such file to decrypt");
  if (isAgeFile(text)) {
    cli.stdout.write(await wholeFile(text, source, cli));
    return EXIT.ok;
  }
  if (headerOf(text, source) === undefined) {
    cli.stdout.write(text); // a version from before the file was encrypted
    return EXIT.ok;
  }
  const file = openFile(text, source, cli);
  const { text: plain, failed } = file === undefined ? { text, failed: [] } : decryptValues(partsOf(text).body, file.siv);
  cli.stdout.write(plain.replace(/(\n\r?)\n$/, (_all, first: string) => first.slice(0, 1))); // without the empty line above the header
  return reportClosed(failed, cli);
}

function readTargetPath(options: DecryptOptions, cli: CliContext): string {
  const [file] = options.file ?? [];
  return file ?? lookAtTarget(options, cli).target.path;
}

/** With a key; with a passphrase if it was encrypted with one. */
async function wholeFile(text: string, source: string, cli: CliContext): Promise<string> {
  try {
    return openWholeFile(text, source, keyringOf(cli));
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SECRETS_LOCKED" || !canAsk(cli) || !hasPassphrase(text)) throw error;
    const content = openWithPassphrase(text, source, await askHidden("Passphrase (it is not shown): ", cli));
    if (content === undefined) throw new UsageError("that passphrase does not open the file");
    return content;
  }
}

function hasPassphrase(text: string): boolean {
  return parseAge(withoutArmor(Buffer.from(text))).stanzas.some(({ type }) => type === "scrypt");
}

function openWithPassphrase(text: string, source: string, passphrase = ""): string | undefined {
  const { passphraseIdentity } = require("../../crypto/passphrase") as typeof import("../../crypto/passphrase");
  try {
    return openAge(Buffer.from(text), [passphraseIdentity(passphrase)])?.toString();
  } catch (error) {
    if (isAgeError(error)) throw undecryptableFile(source, error.message);
    throw error;
  }
}

function reportClosed(paths: readonly KeyPath[], cli: CliContext): number {
  if (paths.length === 0) return EXIT.ok;
  cli.stderr.write(
    `these values do not open, and stay as they are: ${paths.map(formatPath).join(", ")}\n  Try: npx toml-secrets repair.\n`,
  );
  return EXIT.problem;
}
