import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { type SourceError, toObject } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

describe("a variable", () => {
  const FILE = `enabled = true
port = 5432
rate = 0.5
big = 9007199254740993
until = 2026-01-31
hosts = ["canary-a"]
name = "canary-n"
[my-section]
api-key = "canary-k"
Token_Two = "canary-t"
`;
  const load = (env: Record<string, string>) => {
    const box = sandbox();
    box.writeProject(FILE);
    Object.assign(box.env, env);
    return toObject(box.secrets());
  };

  it.each([
    ["a boolean", "ENABLED", "false", { enabled: false }],
    ["a boolean in capitals", "ENABLED", "FALSE", { enabled: false }],
    ["a boolean as a digit", "ENABLED", "0", { enabled: false }],
    ["an integer", "PORT", "6543", { port: 6543 }],
    ["a negative integer", "PORT", " -1 ", { port: -1 }],
    ["a float", "RATE", "0.25", { rate: 0.25 }],
    ["a large integer", "BIG", "9007199254740995", { big: 9007199254740995n }],
    ["a list", "HOSTS", '["canary-b", 2]', { hosts: ["canary-b", 2] }],
    ["text", "NAME", "false", { name: "false" }],
    ["text that replaces nothing", "NEW", "17", { new: "17" }],
    ["a section", "MY_SECTION", '{"x": true}', { "my-section": { x: true } }],
  ])("takes the kind of what it replaces: %s", (_kind, name, text, expected) => {
    expect(load({ [`SECRETS__${name}`]: text })).toMatchObject(expected);
  });

  it("takes the kind of a date", () => {
    const { until } = load({ SECRETS__UNTIL: "2027-02-28" }) as { until: Date };
    expect(until).toBeInstanceOf(Date);
    expect(until.getTime()).toBe(Date.UTC(2027, 1, 28));
  });

  it.each([
    ["ENABLED", "maybe-canary", "a boolean"],
    ["ENABLED", "", "a boolean"],
    ["PORT", "54x-canary", "a number"],
    ["PORT", "99999999999999999999", "a number"],
    ["PORT", "1\nadded = 2", "a number"],
    ["UNTIL", "canary tomorrow", "a date or time"],
    ["UNTIL", "2026-02-30", "a date or time"],
    ["HOSTS", "canary-a,canary-b", "a list"],
    ["HOSTS", "[null]", "a list"],
    ["HOSTS", "[9007199254740993]", "a list"],
    ["MY_SECTION", "canary", "a section"],
  ])("that can't be of that kind is an error that names it: %s=%j", (name, text, kind) => {
    const error = thrown<SourceError>(() => load({ [`SECRETS__${name}`]: text }));
    expect(error).toMatchObject({ code: "ERR_SECRETS_SOURCE", source: `SECRETS__${name}` });
    expect(error.reason).toContain(kind);
    expect(inspect(error, { showHidden: true })).not.toMatch(/canary|999|tomorrow/);
  });

  it("reaches a key with dashes, and sections and keys in any case", () => {
    expect(load({ SECRETS__MY_SECTION__API_KEY: "canary-1", SECRETS__my_section__token_two: "canary-2" })["my-section"]).toEqual({
      "api-key": "canary-1",
      Token_Two: "canary-2",
    });
  });

  it("may replace a section, and another one then a key of it", () => {
    const table = load({ SECRETS__MY_SECTION: '{"a": 1, "b": 2}', SECRETS__MY_SECTION__A: "3" });
    expect(table["my-section"]).toEqual({ a: 3, b: 2 });
  });
});

describe("a folder", () => {
  it("has texts without a byte order mark, also in UTF-16, and exports them so", () => {
    const box = sandbox();
    box.write("mnt/bom", "\ufeffcanary-1\n");
    box.write("mnt/little", Buffer.from("\ufeffcanary-2\r\n", "utf16le"));
    box.write("mnt/big", Buffer.from("\ufeffcanary-3", "utf16le").swap16());
    box.write("mnt/binary", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x01]));
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(toObject(secrets)).toMatchObject({ bom: "canary-1", little: "canary-2", big: "canary-3" });
    expect(box.env.little).toBe("canary-2");
    expect(secrets.binary).toBeInstanceOf(Uint8Array);
  });

  it("that holds a TOML document has its keys, and never exports the text", () => {
    const box = sandbox();
    box.write("mnt/secrets.toml", 'token = "canary-t"\n[db]\nport = 5432\n');
    box.write("mnt/extra", "canary-e\n");
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(toObject(secrets)).toEqual({ token: "canary-t", db: { port: 5432 }, extra: "canary-e" });
    expect(Object.keys(box.env).sort()).toEqual(["extra", "token"]);
  });

  it("whose document is wrong names the document", () => {
    const box = sandbox();
    box.write("mnt/app/secrets.toml", "token = canary-x7q9\n");
    const error = thrown(() => box.secrets({ files: join(box.root, "mnt") }).app);
    expect(error).toMatchObject({ code: "ERR_SECRETS_PARSE", source: join(box.root, "mnt/app/secrets.toml"), line: 1 });
  });

  it("with an empty folder in it has no key of that name", () => {
    const box = sandbox();
    box.write("mnt/a", "canary");
    mkdirSync(join(box.root, "mnt/password"));
    expect(thrown(() => box.secrets({ files: join(box.root, "mnt") }).password)).toMatchObject({ code: "ERR_SECRETS_KEY" });
  });
});

describe("an entry of the list of places", () => {
  it.each([
    ["secrets.TOML", "lower case"],
    [".env", "npx toml-secrets import"],
    ["secrets.yaml", "ends in .toml for a file"],
  ])("that is no folder gets advice of its own: %s", (name, words) => {
    const box = sandbox();
    box.write(name, "a=canary");
    expect(thrown(() => box.secrets({ files: join(box.root, name) }).a).message).toContain(words);
  });
});
