import { createHmac, randomBytes } from "node:crypto";
import type * as Age from "age-encryption" with { "resolution-mode": "import" };
import { VERSION_LINE } from "../../crypto/age-header";
import { ZERO_NONCE } from "../../crypto/age-identity";
import { encodeUnpadded } from "../../crypto/base64";
import { sealChaCha } from "../../crypto/chacha";
import { SSH_LABEL, sshTag, tweakOf } from "../../crypto/ssh-identity";
import { createAgreementKey, hkdf, x25519 } from "../../crypto/x25519";

/* Wraps the key of a file: an age file for one recipient, in base64. */

export async function wrapFor(recipient: string, fileKey: Uint8Array): Promise<string> {
  if (recipient.startsWith("ssh-ed25519 ")) return wrapForSsh(recipient, fileKey).toString("base64");
  const { Encrypter } = age();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(fileKey)).toString("base64");
}

function age(): typeof Age {
  return require("age-encryption") as typeof Age;
}

/** A new private key of age: `AGE-SECRET-KEY-1…`. */
export async function generateSecret(): Promise<string> {
  return age().generateX25519Identity();
}

/** The stanza of age's own command line for ssh-ed25519, which the package age-encryption does not have. */
function wrapForSsh(recipient: string, content: Uint8Array): Buffer {
  const wire = Buffer.from(recipient.split(" ")[1] ?? "", "base64");
  const point = montgomeryOf(wire.subarray(-32));
  const ephemeral = randomBytes(32);
  const share = createAgreementKey(ephemeral).point;
  const agreed = x25519(ephemeral, point);
  const shared = agreed && x25519(tweakOf(wire), agreed);
  if (shared === undefined) throw new TypeError("the SSH key is not a valid public key");
  const ageKey = randomBytes(16);
  const body = sealChaCha(hkdf(shared, Buffer.concat([share, point]), SSH_LABEL), ZERO_NONCE, ageKey);
  const header = `${VERSION_LINE}\n-> ssh-ed25519 ${sshTag(wire)} ${encodeUnpadded(share)}\n${encodeUnpadded(body)}\n---`;
  const none = Buffer.alloc(0);
  const mac = createHmac("sha256", hkdf(ageKey, none, "header"))
    .update(header)
    .digest();
  const nonce = randomBytes(16);
  const lastChunk = Buffer.alloc(12);
  lastChunk[11] = 1;
  const payload = sealChaCha(hkdf(ageKey, nonce, "payload"), lastChunk, content);
  return Buffer.concat([Buffer.from(`${header} ${encodeUnpadded(mac)}\n`), nonce, payload]);
}

const PRIME = 2n ** 255n - 19n;

/**
 * Converts a public key for signatures (Ed25519) to one for key agreement (X25519): u = (1 + y) / (1 - y). The key is public, so
 * the time may depend on it.
 */
export function montgomeryOf(edwards: Uint8Array): Buffer {
  const y = BigInt(`0x${Buffer.from(edwards).reverse().toString("hex")}`) & ((1n << 255n) - 1n);
  const u = modulo((1n + y) * power(1n - y, PRIME - 2n));
  return Buffer.from(u.toString(16).padStart(64, "0"), "hex").reverse();
}

function modulo(number: bigint): bigint {
  return ((number % PRIME) + PRIME) % PRIME;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}
