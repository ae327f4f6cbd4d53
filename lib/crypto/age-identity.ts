import type { Identity } from "./age";
import { AgeError } from "./age-error";
import { type Stanza, VERSION_LINE } from "./age-header";
import { decodeBase64 } from "./base64";
import { decodeBech32, encodeBech32, MISTYPED } from "./bech32";
import { openChaCha } from "./chacha";
import { createAgreementKey, hkdf } from "./x25519";

/* age's own keys: `AGE-SECRET-KEY-1…` and `age1…`. */

const KEY_BYTES = 32;
export const SECRET_PREFIX = "age-secret-key-";
export const ZERO_NONCE = Buffer.alloc(12);

/** The identity of `AGE-SECRET-KEY-1…`. @throws AgeError if it is mistyped. */
export function ageIdentity(text: string): Identity {
  const secret = decodeBech32(SECRET_PREFIX, text);
  if (secret.length !== KEY_BYTES) throw new AgeError(MISTYPED);
  return x25519Identity(secret, text);
}

/** The identity for 32 secret bytes. `text` is their `AGE-SECRET-KEY-1…` form. */
export function x25519Identity(secret: Uint8Array, text: string): Identity {
  const key = createAgreementKey(secret);
  return {
    recipient: encodeBech32("age", key.point),
    secret: text,
    unwrap({ type, args, body }) {
      if (type !== "X25519") return undefined;
      const share = shareOf(args, 0, body);
      const shared = key.agree(share);
      if (shared === undefined) throw new AgeError("its header has a key of low order");
      return openChaCha(hkdf(shared, Buffer.concat([share, key.point]), `${VERSION_LINE}/X25519`), ZERO_NONCE, body);
    },
  };
}

/** The ephemeral share of a stanza, which is its last argument. @throws AgeError if the stanza is malformed. */
export function shareOf(args: Stanza["args"], at: number, body: Buffer): Buffer {
  const share = decodeBase64(args[at] ?? "", { padded: false });
  if (args.length !== at + 1 || share.length !== KEY_BYTES || body.length !== 32) throw new AgeError("its header is malformed");
  return share;
}
