import { randomBytes } from "node:crypto";
import { headerText, joined, type Recipient } from "../../lib/cli/encryption/header";
import { encryptValues } from "../../lib/cli/encryption/values";
import { ageIdentity, SECRET_PREFIX } from "../../lib/crypto/age-identity";
import { encodeBech32 } from "../../lib/crypto/bech32";
import { createSiv } from "../../lib/crypto/siv";

/** A key pair of age for a spec. The private key is as real as any other, and belongs to nobody. */
export interface KeyPair {
  readonly secret: string;
  readonly recipient: string;
}

export function keyPair(): KeyPair {
  const secret = encodeBech32(SECRET_PREFIX, randomBytes(32)).toUpperCase();
  return { secret, recipient: ageIdentity(secret).recipient };
}

/** The pieces of a private key that no message may contain. */
export function keyPieces({ secret }: KeyPair): string[] {
  return [secret.slice(16, 32), secret.slice(32, 48), secret.slice(48, 64)];
}

/** An encrypted file, and the key that its values are encrypted with. */
export interface EncryptedText {
  readonly text: string;
  readonly fileKey: Buffer;
}

/** The document with all values encrypted. */
export async function encrypted(
  toml: string,
  recipients: readonly Recipient[],
  fileKey: Buffer = randomBytes(64),
): Promise<EncryptedText> {
  const body = encryptValues(toml, createSiv(fileKey)).text;
  return { text: joined({ body, header: await headerText(recipients, fileKey) }), fileKey };
}
