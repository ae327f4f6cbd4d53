import { inspect } from "node:util";
import { getSecret, KeyError, LockedError, loadIfExists, redact, toObject } from "../../../lib";
import { withSecrets } from "../../../lib/testing";
import { encrypted, type KeyPair, keyPair, keyPieces } from "../../support/encrypted";
import { type Sandbox, sandbox, thrown } from "../../support/sandbox";

/* What a program sees of an encrypted file, with the key and without. */

const TOML = `# the root
api_key = "canary-api-key-qxzjvk"
quoted = 'canary-"raw"-qxzjvk'
port = 5432
big = 9007199254740993
ratio = 1.5
debug = true
when = 1979-05-27T07:32:00Z
hosts = ["canary-one-qxzjvk", "canary-two-qxzjvk"]
numbers = [1, 2]
mixed = [1, "canary-mixed-qxzjvk", [true]]
empty = []
pem = """
canary-line-1-qxzjvk
canary-line-2-qxzjvk
"""

[db]
password = "canary-db-qxzjvk"   # kept
inline = { user = "canary-user-qxzjvk", deep = { n = 1 } }

[[servers]]
token = "canary-server-0-qxzjvk"
[[servers]]
token = "canary-server-1-qxzjvk"

["odd key"]
"a.b" = "canary-odd-qxzjvk"
`;

const alice = keyPair();
const bob = keyPair();
let text: string;
let box: Sandbox;

beforeAll(async () => {
  ({ text } = await encrypted(TOML, [
    { name: "alice", recipient: alice.recipient },
    { name: "bob", recipient: bob.recipient },
  ]));
});

beforeEach(() => {
  box = sandbox();
  box.writeProject(text);
});

const plainCopy = (toml: string, root = sandbox()) => {
  root.writeProject(toml);
  return toObject(root.secrets({ exportEnv: false }));
};
const withKey = (key: KeyPair = alice) => box.secrets({ ageKey: key.secret, exportEnv: false });
const withoutKey = () => box.secrets({ exportEnv: false });

describe("with the key", () => {
  it("reads as the plain file does", () => {
    expect(text).not.toContain("canary");
    expect(toObject(withKey())).toEqual(plainCopy(TOML));
    expect(toObject(withKey(bob))).toEqual(plainCopy(TOML));
  });

  it("reads each value by attribute, by key, by path, by spread and in lists", () => {
    const secrets = withKey();
    expect(secrets.api_key).toBe("canary-api-key-qxzjvk");
    expect(secrets["db"].password).toBe("canary-db-qxzjvk");
    expect({ ...secrets.db.inline }).toEqual({ user: "canary-user-qxzjvk", deep: { n: 1 } });
    expect(getSecret(secrets, ["odd key", "a.b"])).toBe("canary-odd-qxzjvk");
    expect(getSecret(secrets, ["servers", 1, "token"])).toBe("canary-server-1-qxzjvk");
    expect(secrets.hosts).toEqual(["canary-one-qxzjvk", "canary-two-qxzjvk"]);
    expect(secrets.hosts).toBe(secrets.hosts);
    expect(Object.isFrozen(secrets.hosts)).toBe(true);
    expect(secrets.big).toBe(9007199254740993n);
    expect(secrets.db).toBe(secrets.db);
  });

  it("gives each reader of a date his own", () => {
    const secrets = withKey();
    const moved: Date = secrets.when;
    Date.prototype.setTime.call(moved, 0);
    expect(secrets.when.toISOString()).toBe("1979-05-27T07:32:00.000Z");
  });

  it("has no key of the header, and shows none", () => {
    const secrets = withKey();
    expect(Object.keys(secrets)).not.toContain("toml-secrets");
    expect("toml-secrets" in secrets).toBe(false);
    expect(thrown(() => secrets["toml-secrets"])).toBeInstanceOf(KeyError);
    expect(inspect(secrets)).toContain("[redacted]");
    expect(inspect(secrets) + JSON.stringify(secrets)).not.toMatch(/canary|enc:|age1/);
  });

  it("exports root strings and numbers, and opens nothing else for it", () => {
    const secrets = box.secrets({ ageKey: alice.secret });
    expect(loadIfExists(secrets)).toBe(true);
    expect(box.env).toMatchObject({ api_key: "canary-api-key-qxzjvk", port: "5432", big: "9007199254740993", ratio: "1.5" });
    expect(Object.keys(box.env)).not.toContain("debug");
  });

  it("leaves a variable alone that is set, and one whose name is unsafe", async () => {
    const file = await encrypted('api_key = "canary-x-qxzjvk"\nPATH = "canary-path-qxzjvk"\n', [
      { name: "a", recipient: alice.recipient },
    ]);
    const other = sandbox();
    other.writeProject(file.text);
    other.env.api_key = "canary-set-before";
    loadIfExists(other.secrets({ ageKey: alice.secret, exportEnv: "keep" }));
    expect(other.env).toEqual({ api_key: "canary-set-before" });
    expect(other.warnings).toEqual([expect.stringContaining("PATH")]);
  });

  it("masks every value, the private key, and nothing that it has not", () => {
    const secrets = withKey();
    const line = `canary-db-qxzjvk canary-line-1-qxzjvk ${alice.secret} ${bob.secret} canary-server-1-qxzjvk`;
    loadIfExists(secrets);
    const masked = redact(line, secrets);
    expect(masked).not.toMatch(/canary/);
    expect(masked).not.toContain(alice.secret);
    expect(masked).toContain(bob.secret);
  });

  it("validates the values with a schema", () => {
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "spec",
        validate: (value: unknown) => ({ value: { doubled: (value as { port: number }).port * 2 } }),
      },
    };
    expect(box.secrets({ ageKey: alice.secret, schema }).doubled).toBe(10864);
  });

  it("is read from SECRETS_TOML, and beside a plain file", () => {
    box.env.SECRETS_TOML = text;
    box.writeProject('api_key = "canary-plain"\nown = "canary-own"\n');
    const secrets = withKey();
    expect(secrets.api_key).toBe("canary-api-key-qxzjvk");
    expect(secrets.own).toBe("canary-own");
  });

  it("is overridden by tests and by single variables, without a key", () => {
    box.env.SECRETS__DB__PASSWORD = "canary-from-variable";
    const secrets = withoutKey();
    expect(secrets.db.password).toBe("canary-from-variable");
    expect(withSecrets({ api_key: "canary-override" }, () => secrets.api_key, { view: secrets })).toBe("canary-override");
  });

  it("takes tokens in folders and in single variables for text", () => {
    const token = /"(enc:[^"]+)"/.exec(text)?.[1] as string;
    box.write("folder/key", token);
    box.env.SECRETS__VARIABLE = token;
    const secrets = box.secrets({ files: `${box.root}/folder`, exportEnv: false });
    expect(secrets.key).toBe(token);
    expect(secrets.variable).toBe(token);
  });

  it("is read with another parser too", () => {
    const parse = (toml: string) => {
      const table: Record<string, unknown> = {};
      for (const [, key = "", value = ""] of toml.matchAll(/^(\w+) = (?=")(.*?)(?: *#.*)?$/gm)) table[key] = JSON.parse(value);
      for (const [, value = ""] of toml.matchAll(/^v = (.*?) *$/gm)) table.v = JSON.parse(value);
      if (toml.includes("[toml-secrets]")) {
        const recipients = Object.fromEntries(
          [...toml.matchAll(/^(\w+) = "(age1[^"]+ [^"]+)"$/gm)].map(([, name, line]) => [name, line]),
        );
        table["toml-secrets"] = { version: 1, recipients };
        for (const name of [...Object.keys(recipients), "public"]) delete table[name];
      }
      return table;
    };
    expect(box.secrets({ ageKey: alice.secret, exportEnv: false, parse }).api_key).toBe("canary-api-key-qxzjvk");
  });
});

describe("without the key", () => {
  it("lists keys, tells what is there, and suggests", () => {
    const secrets = withoutKey();
    expect(Object.keys(secrets)).toEqual(Object.keys(plainCopy(TOML) as object));
    expect(Object.keys(secrets.db)).toEqual(["password", "inline"]);
    expect("api_key" in secrets && "password" in secrets.db).toBe(true);
    expect("absent" in secrets).toBe(false);
    const descriptor = Object.getOwnPropertyDescriptor(secrets, "api_key");
    expect([descriptor?.value, descriptor?.enumerable]).toEqual([undefined, true]); // listing keys opens nothing
    expect(thrown<KeyError>(() => secrets.db.pasword).suggestion).toBe("db.password");
    expect(getSecret(secrets, "db.absent", "fallback")).toBe("fallback");
    expect(inspect(secrets)).toContain("password: [redacted]");
  });

  it("throws for each way to read a value, and says who can open it and where it looked", () => {
    const secrets = withoutKey();
    for (const read of [
      () => secrets.api_key,
      () => secrets.hosts,
      () => ({ ...secrets.db }),
      () => Object.entries(secrets),
      () => toObject(secrets),
      () => getSecret(secrets, "db.password", "fallback"),
    ]) {
      const error = thrown<LockedError>(read);
      expect(error).toBeInstanceOf(LockedError);
      expect(error.code).toBe("ERR_SECRETS_LOCKED");
      expect(error.recipients).toEqual([
        { name: "alice", recipient: alice.recipient },
        { name: "bob", recipient: bob.recipient },
      ]);
    }
    const { message, path } = thrown<LockedError>(() => secrets.db.password);
    expect(path).toEqual(["db", "password"]);
    expect(message).toContain("db.password");
    for (const place of [
      "SECRETS_AGE_KEY: not set",
      "SECRETS_AGE_KEY_FILE",
      "SOPS_AGE_KEY",
      "keys.txt: not found",
      "SECRETS_AGE_KEY_CMD",
    ]) {
      expect(message).toContain(place);
    }
    expect(message).toContain("npx toml-secrets keygen");
    expect(message).not.toContain("id_ed25519"); // no recipient is an SSH key
  });

  it("fails as a whole if root values are exported: a program that knows only process.env must not see undefined", () => {
    expect(thrown(() => loadIfExists(box.secrets()))).toBeInstanceOf(LockedError);
    expect(box.env).toEqual({});
  });

  it("fails with a schema", () => {
    const schema = { "~standard": { version: 1 as const, vendor: "spec", validate: (value: unknown) => ({ value }) } };
    expect(thrown(() => box.secrets({ schema, exportEnv: false }).db)).toBeInstanceOf(LockedError);
  });

  it("names the own public key to whoever has a key that is no recipient", () => {
    const other = keyPair();
    box.env.SECRETS_AGE_KEY = `# comment\n${other.secret}\n`;
    const { message } = thrown(() => withoutKey().api_key);
    expect(message).toContain(`npx toml-secrets recipients add NAME ${other.recipient}`);
    for (const piece of keyPieces(other)) expect(message).not.toContain(piece);
  });

  it("masks nothing and fails at nothing", () => {
    const secrets = withoutKey();
    loadIfExists(secrets);
    expect(redact("canary-db-qxzjvk", secrets)).toBe("canary-db-qxzjvk");
  });
});
