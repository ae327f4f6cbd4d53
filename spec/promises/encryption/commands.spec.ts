import { readFileSync, statSync, writeFileSync } from "node:fs";
import { toObject } from "../../../lib";
import { alice, asAlice, bob, box, changedLines, git, readKey, TOML } from "../../support/encrypted-project";

/* The commands on encrypted files, one after another as people use them. */

describe("encrypt and decrypt", () => {
  it("encrypt all values, keep the rest, and bring the same bytes back", async () => {
    const { code, out } = await box.run(["encrypt"], asAlice);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        "encrypted 5 values of .streamlit/secrets.toml: api_key, port, db.password, db.list, servers[0].token",
      ),
    ]);
    const file = box.file();
    expect(file).not.toMatch(/canary|5432/);
    expect(file).toMatch(/^# comment\napi_key = "enc:str:[^"]+" {3}# for payments\nport = "enc:int:[^"]+"\n\n\[db\]\n/);
    const again = await box.run(["encrypt"], asAlice);
    expect(again.out).toContain("every value");
    expect(box.file()).toBe(file);
    expect((await box.run(["decrypt", "--yes"], asAlice)).code).toBe(0);
    expect(box.file().startsWith(TOML)).toBe(true);
    expect((await box.run(["encrypt"], asAlice)).code).toBe(0);
    expect(box.file()).toBe(file);
    const { out: plain } = await box.run(["decrypt", "--stdout"], asAlice);
    expect(plain).toBe(TOML);
  });

  it("keep the line breaks of Windows and a byte order mark", async () => {
    const windows = `\ufeff${TOML.replaceAll("\n", "\r\n")}`;
    box.writeProject(windows);
    await box.run(["encrypt"], asAlice);
    expect(box.file().replaceAll("\r\n", "")).not.toContain("\n");
    expect((await box.run(["decrypt", "--stdout"], asAlice)).out).toBe(windows);
  });

  it("make a key for a person who has none, in a file of their own, and take the line out of .gitignore", async () => {
    git("init", "-q");
    box.write("project/.gitignore", "node_modules\n.streamlit/secrets.toml\n");
    const { code, out } = await box.run(["encrypt"]);
    expect(code).toBe(0);
    expect(out).toContain("wrote a private key");
    const keys = `${box.home}/.config/toml-secrets/keys.txt`;
    expect(statSync(keys).mode & 0o777).toBe(0o600);
    expect(out + (await box.run(["keygen"])).out).not.toContain("AGE-SECRET-KEY");
    expect(readFileSync(`${box.project}/.gitignore`, "utf8")).toBe("node_modules\n");
    expect((await box.run(["get", "db.password"])).out).toBe('canary-"pw"\n');
    expect((await box.run(["check"])).out).toContain("No problems.");
  });

  it("refuse what nobody here could open, conflict marks, and a private key as a recipient", async () => {
    const refused = await box.run(["encrypt", "--to", `bob=${bob.recipient}`], {});
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--force")]);
    expect(box.file()).toBe(TOML);
    expect((await box.run(["encrypt", "--to", `bob=${bob.secret}`], asAlice)).err).toContain("that is a private key");
    expect((await box.run(["encrypt", "--to", `bob=${bob.recipient}`, "--force"], {})).code).toBe(0);
    expect(readKey("port", bob.secret)).toBe(5432);
    box.writeProject(`<<<<<<< ours\n${TOML}=======\n>>>>>>> theirs\n`);
    expect((await box.run(["encrypt"], asAlice)).err).toContain("marks of a conflict");
  });

  it("refuse a value that is nested too deep, by its name", async () => {
    box.writeProject(`${Array(101).fill("a").join(".")} = "canary-deep"\n`);
    const { code, err } = await box.run(["encrypt"], asAlice);
    expect([code, err]).toEqual([2, expect.stringContaining("nested deeper than 100 levels")]);
  });

  it("say how to add a recovery key later", async () => {
    await box.run(["encrypt"], asAlice);
    const { code, err } = await box.run(["encrypt", "--recovery"], asAlice);
    expect([code, err]).toEqual([2, expect.stringContaining("npx toml-secrets recipients add recovery --generate")]);
  });

  it("print a recovery key once, which opens the file", async () => {
    const { out } = await box.run(["encrypt", "--recovery"], asAlice);
    const [secret = ""] = /AGE-SECRET-KEY-1\w+/.exec(out) ?? [];
    expect(readKey("api_key", secret)).toBe("canary-api");
  });

  it("check without a key, on the disk and in git's index", async () => {
    git("init", "-q");
    expect((await box.run(["encrypt", "--check"])).code).toBe(1);
    await box.run(["encrypt"], asAlice);
    expect((await box.run(["encrypt", "--check"])).code).toBe(0);
    git("add", ".");
    expect((await box.run(["encrypt", "--staged"])).code).toBe(0);
    box.writeProject(box.file().replace("[db]", 'added = "canary-plain"\n[db]'));
    const { code, err } = await box.run(["encrypt", "--check"]);
    expect([code, err]).toEqual([1, expect.stringContaining("added")]);
    expect(err).not.toContain("canary");
    expect((await box.run(["encrypt", "--staged"])).code).toBe(0);
    git("add", ".");
    expect((await box.run(["encrypt", "--staged"])).code).toBe(1);
  });
});

describe("set, unset, rename, import, edit", () => {
  beforeEach(async () => {
    await box.run(["encrypt"], asAlice);
  });

  it("set: one line changes, a new key goes above the header, the kind stays", async () => {
    const before = box.file();
    expect((await box.run(["set", "db.password"], { ...asAlice, input: "canary-new" })).code).toBe(0);
    expect(changedLines(before, box.file())).toHaveLength(1);
    expect(readKey("db.password")).toBe("canary-new");
    await box.run(["set", "port"], { ...asAlice, input: "6543" });
    expect(readKey("port")).toBe(6543);
    await box.run(["set", "fresh.key"], { ...asAlice, input: "canary-fresh" });
    expect(readKey("fresh.key")).toBe("canary-fresh");
    const file = box.file();
    expect(file.indexOf("[fresh]")).toBeLessThan(file.indexOf("# Encrypted values"));
    expect(file).not.toContain("canary");
  });

  it("unset and rename, without a change to other values", async () => {
    const before = box.file();
    expect((await box.run(["rename", "api_key", "payments_key"], asAlice)).code).toBe(0);
    expect(readKey("payments_key")).toBe("canary-api");
    expect(changedLines(before, box.file())).toHaveLength(1);
    expect((await box.run(["unset", "db.list"], asAlice)).code).toBe(0);
    expect(box.file()).not.toContain("list =");
    expect(readKey("db.password")).toBe('canary-"pw"');
  });

  it("import and edit", async () => {
    box.write("project/.env", "FROM_ENV=canary-env\n");
    expect((await box.run(["import", ".env"], asAlice)).code).toBe(0);
    expect(readKey("FROM_ENV")).toBe("canary-env");
    const before = box.file();
    const editor = box.write(
      "editor.js",
      `const fs = require("fs"); const f = process.argv[2]; const t = fs.readFileSync(f, "utf8"); if (!t.includes("canary-api") || t.includes("enc:") || process.env.SECRETS_AGE_KEY) process.exit(9); fs.writeFileSync(f, t.replace("5432", "7777"));`,
    );
    const edited = await box.run(["edit"], { env: { SECRETS_AGE_KEY: alice.secret, EDITOR: `${process.execPath} ${editor}` } });
    expect([edited.code, edited.err]).toEqual([0, ""]);
    expect(readKey("port")).toBe(7777);
    expect(changedLines(before, box.file())).toHaveLength(1);
  });

  it.each(["encrypted", "plain"])("take no section [toml-secrets] in %s files, and leave them as they are", async (kind) => {
    if (kind === "plain") box.writeProject(TOML);
    const before = box.file();
    const editor = box.write(
      "editor.js",
      `require("fs").appendFileSync(process.argv[2], "[toml-secrets]\\nversion = 1\\nx = 1\\n");`,
    );
    const env = { ...asAlice.env, VISUAL: `${process.execPath} ${editor}` };
    const outcomes = [
      await box.run(["edit"], { env }),
      await box.run(["set", "toml-secrets.x"], { ...asAlice, input: "canary-x" }),
      await box.run(["set", "toml-secrets"], { ...asAlice, input: "canary-x" }),
      await box.run(["rename", "api_key", "toml-secrets.api_key"], asAlice),
    ];
    for (const { code, err } of outcomes) expect([code > 0, err]).toEqual([true, expect.stringContaining("toml-secrets")]);
    expect(box.file()).toBe(before);
  });

  it("take no text for a value that looks encrypted", async () => {
    const before = box.file();
    const { code } = await box.run(["set", "api_key"], {
      ...asAlice,
      input: "enc:str:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    });
    expect(code).toBe(2);
    expect(box.file()).toBe(before);
  });

  it("without the key: a proposal, which programs refuse and somebody with the key accepts", async () => {
    const { code, out } = await box.run(["set", "port"], { input: "9999" });
    expect([code, out]).toEqual([0, expect.stringContaining("npx toml-secrets accept port")]);
    expect(() => readKey("port")).toThrow("nobody has accepted it yet");
    const { out: report } = await box.run(["check"], asAlice);
    expect(report).toContain("proposed");
    expect((await box.run(["accept", "api_key"], asAlice)).code).toBe(2);
    expect((await box.run(["accept"], asAlice)).out).toBe("accepted port\n");
    expect(readKey("port")).toBe(9999);
    expect((await box.run(["unset", "port"], {})).err).toContain("no key was found");
  });

  it("diff names the keys that differ, with the key and without it", async () => {
    const path = (name: string) => `${box.project}/${name}.toml`;
    const first = box.file();
    await box.run(["set", "db.password"], { ...asAlice, input: "canary-other" });
    await box.run(["set", "fresh"], { ...asAlice, input: "canary-fresh" });
    await box.run(["set", "port", "--type", "string"], { ...asAlice, input: "canary-port" });
    const second = box.file();
    await box.run(["rotate"], asAlice);
    for (const [name, text] of [
      ["first", first],
      ["second", second],
      ["rotated", box.file()],
      ["plain", TOML],
    ] as const)
      writeFileSync(path(name), text);
    const said = async (a: string, b: string, options = {}) => {
      const { out, code, err } = await box.run(["diff", path(a), path(b), "--json"], options);
      expect([err, out]).toEqual(["", expect.not.stringMatching(/canary|enc:/)]);
      const { same, differences } = JSON.parse(out);
      expect(code).toBe(same ? 0 : 1);
      return Object.fromEntries(differences.map((one: { key: string; what: string }) => [one.key, one.what]));
    };
    const changed = { "db.password": "value", fresh: "only in b", port: "kind" };
    expect(await said("first", "second")).toEqual(changed);
    expect(await said("first", "second", asAlice)).toEqual(changed);
    expect(await said("first", "first")).toEqual({});
    expect(await said("second", "rotated", asAlice)).toEqual({});
    expect(await said("first", "plain", asAlice)).toEqual({});
    const unknown = { api_key: "locked", "db.password": "locked", "db.list": "locked", "servers[0].token": "locked" };
    expect(await said("second", "rotated")).toEqual({ ...unknown, fresh: "locked", port: "locked" });
    expect(await said("first", "plain")).toEqual({ ...unknown, port: "locked" });
    expect((await box.run(["diff", path("first"), path("plain")])).out).toMatch(/\? +api_key +can't be compared without a key/);
  });

  it("example, list, and types work without the key", async () => {
    expect((await box.run(["example"])).code).toBe(0);
    const example = readFileSync(`${box.project}/.streamlit/secrets.example.toml`, "utf8");
    expect(example).toContain('api_key = ""');
    expect(example).toContain("port = 0");
    expect(example).not.toMatch(/enc:|toml-secrets\]/);
    expect((await box.run(["list"])).out).toMatch(/port +number/);
    expect((await box.run(["types"])).code).toBe(0);
    expect(readFileSync(`${box.project}/secrets.d.ts`, "utf8")).toContain("readonly port: number;");
  });
});

it("a whole file is printed, with the key", async () => {
  const { Encrypter, armor } = require("../../support/age-encryption.cjs") as typeof import("age-encryption", { with: {
    "resolution-mode": "import",
  }});
  const encrypter = new Encrypter();
  encrypter.addRecipient(alice.recipient);
  const path = box.write("other/secrets.toml.age", armor.encode(await encrypter.encrypt(TOML)));
  expect((await box.run(["decrypt", "--stdout", path], asAlice)).out).toBe(TOML);
  expect(toObject(box.secrets({ files: path, ageKey: alice.secret, exportEnv: false }))).toMatchObject({ port: 5432 });
  expect((await box.run(["decrypt", "--stdout", path])).code).toBe(1);
});
