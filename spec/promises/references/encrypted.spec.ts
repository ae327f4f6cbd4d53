import { loadIfExists, type Resolver, redact, resolveSecrets, toObject } from "../../../lib";
import { encrypted, type KeyPair, keyPair } from "../../support/encrypted";
import { sandbox, thrown } from "../../support/sandbox";

/* References that are encrypted themselves: nobody knows what they are before they are decrypted. */

const TOML = `
token = "op://v/i/token"
plain = "canary-plain"
PATH = "op://v/i/path"
hosts = ["op://v/h/0", "canary-host"]
[db]
password = "op://v/db/password"
user = "canary-user"
again = "ref+op://v/db/password"
`;

let key: KeyPair;
let text: string;

beforeAll(async () => {
  key = keyPair();
  ({ text } = await encrypted(TOML, [{ name: "a", recipient: key.recipient }]));
});

function setUp(options: object = {}) {
  const box = sandbox();
  box.writeProject(text);
  const calls: string[][] = [];
  const op: Resolver = (references) => {
    calls.push([...references]);
    return new Map(references.map((one) => [one, `canary-of-${one.slice(5)}`]));
  };
  return { box, calls, secrets: box.secrets({ ageKey: key.secret, resolve: { op }, ...options }) };
}

describe("an encrypted reference", () => {
  it("is resolved when its key is read, once", () => {
    const { secrets, calls } = setUp();
    expect(Object.keys(secrets.db)).toEqual(["password", "user", "again"]);
    expect(secrets.db.user).toBe("canary-user");
    expect(calls).toEqual([]);
    expect(secrets.db.again).toBe("canary-of-v/db/password");
    expect(secrets.db.password).toBe(secrets.db.again);
    expect(calls).toEqual([["op://v/db/password"]]);
  });

  it.each<[string, (secrets: Record<string, object>) => unknown, string[]]>([
    ["a spread", ({ db }) => ({ ...db }), ["op://v/db/password"]],
    ["a list", ({ hosts }) => hosts, ["op://v/h/0"]],
    ["toObject", (secrets) => toObject(secrets), ["op://v/i/token", "op://v/i/path", "op://v/h/0", "op://v/db/password"]],
  ])("is resolved by %s in one call", (_name, read, wanted) => {
    const { secrets, calls } = setUp({ exportEnv: false });
    expect(JSON.stringify(read(secrets))).toContain("canary-of-");
    expect(calls).toEqual([wanted]);
  });

  it("is resolved by resolveSecrets in one call, with an asynchronous resolver too", async () => {
    const later: Resolver = async (references) => new Map(references.map((one) => [one, "canary-later"]));
    const { secrets } = setUp({ resolve: { op: later } });
    expect(thrown(() => secrets.token).message).toContain("await resolveSecrets()");
    await resolveSecrets(secrets);
    expect([secrets.token, secrets.db.password]).toEqual(["canary-later", "canary-later"]);
    expect(redact("canary-later", secrets)).toBe("[redacted]");
  });

  it("is not exported by the lazy load, and not resolved for it", () => {
    const { box, calls, secrets } = setUp();
    expect(loadIfExists(secrets)).toBe(true);
    expect(box.env).toEqual({ plain: "canary-plain" });
    expect(calls).toEqual([]);
    expect(box.warnings).toEqual([expect.stringContaining("PATH")]);
  });

  it("is exported if its name is listed", () => {
    const { box, calls, secrets } = setUp({ exportEnv: ["token", "plain"] });
    void secrets.plain;
    expect(box.env).toEqual({ token: "canary-of-v/i/token", plain: "canary-plain" });
    expect(calls).toEqual([["op://v/i/token"]]);
  });

  it("is never shown, not even its text, in an error", () => {
    const { secrets } = setUp({ resolve: { mine: () => new Map() } });
    const { message } = thrown(() => secrets.db.password);
    expect(message).toMatch(/^cannot resolve db\.password \(op:\/\/\)/);
    expect(message).not.toContain("v/db");
  });
});
