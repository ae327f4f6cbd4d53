import { createCipheriv, randomBytes } from "node:crypto";
import { createCmac, createSiv } from "../../../lib/crypto/siv";
import { requireEsm } from "../../support/require-esm";

/* AES-SIV against the RFCs and two other implementations. The RFC's own vectors have 256-bit keys or another block cipher length. */

interface Noble {
  aessiv(key: Uint8Array, ...associated: Uint8Array[]): { encrypt(text: Uint8Array): Uint8Array };
}
const noble = requireEsm("@noble/ciphers/aes.js") as Noble;
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("AES-CMAC", () => {
  // NIST SP 800-38B, D.3: AES-256, the key and messages of RFC 4493 in that length.
  const key = hex("603deb1015ca71be2b73aef0857d7781 1f352c073b6108d72d9810a30914dff4");
  const message = hex(
    "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710",
  );

  it.each([
    [0, "028962f61b7bf89efc6b551f4667d983"],
    [16, "28a7023f452e8f82bd4bf28d8c37c35c"],
    [40, "aaf3d8f1de5640c232f5b169b9c911e6"],
    [64, "e1992190549f6ed5696a2c056c315410"],
  ])("is NIST's for %i bytes", (length, mac) => {
    expect(createCmac(key)(message.subarray(0, length)).toString("hex")).toBe(mac);
  });

  it("is the same whether it works block by block or on all blocks at once", () => {
    for (const length of [496, 511, 512, 513, 528, 2000]) {
      const text = randomBytes(length);
      const isWhole = length % 16 === 0;
      const cbc = createCipheriv("aes-256-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
      const double = (block: Buffer) => {
        const shifted =
          ((BigInt(`0x${block.toString("hex")}`) << 1n) ^ (block.readUInt8() > 127 ? 0x87n : 0n)) & ((1n << 128n) - 1n);
        return hex(shifted.toString(16).padStart(32, "0"));
      };
      const first = double(createCipheriv("aes-256-ecb", key, null).update(Buffer.alloc(16)));
      const subkey = isWhole ? first : double(first);
      const blocks = Buffer.concat([
        text,
        isWhole ? Buffer.alloc(0) : Buffer.concat([hex("80"), Buffer.alloc(15 - (length % 16))]),
      ]);
      for (let at = 0; at < 16; at++)
        blocks[blocks.length - 16 + at] = (blocks[blocks.length - 16 + at] as number) ^ (subkey[at] as number);
      expect(createCmac(key)(text)).toEqual(cbc.update(blocks).subarray(-16));
    }
  });
});

describe("AES-SIV", () => {
  it.each([0, 1, 15, 16, 17, 32, 33, 511, 512, 513, 5000])("is @noble/ciphers' for a text of %i bytes", (length) => {
    const key = randomBytes(64);
    for (const count of [0, 1, 2, 5, 102]) {
      const text = randomBytes(length);
      const associated = Array.from({ length: count }, (_item, at) => randomBytes((at * 7) % 40));
      const sealed = createSiv(key).seal(text, associated);
      // noble takes the key and the associated data, and puts the nonce, which SIV counts as associated data, last.
      expect(sealed.toString("hex")).toBe(Buffer.from(noble.aessiv(key, ...associated).encrypt(text)).toString("hex"));
      expect(createSiv(key).open(sealed, associated)).toEqual(text);
    }
  });

  it("is the same for the second value of a section, whose state is kept", () => {
    const key = randomBytes(64);
    const siv = createSiv(key);
    const parts = (...texts: string[]) => texts.map((text) => Buffer.from(text));
    for (const associated of [
      parts("a", "b", "c"),
      parts("a", "b", "d"),
      parts("ab", "c"),
      parts("a", "b"),
      parts("a", "bc", "d"),
    ]) {
      expect(siv.seal(Buffer.from("text"), associated)).toEqual(createSiv(key).seal(Buffer.from("text"), associated));
    }
  });

  it("does not open what was changed by a bit, cut, or sealed for another place or key", () => {
    const key = randomBytes(64);
    const siv = createSiv(key);
    const place = [Buffer.from("db"), Buffer.from("password")];
    const sealed = siv.seal(Buffer.from("canary-text of some length"), place);
    expect(siv.open(sealed, place)?.toString()).toBe("canary-text of some length");
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(siv.open(changed, place)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++) expect(siv.open(sealed.subarray(0, length), place)).toBeUndefined();
    for (const other of [
      [],
      [...place].reverse(),
      [Buffer.from("dbpassword")],
      [...place, Buffer.alloc(0)],
      [Buffer.from("d"), Buffer.from("bpassword")],
    ]) {
      expect(siv.open(sealed, other)).toBeUndefined();
    }
    expect(createSiv(randomBytes(64)).open(sealed, place)).toBeUndefined();
  });

  it("takes keys of 64 bytes and at most 126 parts", () => {
    expect(() => createSiv(randomBytes(32))).toThrow(RangeError);
    const parts = Array.from({ length: 127 }, () => Buffer.alloc(1));
    expect(() => createSiv(randomBytes(64)).seal(Buffer.alloc(1), parts)).toThrow(RangeError);
  });
});
