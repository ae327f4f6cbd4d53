import type { CipherGCM, DecipherGCM } from "node:crypto";
import { nodeCrypto } from "./node-crypto";

const TAG_BYTES = 16;
/** Node's types allow the options below only with the name of another cipher. */
const CIPHER = "chacha20-poly1305" as "aes-256-gcm";
const OPTIONS = { authTagLength: TAG_BYTES } as object;

/** Opens ChaCha20-Poly1305 (RFC 8439); `undefined` if the tag is wrong. */
export function openChaCha(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipher(key, nonce);
  if (decipher === undefined) {
    const { openWithNoble } = require("./noble-chacha") as typeof import("./noble-chacha");
    return openWithNoble(key, nonce, sealed);
  }
  try {
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** `undefined` on a runtime without this cipher (Bun, and Node with OpenSSL's FIPS provider). */
function createDecipher(key: Buffer, nonce: Buffer): DecipherGCM | undefined {
  try {
    return nodeCrypto().createDecipheriv(CIPHER, key, nonce, OPTIONS);
  } catch {
    return undefined;
  }
}

/** Seals with ChaCha20-Poly1305: the cipher text, then the tag. */
export function sealChaCha(key: Buffer, nonce: Buffer, text: Uint8Array): Buffer {
  let cipher: CipherGCM;
  try {
    cipher = nodeCrypto().createCipheriv(CIPHER, key, nonce, OPTIONS);
  } catch {
    const { sealWithNoble } = require("./noble-chacha") as typeof import("./noble-chacha");
    return sealWithNoble(key, nonce, text);
  }
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}
