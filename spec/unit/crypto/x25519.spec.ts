import { createAgreementKey, x25519 } from "../../../lib/crypto/x25519";

/* The vectors of RFC 7748 for X25519, and the points that no key may be agreed with. */

const bytes = (hex: string) => Buffer.from(hex, "hex");
const agreed = (scalar: string, point: string) => x25519(bytes(scalar), bytes(point))?.toString("hex");

it.each([
  [
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
  ],
  [
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
  ],
])("section 5.2: %s", (scalar, point, result) => {
  expect(agreed(scalar, point)).toBe(result);
});

it("section 5.2: once and a thousand times", () => {
  let scalar: Buffer = bytes("0900000000000000000000000000000000000000000000000000000000000000");
  let point: Buffer = scalar;
  const results: Record<number, string> = {};
  for (let round = 1; round <= 1000; round++) {
    const next = x25519(scalar, point) as Buffer;
    point = scalar;
    scalar = next;
    if (round === 1 || round === 1000) results[round] = next.toString("hex");
  }
  expect(results).toEqual({
    1: "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
    1000: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
  });
});

it("section 6.1: both public keys, and what both agree on", () => {
  const alice = createAgreementKey(bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
  const bob = createAgreementKey(bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
  expect(alice.point.toString("hex")).toBe("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  expect(bob.point.toString("hex")).toBe("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  for (const shared of [alice.agree(bob.point), bob.agree(alice.point)]) {
    expect(shared?.toString("hex")).toBe("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  }
});

describe("a point of low order has no secret", () => {
  it.each([
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])("%s", (point) => {
    expect(agreed("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4", point)).toBeUndefined();
  });

  it.each([0, 31, 33])("nor has a point of %i bytes", (length) => {
    expect(x25519(Buffer.alloc(32, 7), Buffer.alloc(length, 9))).toBeUndefined();
  });
});
