import { AgeError } from "./age-error";
import { parseAge, type Stanza } from "./age-header";
import { withoutArmor } from "./armor";
import { openChaCha } from "./chacha";
import { nodeCrypto } from "./node-crypto";
import { hkdf, hmac } from "./x25519";

/*
 * Opens age files (https://c2sp.org/age), synchronously and as a whole. Stanzas of unknown types are skipped, as the format asks.
 */

const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 16;
const FILE_KEY_BYTES = 16;
/** The limit for the content, because it is read into memory as a whole. A secrets file is small. */
const MAX_CONTENT_BYTES = 32 * 1024 * 1024;
const MAX_PAYLOAD_BYTES = NONCE_BYTES + MAX_CONTENT_BYTES + (MAX_CONTENT_BYTES / CHUNK_BYTES) * TAG_BYTES;

/** A private key that may open age files. */
export interface Identity {
  /** The public side: `age1…`, or `ssh-ed25519 AAAA…`. */
  readonly recipient: string;
  /** The private key as it was given. Only redaction uses it. */
  readonly secret: string;
  /** The file key of a stanza; `undefined` if the stanza is not for this identity. @throws AgeError for a malformed stanza. */
  unwrap(stanza: Stanza): Buffer | undefined;
}

/**
 * The content of an age file, binary or armored; `undefined` if no identity opens it.
 * @throws AgeError if it is malformed or damaged.
 */
export function openAge(file: Uint8Array, identities: readonly Identity[]): Buffer | undefined {
  const { stanzas, mac, macInput, payload } = parseAge(withoutArmor(Buffer.from(file.buffer, file.byteOffset, file.byteLength)));
  if (stanzas.length > 1 && stanzas.some(({ type }) => type === "scrypt")) {
    throw new AgeError("it has a passphrase and another recipient");
  }
  const fileKey = fileKeyOf(stanzas, identities);
  if (fileKey === undefined) return undefined;
  if (!nodeCrypto().timingSafeEqual(hmac(hkdf(fileKey, Buffer.alloc(0), "header"), macInput), mac))
    throw new AgeError("its header is damaged");
  return openPayload(fileKey, payload);
}

function fileKeyOf(stanzas: readonly Stanza[], identities: readonly Identity[]): Buffer | undefined {
  for (const identity of identities) {
    for (const stanza of stanzas) {
      const fileKey = identity.unwrap(stanza);
      if (fileKey?.length === FILE_KEY_BYTES) return fileKey;
    }
  }
  return undefined;
}

/** The STREAM construction: chunks of 64 KiB, each with a counter and a mark on the last one. */
function openPayload(fileKey: Buffer, payload: Buffer): Buffer {
  if (payload.length < NONCE_BYTES) throw new AgeError("its content is cut off");
  if (payload.length > MAX_PAYLOAD_BYTES) throw new AgeError("its content is larger than 32 MiB");
  const key = hkdf(fileKey, payload.subarray(0, NONCE_BYTES), "payload");
  const nonce = Buffer.alloc(12);
  const chunks: Buffer[] = [];
  let rest = payload.subarray(NONCE_BYTES);
  for (let count = 0; ; count++) {
    const isLast = rest.length <= CHUNK_BYTES + TAG_BYTES;
    nonce.writeUInt32BE(count, 7); // the first 7 of the counter's 11 bytes stay zero: 2^32 chunks are 256 TiB
    nonce[11] = isLast ? 1 : 0;
    const chunk = openChaCha(key, nonce, rest.subarray(0, CHUNK_BYTES + TAG_BYTES));
    if (chunk === undefined) throw new AgeError("its content is damaged");
    if (chunk.length === 0 && count > 0) throw new AgeError("its content ends with an empty part");
    chunks.push(chunk);
    if (isLast) return Buffer.concat(chunks);
    rest = rest.subarray(CHUNK_BYTES + TAG_BYTES);
  }
}
