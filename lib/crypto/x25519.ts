import type { KeyObject } from "node:crypto";
import { nodeCrypto } from "./node-crypto";

/*
 * Key agreement (RFC 7748) and key derivation (RFC 5869) over node:crypto. Keys are passed as JWK if the runtime accepts it,
 * because the first use of OpenSSL's code for DER takes a millisecond.
 */

const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
const POINT_BYTES = 32;

/** A private key of X25519. */
export interface AgreementKey {
  /** The public key: 32 bytes. */
  readonly point: Buffer;
  /** The shared secret with another public key; `undefined` for a point of low order, because everybody would know that secret. */
  agree(point: Uint8Array): Buffer | undefined;
}

export function createAgreementKey(secret: Uint8Array): AgreementKey {
  const privateKey = privateKeyOf(secret);
  return { point: pointOf(privateKey), agree: (point) => agree(privateKey, point) };
}

/** X25519 of a scalar and a point; `undefined` for a point of low order. */
export function x25519(scalar: Uint8Array, point: Uint8Array): Buffer | undefined {
  return agree(privateKeyOf(scalar), point);
}

function agree(privateKey: KeyObject, point: Uint8Array): Buffer | undefined {
  if (point.length !== POINT_BYTES) return undefined;
  let shared: Buffer;
  try {
    shared = nodeCrypto().diffieHellman({ privateKey, publicKey: publicKeyOf(point) });
  } catch {
    return undefined; // OpenSSL refuses points of low order
  }
  let bits = 0;
  for (const byte of shared) bits |= byte;
  return bits === 0 ? undefined : shared;
}

function privateKeyOf(secret: Uint8Array): KeyObject {
  try {
    const d = Buffer.from(secret).toString("base64url");
    return nodeCrypto().createPrivateKey({ key: { kty: "OKP", crv: "X25519", d, x: "" }, format: "jwk" }); // Node reads no `x` of a private key
  } catch {
    return nodeCrypto().createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: "der", type: "pkcs8" });
  }
}

function publicKeyOf(point: Uint8Array): KeyObject {
  try {
    const x = Buffer.from(point).toString("base64url");
    return nodeCrypto().createPublicKey({ key: { kty: "OKP", crv: "X25519", x }, format: "jwk" });
  } catch {
    return nodeCrypto().createPublicKey({ key: Buffer.concat([SPKI_PREFIX, point]), format: "der", type: "spki" });
  }
}

function pointOf(privateKey: KeyObject): Buffer {
  // Node also accepts a private key here, and returns its public key. Its types do not say so.
  const publicKey = nodeCrypto().createPublicKey(privateKey as unknown as string);
  try {
    const point = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    if (point.length === POINT_BYTES) return point;
  } catch {
    // This runtime can't export JWK, so the key is exported as DER.
  }
  return publicKey.export({ format: "der", type: "spki" }).subarray(-POINT_BYTES) as Buffer;
}

/** HKDF-SHA-256 for 32 bytes. An empty salt is 32 zero bytes, as RFC 5869 says. */
export function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Buffer {
  const extracted = hmac(salt.length === 0 ? Buffer.alloc(32) : salt, secret);
  return hmac(extracted, Buffer.from(`${info}\x01`));
}

export function hmac(key: Uint8Array, message: Uint8Array): Buffer {
  return nodeCrypto().createHmac("sha256", key).update(message).digest();
}
