import { ageIdentity } from "../../crypto/age-identity";
import { type CliContext, EXIT, printable, shortPlace } from "../context";
import { addKey, keyFileOf, keysInFile } from "../encryption/own-keys";
import { generateSecret } from "../encryption/wrap";
import { styleOf } from "../terminal";

interface KeygenOptions {
  readonly print?: boolean;
  readonly another?: boolean;
}

/** Creates a private key and prints the public one. */
export async function keygen({ print, another }: KeygenOptions, cli: CliContext): Promise<number> {
  if (print) {
    const secret = await generateSecret();
    cli.stdout.write(`${secret}\n`);
    cli.stderr.write(`# public key: ${ageIdentity(secret).recipient}\n`);
    return EXIT.ok;
  }
  const path = keyFileOf(cli);
  const shown = printable(shortPlace(path, cli));
  const { bold } = styleOf(cli.stdout);
  const [known] = keysInFile(path);
  if (known !== undefined && !another) {
    cli.stdout.write(`${shown} already has a key; --another creates one more\npublic key: ${bold(known)}\n`);
    return EXIT.ok;
  }
  const recipient = await addKey(path);
  cli.stdout.write(
    `wrote a private key to ${shown}, readable only by you; keep a copy in a safe place\npublic key: ${bold(recipient)}\n`,
  );
  return EXIT.ok;
}
