import { nodeCrypto } from "./node-crypto";

/*
 * AES-SIV (RFC 5297) with a key of 64 bytes: AEAD_AES_SIV_CMAC_512, built from AES-256 of node:crypto, which every runtime has.
 * It is a deterministic authenticated cipher: the same key, associated data, and text produce the same bytes. The bytes reveal
 * nothing else.
 */

export const KEY_BYTES = 64;
const BLOCK_BYTES = 16;
const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);
/** RFC 5297, section 2.6: 127 parts with the text, which is one of them. */
const MAX_ASSOCIATED = 126;
/** Up to this length, a shared cipher object encrypts block by block. For longer text, a new object that encrypts all blocks at once is faster. */
const MAX_SHORT_BYTES = 512;

export interface Siv {
  /** The synthetic IV (16 bytes), then the cipher text. */
  seal(text: Uint8Array, associated: readonly Uint8Array[]): Buffer;
  /** The text; `undefined` if these bytes were not sealed with this key and this associated data. */
  open(sealed: Uint8Array, associated: readonly Uint8Array[]): Buffer | undefined;
}

/** @throws RangeError for a key that does not have 64 bytes. */
export function createSiv(key: Uint8Array): Siv {
  if (key.length !== KEY_BYTES) throw new RangeError("an AES-SIV key has 64 bytes");
  const mac = createCmac(key.subarray(0, 32));
  const applyCounter = createCounterMode(key.subarray(32));
  const startState = mac(ZERO_BLOCK);
  /** The state of S2V after all associated data but the last part: values of the same section share it. */
  const states = new Map<string, Buffer>();

  function stateAfter(associated: readonly Uint8Array[], count: number): Buffer {
    if (count === 0) return startState;
    const isShared = count < associated.length;
    const id = isShared ? idOf(associated, count) : "";
    const known = isShared ? states.get(id) : undefined;
    if (known !== undefined) return known;
    const state = doubled(stateAfter(associated, count - 1));
    xorInto(state, 0, mac(associated[count - 1] as Uint8Array));
    if (isShared) states.set(id, state);
    return state;
  }

  /** S2V of RFC 5297, section 2.4. */
  function syntheticIv(associated: readonly Uint8Array[], text: Uint8Array): Buffer {
    if (associated.length > MAX_ASSOCIATED) throw new RangeError("AES-SIV takes at most 126 parts of associated data");
    const state = stateAfter(associated, associated.length);
    if (text.length >= BLOCK_BYTES) {
      const last = Buffer.from(text);
      xorInto(last, last.length - BLOCK_BYTES, state);
      return mac(last);
    }
    const last = doubled(state);
    for (let at = 0; at < text.length; at++) (last[at] as number) ^= text[at] as number;
    (last[text.length] as number) ^= 0x80;
    return mac(last);
  }

  return {
    seal(text, associated) {
      const iv = syntheticIv(associated, text);
      return Buffer.concat([iv, applyCounter(iv, text)]);
    },
    open(sealed, associated) {
      if (sealed.length < BLOCK_BYTES) return undefined;
      const iv = sealed.subarray(0, BLOCK_BYTES);
      const text = applyCounter(iv, sealed.subarray(BLOCK_BYTES));
      return nodeCrypto().timingSafeEqual(syntheticIv(associated, text), iv) ? text : undefined;
    },
  };
}

/** AES-CMAC (RFC 4493) with a key of 32 bytes. */
export function createCmac(key: Uint8Array): (message: Uint8Array) => Buffer {
  const encrypt = createBlockCipher(key);
  const subkey = doubled(encrypt(ZERO_BLOCK));
  const paddedSubkey = doubled(subkey);
  return (message) => {
    const isWhole = message.length > 0 && message.length % BLOCK_BYTES === 0;
    const length = isWhole ? message.length : message.length - (message.length % BLOCK_BYTES) + BLOCK_BYTES;
    const blocks = Buffer.alloc(length);
    blocks.set(message);
    if (!isWhole) blocks[message.length] = 0x80;
    xorInto(blocks, length - BLOCK_BYTES, isWhole ? subkey : paddedSubkey);
    if (length > MAX_SHORT_BYTES) {
      const cipher = nodeCrypto().createCipheriv("aes-256-cbc", key, ZERO_BLOCK).setAutoPadding(false);
      return cipher.update(blocks).subarray(-BLOCK_BYTES) as Buffer;
    }
    let state = encrypt(blocks.subarray(0, BLOCK_BYTES));
    for (let at = BLOCK_BYTES; at < length; at += BLOCK_BYTES) {
      xorInto(blocks, at, state);
      state = encrypt(blocks.subarray(at, at + BLOCK_BYTES));
    }
    return state;
  };
}

/** CTR mode as in RFC 5297, section 2.6. Two bits of the first counter are cleared, so that 32-bit additions have no carry. */
function createCounterMode(key: Uint8Array): (iv: Uint8Array, text: Uint8Array) => Buffer {
  const encrypt = createBlockCipher(key);
  return (iv, text) => {
    const start = Buffer.from(iv);
    (start[8] as number) &= 0x7f;
    (start[12] as number) &= 0x7f;
    if (text.length > MAX_SHORT_BYTES) return nodeCrypto().createCipheriv("aes-256-ctr", key, start).update(text);
    const first = start.readUInt32BE(12); // below 2^31, so no addition here carries
    const counters = Buffer.alloc(Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES);
    for (let at = 0; at < counters.length; at += BLOCK_BYTES) {
      counters.set(start, at);
      counters.writeUInt32BE(first + at / BLOCK_BYTES, at + 12);
    }
    const out = encrypt(counters).subarray(0, text.length) as Buffer;
    for (let at = 0; at < text.length; at++) (out[at] as number) ^= text[at] as number;
    return out;
  };
}

/** AES on whole blocks, each on its own. All calls share one cipher object, because creating one takes longer than encrypting a value. */
function createBlockCipher(key: Uint8Array): (blocks: Uint8Array) => Buffer {
  const cipher = nodeCrypto().createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return (blocks) => cipher.update(blocks);
}

/** Multiplication by x in GF(2^128). */
function doubled(block: Uint8Array): Buffer {
  const out = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at++) out[at] = ((block[at] as number) << 1) | ((block[at + 1] ?? 0) >> 7);
  (out[BLOCK_BYTES - 1] as number) ^= ((block[0] as number) >> 7) * 0x87; // no branch on a bit of the state
  return out;
}

function xorInto(target: Buffer, offset: number, block: Uint8Array): void {
  for (let at = 0; at < BLOCK_BYTES; at++) (target[offset + at] as number) ^= block[at] as number;
}

/** The key of a cache for lists of parts. Each part follows its length, so two different lists have different keys. */
function idOf(parts: readonly Uint8Array[], count: number): string {
  let id = "";
  for (let at = 0; at < count; at++) {
    const part = parts[at] as Uint8Array;
    id += `${part.length}:${Buffer.from(part.buffer, part.byteOffset, part.length).toString("latin1")}`;
  }
  return id;
}
