import { createHash } from "node:crypto";
import type { Identity } from "./age";
import { AgeError } from "./age-error";
import { VERSION_LINE } from "./age-header";
import { shareOf, ZERO_NONCE } from "./age-identity";
import { encodeUnpadded } from "./base64";
import { openChaCha } from "./chacha";
import { createAgreementKey, hkdf, x25519 } from "./x25519";

/* SSH keys of the type ed25519, as age uses them: the key for signatures is converted to a key for X25519. */

const PEM = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/;
const MAGIC = "openssh-key-v1\0";
export const SSH_LABEL = `${VERSION_LINE}/ssh-ed25519`;
const NOT_A_KEY = "an SSH key that is damaged or cut off: copy it again";

/** The identity in a file of OpenSSH. @throws AgeError for one with a passphrase, or of another kind. */
export function sshIdentity(text: string): Identity {
  const blob = Buffer.from(PEM.exec(text)?.[1] ?? "", "base64");
  if (blob.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new AgeError(NOT_A_KEY);
  const outer = readerOf(blob, MAGIC.length);
  const cipher = outer.text();
  outer.bytes(); // the name and the options of the key derivation function
  outer.bytes();
  if (cipher !== "none")
    throw new AgeError(
      "an SSH key with a passphrase, which this library does not ask for; make a key for this: npx toml-secrets keygen",
    );
  if (outer.number() !== 1) throw new AgeError(NOT_A_KEY);
  const wire = Buffer.from(outer.bytes());
  const inner = readerOf(outer.bytes(), 0);
  const check = inner.number();
  if (inner.number() !== check) throw new AgeError(NOT_A_KEY); // they differ if the key is encrypted
  if (inner.text() !== "ssh-ed25519") throw new AgeError("an SSH key of another kind than ed25519");
  inner.bytes(); // the public key again
  const seedAndPoint = inner.bytes();
  if (seedAndPoint.length !== 64) throw new AgeError(NOT_A_KEY);
  return identityOf(seedAndPoint.subarray(0, 32), wire, text);
}

function identityOf(seed: Uint8Array, wire: Buffer, text: string): Identity {
  const scalar = createHash("sha512").update(seed).digest().subarray(0, 32);
  const key = createAgreementKey(scalar);
  const tag = sshTag(wire);
  return {
    recipient: `ssh-ed25519 ${wire.toString("base64")}`,
    secret: text,
    unwrap({ type, args, body }) {
      if (type !== "ssh-ed25519" || args[0] !== tag) return undefined;
      const share = shareOf(args, 1, body);
      const agreed = key.agree(share);
      const shared = agreed && x25519(tweakOf(wire), agreed);
      if (shared === undefined) throw new AgeError("its header has a key of low order");
      return openChaCha(hkdf(shared, Buffer.concat([share, key.point]), SSH_LABEL), ZERO_NONCE, body);
    },
  };
}

/** Binds the agreement to the SSH key. `wire` is the public key in SSH's own format. */
export function tweakOf(wire: Uint8Array): Buffer {
  return hkdf(Buffer.alloc(0), wire, SSH_LABEL);
}

/** The first four bytes of the key's fingerprint, by which a stanza names its recipient. */
export function sshTag(wire: Uint8Array): string {
  return encodeUnpadded(createHash("sha256").update(wire).digest().subarray(0, 4));
}

/** Reads the fields of SSH's format in order. @throws AgeError past the end. */
function readerOf(blob: Buffer, start: number) {
  let at = start;
  const take = (length: number) => {
    if (at + length > blob.length) throw new AgeError(NOT_A_KEY);
    at += length;
    return blob.subarray(at - length, at);
  };
  const number = () => take(4).readUInt32BE(0);
  const bytes = () => take(number());
  return { number, bytes, text: () => bytes().toString("latin1") };
}
