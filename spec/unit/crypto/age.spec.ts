import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { type Identity, openAge } from "../../../lib/crypto/age";
import { AgeError } from "../../../lib/crypto/age-error";
import { identitiesIn } from "../../../lib/crypto/key-text";
import { passphraseIdentity } from "../../../lib/crypto/passphrase";
import { requireEsm } from "../../support/require-esm";

/* All test vectors of the age format: https://c2sp.org/CCTV/age, the package cctv-age. */

const vectors = requireEsm("cctv-age") as Record<string, Uint8Array>;

interface Vector {
  readonly fields: Map<string, string[]>;
  readonly file: Buffer;
}

function vectorOf(bytes: Uint8Array): Vector {
  const text = Buffer.from(bytes);
  const end = text.indexOf("\n\n");
  const fields = new Map<string, string[]>();
  for (const line of text.toString("latin1", 0, end).split("\n")) {
    const [name = "", value = ""] = line.split(/: ?(.*)/s);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  const file = text.subarray(end + 2);
  return { fields, file: fields.get("compressed")?.[0] === "zlib" ? inflateSync(file) : file };
}

function identitiesOf({ fields }: Vector): { identities: Identity[]; problems: string[] } {
  const found = (fields.get("identity") ?? []).map(identitiesIn);
  const identities = [...found.flatMap((one) => one.identities), ...(fields.get("passphrase") ?? []).map(passphraseIdentity)];
  return { identities, problems: found.flatMap((one) => [...one.problems]) };
}

const all = Object.entries(vectors).map(([name, bytes]) => [name, vectorOf(bytes)] as const);
const isPostQuantum = (vector: Vector) =>
  (vector.fields.get("identity") ?? []).some((key) => key.startsWith("AGE-SECRET-KEY-PQ-"));

describe("the vectors of age", () => {
  it("are all here", () => {
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(([, vector]) => isPostQuantum(vector)).length).toBeGreaterThan(0);
  });

  it.each(all.filter(([, vector]) => !isPostQuantum(vector)))("%s", (_name, vector) => {
    const { identities, problems } = identitiesOf(vector);
    expect(problems).toEqual([]);
    const [expected] = vector.fields.get("expect") ?? [];
    let content: Buffer | undefined;
    let failure: unknown;
    try {
      content = openAge(vector.file, identities);
    } catch (error) {
      failure = error;
    }
    if (expected === "success") {
      expect(failure).toBeUndefined();
      expect(
        createHash("sha256")
          .update(content as Buffer)
          .digest("hex"),
      ).toBe(vector.fields.get("payload")?.[0]);
    } else {
      expect(content).toBeUndefined();
      if (expected !== "no match") expect(failure).toBeInstanceOf(AgeError);
    }
  });

  it.each(all.filter(([, vector]) => isPostQuantum(vector)))("%s: a post-quantum key is refused by name", (_name, vector) => {
    const { identities, problems } = identitiesOf(vector);
    expect(problems).toEqual(["a post-quantum key, which this version can't use"]);
    expect(identities.every(({ recipient }) => /^age1[a-z0-9]{58}$/.test(recipient))).toBe(true); // one vector has such a key, too
    let content: Buffer | undefined;
    try {
      content = openAge(vector.file, identities);
    } catch (error) {
      expect(error).toBeInstanceOf(AgeError);
    }
    expect(content).toBeUndefined();
  });
});
