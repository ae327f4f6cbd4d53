import { formatPath } from "../../core/key-path";
import { ageIdentity } from "../../crypto/age-identity";
import { publicKeyIn, shortKey } from "../../crypto/lock-errors";
import { readInput } from "../ask";
import { type CliContext, EXIT, printable, UsageError } from "../context";
import { headerOf } from "../encryption/header";
import { type OpenFile, openFile } from "../encryption/open-file";
import { checkName, recipientIn } from "../encryption/recipient-argument";
import { rotatedText, withRecipient } from "../encryption/rewrite";
import { openTarget, readTarget, type TrustOptions, writeTarget } from "../encryption/target-file";
import { fileValues } from "../encryption/values";
import { generateSecret } from "../encryption/wrap";
import { columns, styleOf } from "../terminal";

/** Lists who can open the file. Only somebody with a key sees whether each was approved. */
export function listRecipients(options: TrustOptions, cli: CliContext): number {
  const { target, text } = readTarget(options, cli);
  const header = headerOf(text, target.path);
  if (header === undefined) throw new UsageError(`${target.shown} is not encrypted`);
  const file = fileIfOpen(text, target.path, cli);
  const { red, dim } = styleOf(cli.stdout);
  const rows = columns(header.lines.map(({ name, recipient }) => [printable(name), printable(shortKey(publicKeyIn(recipient)))]));
  const notes = header.lines.map(({ name }) =>
    file?.unapproved.includes(name) ? red("  not approved by anybody who has the key") : "",
  );
  cli.stdout.write(rows.map((row, at) => `${row}${notes[at]}\n`).join(""));
  if (file === undefined) cli.stdout.write(dim("Without a key of the file nobody can tell which of them were approved.\n"));
  return EXIT.ok;
}

function fileIfOpen(text: string, source: string, cli: CliContext): OpenFile | undefined {
  try {
    return openFile(text, source, cli);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_SECRETS_LOCKED") return undefined;
    throw error;
  }
}

interface AddOptions extends TrustOptions {
  readonly generate?: boolean;
}

/** Adds a person, or a place, to those who can open the file. */
export async function addRecipient(name: string, key: string | undefined, options: AddOptions, cli: CliContext): Promise<number> {
  checkName(name);
  if ((key === undefined) !== (options.generate ?? false)) {
    throw new UsageError("recipients add takes a public key, - to read one from standard input, or --generate");
  }
  const secret = options.generate ? await generateSecret() : undefined;
  const given = key === "-" ? Buffer.from(await readInput(cli)).toString() : (key ?? "");
  const recipient = secret === undefined ? recipientIn(given) : ageIdentity(secret).recipient;
  const { target, file } = openTarget(options, cli);
  const after = await withRecipient(file, { name, recipient });
  if (secret !== undefined) await cli.stdout.writeOrThrow(`${secret}\n`); // first, because the key is stored nowhere
  writeTarget(target, file.text, after, file.public, cli);
  const say = secret === undefined ? cli.stdout : cli.stderr;
  say.write(`${printable(name)} can open ${target.shown} now, and every earlier version with the same key. Commit the file.\n`);
  if (secret !== undefined)
    say.write("The private key was printed once, and is stored nowhere. Put it into SECRETS_AGE_KEY of that place.\n");
  return EXIT.ok;
}

/** Removes recipients, and gives the file a new key. */
export async function removeRecipients(names: readonly string[], options: TrustOptions, cli: CliContext): Promise<number> {
  const { target, file } = openTarget(options, cli, { replacesPublic: true });
  const absent = names.find((name) => !file.lines.some((line) => line.name === name));
  if (absent !== undefined) {
    const known = file.lines.map(({ name }) => printable(name)).join(", ");
    throw new UsageError(`there is no recipient ${printable(absent)}; there are ${known}`);
  }
  const { text, publicKey, leftOut } = await rotatedText(file, names);
  writeTarget(target, file.text, text, publicKey, cli);
  cli.stdout.write(`removed ${names.map(printable).join(", ")}, and gave ${target.shown} a new key\n${leftOutText(leftOut)}`);
  cli.stdout.write(
    "They can still read every earlier version. Replace these values at their source:\n" +
      `${fileValues(text)
        .map(({ path }) => `  ${printable(formatPath(path))}\n`)
        .join("")}`,
  );
  return EXIT.ok;
}

/** Gives the file a new key, for the same recipients. */
export async function rotate(options: TrustOptions, cli: CliContext): Promise<number> {
  const { target, file } = openTarget(options, cli, { replacesPublic: true });
  const { text, publicKey, leftOut } = await rotatedText(file);
  writeTarget(target, file.text, text, publicKey, cli);
  cli.stdout.write(`gave ${target.shown} a new key; commit it\n${leftOutText(leftOut)}`);
  cli.stdout.write(
    "Everybody who had the old key can still read every earlier version. If somebody must not, replace the values at their source.\n",
  );
  return EXIT.ok;
}

function leftOutText(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `left out, because nobody who has the key has approved them: ${names.map(printable).join(", ")}\n`;
}
