import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { x25519Identity } from "../../../lib/crypto/age-identity";
import { type Encoded, encodedIn, PROPOSALS_INFO } from "../../../lib/crypto/format";
import { openToken } from "../../../lib/crypto/open-token";
import { approvalOf, isApproved, padded, sealToken } from "../../../lib/crypto/seal";
import { createSiv } from "../../../lib/crypto/siv";
import { hkdf } from "../../../lib/crypto/x25519";

/* The vectors of docs/encryption.md, which another implementation can be checked with. */

type Kind = Parameters<typeof sealToken>[2];
interface Vectors {
  fileKey: string;
  proposals: string;
  values: { path: (string | number)[]; kind: string; text: string; padded: string; token: string }[];
  recipients: { name: string; recipient: string; approval: string }[];
}
const vectors: Vectors = JSON.parse(readFileSync(resolve(__dirname, "../../fixtures/encryption/vectors.json"), "utf8"));
const key = Buffer.from(vectors.fileKey, "hex");
const siv = createSiv(key);

describe("the vectors of the format", () => {
  it.each(vectors.values.map((value) => [`${JSON.stringify(value.path)} ${value.kind} ${value.text}`, value] as const))(
    "%s",
    (_title, value) => {
      const encoded = encodedIn(value.token) as Encoded;
      expect(padded(value.text)).toBe(value.padded);
      expect(sealToken(siv, value.path, value.kind as Kind, value.text)).toBe(value.token);
      expect(encoded).toMatchObject({ form: "token", kind: value.kind });
      expect(openToken(siv, value.path, encoded)).toBe(value.padded);
      expect(openToken(siv, [...value.path, "x"], encoded)).toBeUndefined();
      expect(openToken(siv, value.path, { ...encoded, kind: "list" })).toBeUndefined();
    },
  );

  it.each(vectors.recipients.map((line) => [line.recipient.slice(0, 20), line] as const))(
    "the approval of %s…",
    (_title, { name, recipient, approval }) => {
      expect(approvalOf(siv, name, recipient)).toBe(approval);
      expect(isApproved(siv, name, recipient, approval)).toBe(true);
      expect(isApproved(siv, `${name}x`, recipient, approval)).toBe(false);
    },
  );

  it("the public key for proposals", () => {
    expect(x25519Identity(hkdf(key, Buffer.alloc(0), PROPOSALS_INFO), "").recipient).toBe(vectors.proposals);
  });
});

describe("encodedIn", () => {
  it.each([
    "enc:str:",
    "enc:str",
    "enc:STR:AAAA",
    "enc:str:AA AA",
    "enc:str:AAAA\n",
    " enc:str:AAAA",
    "enc:str:A===",
    5,
    ["enc:str:AAAA"],
    "encyclopedia",
  ])("takes %j for a plain value", (value) => {
    expect(encodedIn(value)).toBeUndefined();
  });
});
