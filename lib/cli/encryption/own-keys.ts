import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir, platform, userInfo } from "node:os";
import { dirname } from "node:path";
import { ageIdentity } from "../../crypto/age-identity";
import { allKeyFiles, keyFiles, keyPlaces } from "../../crypto/key-places";
import { identitiesIn } from "../../crypto/key-text";
import { type CliContext, UsageError } from "../context";
import { cannotWrite } from "../write-error";
import { generateSecret } from "./wrap";

/** The file that `keygen` writes to. */
export function keyFileOf({ env }: Pick<CliContext, "env">): string {
  try {
    return keyFiles({ env, platform: platform(), home: homedir })[0] as string;
  } catch {
    throw new UsageError("the system has no home folder for this user\n  Try: set HOME to an absolute path.");
  }
}

/** Every file where keys are searched for; none if the system knows no home folder. */
export function keyFilesOf(cli: CliContext): string[] {
  try {
    return allKeyFiles({ env: cli.env, cwd: () => cli.cwd, home: homedir, platform: platform() });
  } catch {
    return [];
  }
}

/** The public keys of the private ones in the key file. @throws SourceError if it can't be read. */
export function keysInFile(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return identitiesIn(readFileSync(path, "utf8")).identities.map(({ recipient }) => recipient);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Generates a key, appends it to the file, which only its owner can read, and returns the public key. */
export async function addKey(path: string): Promise<string> {
  const secret = await generateSecret();
  const { recipient } = ageIdentity(secret);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (platform() !== "win32" && existsSync(path)) chmodSync(path, 0o600); // before the key is in it
    const gap = existsSync(path) && !/(^|\n)$/.test(readFileSync(path, "utf8")) ? "\n" : "";
    appendFileSync(path, `${gap}# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${secret}\n`, {
      mode: 0o600,
    });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return recipient;
}

/**
 * The first public key of this person, in any place except the SSH key and the command.
 * @throws UsageError if a variable is set and has no key that can be used: the person must not get another key instead.
 */
export function ownRecipient(cli: CliContext): string | undefined {
  for (const place of keyPlaces({ env: cli.env, cwd: () => cli.cwd, home: homedir, platform: platform() })) {
    if (place.isForSsh || place.name === "SECRETS_AGE_KEY_CMD") continue;
    const read = place.read();
    const { identities, problems } = "text" in read ? identitiesIn(read.text) : { identities: [], problems: [read.problem] };
    if (identities[0] !== undefined) return identities[0].recipient;
    if (place.isNamed && !problems.includes("not set")) throw new UsageError(`${place.name}: ${problems.join(", ")}`);
  }
  return undefined;
}

/** A name for the line of this person: the login name. */
export function ownName(): string {
  try {
    return userInfo().username.replaceAll(/[^\w.-]/g, "-") || "me";
  } catch {
    return "me"; // a process whose user number has no name, in a container
  }
}
