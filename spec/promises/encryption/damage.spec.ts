import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { getSecret, SecretsError, toObject } from "../../../lib";
import { identitiesIn } from "../../../lib/crypto/key-text";
import { createDecryption } from "../../../lib/load/decryption";
import { decodeToml } from "../../../lib/toml/decode";
import { encrypted, keyPair, keyPieces } from "../../support/encrypted";
import { isFull } from "../../support/full";
import { below, seeded } from "../../support/random";
import { requireEsm } from "../../support/require-esm";
import { sandbox } from "../../support/sandbox";

/* Damaged headers and tokens: no crash, no hang, no wrong value, nothing of a value or a key in an error. 100,000 with SPEC_FULL=1. */

const COUNT = isFull ? 100_000 : 1_000;
const TOML = `a = "canary-a-qxzjvk"
n = 5432
list = ["canary-b-qxzjvk", "canary-c-qxzjvk"]
[s]
p = "canary-d-qxzjvk"
[[t]]
x = "canary-e-qxzjvk"
`;
const own = keyPair();

function damaged(text: string, random: () => number): string {
  const bytes = Buffer.from(text);
  const at = below(random, bytes.length);
  const other = below(random, bytes.length);
  switch (below(random, 7)) {
    case 0:
      bytes[at] = 32 + below(random, 95);
      return bytes.toString();
    case 1:
      return bytes.toString("utf8", 0, at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + below(random, 40));
    case 3:
      return text.slice(0, at) + text.slice(other, other + below(random, 80)) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(32 + below(random, 95)).repeat(1 + below(random, 5)) + text.slice(at);
    case 5: {
      const lines = text.split("\n");
      const [one, two] = [below(random, lines.length), below(random, lines.length)];
      [lines[one], lines[two]] = [lines[two] as string, lines[one] as string];
      return lines.join("\n");
    }
    default:
      return text.replace(text.slice(at, at + 6), text.slice(other, other + 6));
  }
}

function hasTokenAsKey(toml: string): boolean {
  const isIn = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, item]) => key.includes("enc:") || isIn(item));
  return isIn(decodeToml(toml, "file"));
}

/** Every value that can be read, as its path and its text. */
function readable(toml: string): { values: Map<string, unknown>; errors: Error[] } {
  const values = new Map<string, unknown>();
  const errors: Error[] = [];
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      errors.push(error as Error);
      return undefined;
    }
  };
  const edges = {
    cwd: () => "/none",
    home: () => "/none",
    env: {},
    files: undefined,
    envPrefix: false as const,
    parse: undefined,
  };
  const table = attempt(() =>
    createDecryption({ ...edges, ageKey: own.secret }, decodeToml).values(decodeToml(toml, "file"), "file"),
  );
  const visit = (value: unknown, path: string) => {
    if (
      typeof value === "object" &&
      value !== null &&
      "kind" in value &&
      !Array.isArray(value) &&
      Object.getPrototypeOf(value) !== null
    ) {
      const opened = attempt(() => require("../../../lib/core/sealed").opened(value));
      if (opened !== undefined) values.set(path, opened);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, `${path}/${key}`);
    }
  };
  visit(table, "");
  return { values, errors };
}

it(`${COUNT} damaged files give the true value or an error`, async () => {
  const { text } = await encrypted(TOML, [
    { name: "other", recipient: keyPair().recipient },
    { name: "own", recipient: own.recipient },
  ]);
  const intact = readable(text);
  expect(intact.errors).toEqual([]);
  expect(Object.fromEntries(intact.values)).toEqual({
    "/a": "canary-a-qxzjvk",
    "/n": 5432,
    "/list": ["canary-b-qxzjvk", "canary-c-qxzjvk"],
    "/s/p": "canary-d-qxzjvk",
    "/t/0/x": "canary-e-qxzjvk",
  });
  const random = seeded(17);
  let errorCount = 0;
  for (let round = 0; round < COUNT; round++) {
    let toml = text;
    for (let times = 1 + below(random, 3); times > 0; times--) toml = damaged(toml, random);
    const { values, errors } = readable(toml);
    for (const [path, value] of values) expect(intact.values.get(path)).toEqual(value);
    errorCount += errors.length;
    for (const error of errors) {
      if (!(error instanceof SecretsError)) throw error;
      const text = error.message + error.stack;
      if (/canary|qxzjvk/.test(text)) throw new Error(`a value in an error of round ${round}`);
      // A damage can make a key of a token, and errors name keys.
      if (/enc:[a-z]/.test(text) && !hasTokenAsKey(toml)) throw new Error(`a token in an error of round ${round}`);
      for (const piece of keyPieces(own)) expect(error.message).not.toContain(piece);
    }
  }
  expect(errorCount).toBeGreaterThan(COUNT / 3);
}, 900_000);

it("damaged whole files give their content or an error", async () => {
  const { Encrypter, armor } = requireEsm("age-encryption") as typeof import("age-encryption", { with: {
    "resolution-mode": "import",
  }});
  const encrypter = new Encrypter();
  encrypter.addRecipient(own.recipient);
  const text = armor.encode(await encrypter.encrypt('a = "canary-a-qxzjvk"\n'));
  const box = sandbox();
  const read = (content: string) => {
    const file = box.write("file.toml.age", content);
    return toObject(box.secrets({ files: file, ageKey: own.secret, exportEnv: false }));
  };
  expect(read(text)).toEqual({ a: "canary-a-qxzjvk" });
  const random = seeded(3);
  for (let round = 0; round < COUNT / 20; round++) {
    const toml = damaged(text, random);
    try {
      // A file that is cut to nothing is an empty document, as every empty file is.
      expect(read(toml)).toEqual(toml === "" ? {} : { a: "canary-a-qxzjvk" });
    } catch (error) {
      if (!(error instanceof SecretsError)) throw error;
      expect(error.message).not.toMatch(/canary/);
    }
  }
});

it("what stands in the place of a public key and is none is not shown", async () => {
  const { text } = await encrypted(TOML, [{ name: "other", recipient: keyPair().recipient }]);
  for (const secret of [own.secret, "canary-pasted-qxzjvk", "enc:str:AAAA"]) {
    const { errors } = readable(text.replace(/other = "\S+/, `other = "${secret}`));
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(`${error.message}${inspect(error, { showHidden: true })}`).not.toContain(secret);
      expect(error.message).toContain("other  (not a public key)");
    }
  }
});

it("damaged key files give keys or problems, and show nothing of either", () => {
  const random = seeded(5);
  const file = `# created\n${own.secret}\n`;
  for (let round = 0; round < COUNT; round++) {
    const { identities, problems } = identitiesIn(damaged(file, random));
    for (const { secret } of identities) expect(file).toContain(secret);
    for (const piece of keyPieces(own)) expect(problems.join()).not.toContain(piece);
  }
  const noise = randomBytes(4096).toString("latin1");
  expect(identitiesIn(noise).identities).toEqual([]);
});

it("a value of a file is as secret on every other way to fail", async () => {
  const { text } = await encrypted(TOML, [{ name: "own", recipient: own.recipient }]);
  const box = sandbox();
  box.writeProject(text);
  const secrets = box.secrets({ ageKey: own.secret, exportEnv: false });
  for (const act of [() => getSecret(secrets, "a.b.c"), () => secrets.absent, () => Object.assign(secrets, { a: 1 })]) {
    try {
      act();
    } catch (error) {
      expect(String((error as Error).stack)).not.toMatch(/canary/);
    }
  }
});
