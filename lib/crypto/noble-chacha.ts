/** The part of @noble/ciphers that is used here. */
interface NobleChaCha {
  chacha20poly1305(
    key: Uint8Array,
    nonce: Uint8Array,
  ): { encrypt(text: Uint8Array): Uint8Array; decrypt(sealed: Uint8Array): Uint8Array };
}

/** Opens ChaCha20-Poly1305 on a runtime whose node:crypto does not have it. */
export function openWithNoble(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  try {
    return Buffer.from(noble().chacha20poly1305(key, nonce).decrypt(sealed));
  } catch {
    return undefined;
  }
}

export function sealWithNoble(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Buffer {
  return Buffer.from(noble().chacha20poly1305(key, nonce).encrypt(text));
}

function noble(): NobleChaCha {
  return require("@noble/ciphers/chacha.js") as NobleChaCha;
}
