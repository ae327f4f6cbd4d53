import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encrypted, keyPair, keyPieces } from "../../support/encrypted";
import { type CliBox, cliBox } from "../../support/run-cli";

/* What somebody who can write to the repository, and mistakes with keys, must not achieve with the commands. */

const TOML = `api_key = "canary-api"\n\n[db]\npassword = "canary-password"\n`;

const alice = keyPair();
const bob = keyPair();
const asAlice = { env: { SECRETS_AGE_KEY: alice.secret } };
const asBob = { env: { SECRETS_AGE_KEY: bob.secret } };
let box: CliBox;

beforeEach(() => {
  box = cliBox();
});

const secretsFile = () => join(box.project, ".streamlit/secrets.toml");
const file = async (toml = TOML, recipients = [{ name: "alice", recipient: alice.recipient }]) =>
  (await encrypted(toml, recipients)).text;
const header = (text: string) => text.slice(text.indexOf("# Encrypted values"));

describe("decrypt in place", () => {
  it("refuses a file that somebody has put in the place of the known one, and does not remember its key", async () => {
    box.writeProject(TOML);
    expect((await box.run(["encrypt"], asAlice)).code).toBe(0);
    const forged = await file(TOML.replace("canary-api", "canary-forged"));
    box.writeProject(forged);
    const { code, err } = await box.run(["decrypt", "--yes"], asAlice);
    expect([code, err]).toEqual([1, expect.stringContaining("another key than when you last wrote to it")]);
    expect(box.file()).toBe(forged);
    expect((await box.run(["set", "db.password"], { ...asAlice, input: "canary-new" })).err).toContain("another key");
    expect((await box.run(["decrypt", "--yes", "--trust"], asAlice)).code).toBe(0);
    expect((await box.run(["encrypt"], asAlice)).code).toBe(0);
  });

  it("writes a plain file that only its owner can read", async () => {
    box.writeProject(await file());
    chmodSync(secretsFile(), 0o644);
    expect((await box.run(["decrypt", "--yes"], asAlice)).code).toBe(0);
    expect(statSync(secretsFile()).mode & 0o777).toBe(0o600);
    expect((await box.run(["encrypt"], asAlice)).code).toBe(0);
  });
});

describe("encrypt", () => {
  it("refuses a file whose header was taken away: under a new key nobody could read its tokens", async () => {
    const text = await file();
    const headless = `${text.slice(0, text.indexOf("# Encrypted values"))}fresh = "canary-fresh"\n`;
    box.writeProject(headless);
    const { code, err } = await box.run(["encrypt", "--to", `alice=${alice.recipient}`], asAlice);
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining("[toml-secrets]")]);
    expect(code).not.toBe(0);
    expect(box.file()).toBe(headless);
  });

  it.each([
    ["of another format", `api_key = "enc:v1:Y2FuYXJ5LXZhbHVl"\n`],
    ["too short for one", `api_key = "enc:str:Y2FuYXJ5"\n`],
    ["base64 that is not canonical", `api_key = "enc:str:Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmB="\n`],
    ["a proposal that is no age file", `api_key = "age:str:Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFy"\n`],
  ])("names a value that only looks encrypted: %s", async (_what, toml) => {
    box.writeProject(toml);
    const plain = await box.run(["encrypt", "--to", `alice=${alice.recipient}`], asAlice);
    expect([plain.code, plain.err]).toEqual([expect.any(Number), expect.stringContaining("api_key")]);
    expect(plain.code).not.toBe(0);
    expect(box.file()).toBe(toml);
    const inside = `${toml}${header(await file())}`;
    box.writeProject(inside);
    const checked = await box.run(["encrypt", "--check"]);
    expect([checked.code, checked.err]).toEqual([1, expect.stringContaining("api_key")]);
    expect((await box.run(["check"], asAlice)).out + (await box.run(["check"], asAlice)).err).toMatch(
      /DOES_NOT_OPEN|NOT_ENCRYPTED|api_key/,
    );
  });

  it("prints the recovery key also if .gitignore can't be changed", async () => {
    box.writeProject(TOML);
    mkdirSync(join(box.project, ".gitignore"));
    const { code, out } = await box.run(["encrypt", "--recovery"], asAlice);
    expect([code, out]).toEqual([0, expect.stringContaining("but .gitignore can't be changed (EISDIR): remove the line")]);
    const SECRETS_AGE_KEY = /^AGE-SECRET-KEY-1.*$/m.exec(out)?.[0] as string;
    expect((await box.run(["get", "api_key"], { env: { SECRETS_AGE_KEY } })).out).toBe("canary-api\n");
  });

  it("takes a whole age file for what it is: safe to commit", async () => {
    box.writeProject("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n");
    expect((await box.run(["encrypt", "--check"])).code).toBe(0);
    execFileSync("git", ["init", "-q"], { cwd: box.project });
    execFileSync("git", ["add", "-f", "."], { cwd: box.project });
    expect((await box.run(["encrypt", "--staged"])).code).toBe(0);
  });
});

describe("a header that was made by hand", () => {
  it.each([
    [
      "an inline table",
      (h: string) =>
        h
          .replace(/^# .*\n/, "")
          .replace(
            /\[toml-secrets\]\nversion = 1\npublic = (".*")\n\n\[toml-secrets.recipients\]\nalice = (".*")\n/,
            "toml-secrets = { version = 1, public = $1, recipients = { alice = $2 } }\n",
          ),
    ],
    [
      "dotted keys at the root",
      (h: string) =>
        h
          .replace(/^# .*\n/, "")
          .replace(
            /\[toml-secrets\]\nversion = 1\npublic = (".*")\n\n\[toml-secrets.recipients\]\nalice = (".*")\n/,
            "toml-secrets.version = 1\ntoml-secrets.public = $1\ntoml-secrets.recipients.alice = $2\n",
          ),
    ],
    [
      "quoted names",
      (h: string) =>
        h.replace("[toml-secrets]", '["toml-secrets"]').replace("[toml-secrets.recipients]", "['toml-secrets'.\"recipients\"]"),
    ],
  ])("%s: each command does its work or writes nothing", async (_what, change) => {
    const text = await file();
    const made = change(header(text));
    expect(made).not.toBe(header(text));
    const isRoot = !made.includes("[");
    const body = text.slice(0, text.indexOf("# Encrypted values"));
    const weird = isRoot ? `${made}${body}` : `${body}${made}`;
    for (const args of [
      ["set", "db.password"],
      ["rotate"],
      ["decrypt", "--yes"],
      ["encrypt"],
      ["recipients", "add", "bob", bob.recipient],
      ["recipients", "remove", "nobody"],
      ["unset", "api_key"],
    ]) {
      box.writeProject(weird);
      const { code, err } = await box.run(
        [...args, "--trust"].filter((one) => one !== "--trust" || !["set", "unset"].includes(args[0] as string)),
        { ...asAlice, input: "canary-next" },
      );
      expect(err).not.toMatch(/canary|at .*\.ts/);
      if (code !== 0) {
        expect([args, box.file()]).toEqual([args, weird]);
        continue;
      }
      const shown = await box.run(["decrypt", "--stdout"], asAlice);
      expect([args, shown.code, shown.err, shown.out.includes("canary-")]).toEqual([args, 0, "", true]);
      rmKnown();
    }
  });
  const rmKnown = () => require("node:fs").rmSync(join(box.home, ".config/toml-secrets"), { recursive: true, force: true });
});

describe("public keys that no key agreement can use", () => {
  const low = (point: Buffer) =>
    `ssh-ed25519 ${Buffer.concat([Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1"), point]).toString("base64")}`;
  const one = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
  it.each([
    ["the neutral point of SSH", low(one)],
    ["zero of SSH", low(Buffer.alloc(32))],
    ["zero of age", "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsmvkhwh"],
  ])("are refused: %s", async (_what, key) => {
    const recipient = key.startsWith("age1") ? require("../../../lib/crypto/bech32").encodeBech32("age", Buffer.alloc(32)) : key;
    const text = await file();
    box.writeProject(text);
    const { code, err } = await box.run(["recipients", "add", "mallory", recipient], asAlice);
    expect([code, err]).toEqual([2, expect.stringMatching(/public key|SSH key/)]);
    expect(box.file()).toBe(text);
  });

  it.each(["not a key", "", "age1pq1qqqq", "AGE-SECRET-KEY-1CANARY"])("in `public`: no value is proposed to %j", async (key) => {
    const text = (await file()).replace(/^public = .*$/m, `public = "${key}"`);
    box.writeProject(text);
    const { code, err } = await box.run(["set", "db.password"], { input: "canary-proposed" });
    expect([code, err]).toEqual([1, expect.stringContaining("public")]);
    expect(err).not.toMatch(/canary|CANARY|at .*\.ts/);
    expect(box.file()).toBe(text);
  });
});

describe("known files", () => {
  it("stay known if a line of the list is damaged", async () => {
    box.writeProject(TOML);
    await box.run(["encrypt"], asAlice);
    const list = join(box.home, ".config/toml-secrets/known-files");
    writeFileSync(list, `age1x not json\n${readFileSync(list, "utf8")}`);
    box.writeProject(await file());
    expect((await box.run(["set", "db.password"], { ...asAlice, input: "canary-new" })).err).toContain("another key");
  });
});

describe("keys in the wrong place", () => {
  it("a key in the variable for a path is not shown", async () => {
    box.writeProject(await file());
    for (const name of ["SECRETS_AGE_KEY_FILE", "SOPS_AGE_KEY_FILE"]) {
      for (const value of [bob.secret, bob.secret.toLowerCase(), ` ${bob.secret}\n`, `# key\n${bob.secret}`]) {
        const { code, err } = await box.run(["decrypt", "--stdout"], { env: { [name]: value } });
        expect([code, err]).toEqual([1, expect.stringContaining(`${name}: it contains a key`)]);
        for (const piece of keyPieces(bob)) expect(err.toUpperCase()).not.toContain(piece);
      }
    }
  });

  it("a key that can't be used is named, and no other is made instead of it", async () => {
    box.writeProject(TOML);
    for (const env of [{ SECRETS_AGE_KEY: `"${bob.secret}"` }, { SECRETS_AGE_KEY_FILE: "/nowhere/key" }] as const) {
      const { code, err } = await box.run(["encrypt"], { env });
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/SECRETS_AGE_KEY: a key with other text around it|\/nowhere\/key\): not found/),
      ]);
      for (const piece of keyPieces(bob)) expect(err).not.toContain(piece);
    }
    expect(box.file()).toBe(TOML);
    expect(existsSync(join(box.home, ".config/toml-secrets"))).toBe(false);
  });

  it("a private key in the place of a public one is not listed", async () => {
    box.writeProject((await file()).replace(alice.recipient, bob.secret));
    const { out, err } = await box.run(["recipients"], asBob);
    for (const piece of keyPieces(bob)) expect(out + err).not.toContain(piece);
  });

  it("check looks at every key file, from the working folder too", async () => {
    box.writeProject(await file());
    for (const path of [".config/sops/age/keys.txt", "own/age.txt"]) {
      mkdirSync(join(box.home, path, ".."), { recursive: true });
      writeFileSync(join(box.home, path), `${bob.secret}\n`, { mode: 0o644 });
      chmodSync(join(box.home, path), 0o644);
    }
    for (const folder of [box.root, box.home]) chmodSync(folder, 0o755); // else nobody could reach the files
    const { out, err } = await box.run(["check"], { env: { SECRETS_AGE_KEY_FILE: "../home/own/age.txt" } });
    expect(out + err).toMatch(/sops\/age\/keys\.txt/);
    expect(out + err).toMatch(/own\/age\.txt/);
  });

  it("keygen closes a key file that others can read before a key is in it", async () => {
    const keys = join(box.home, ".config/toml-secrets/keys.txt");
    mkdirSync(join(keys, ".."), { recursive: true });
    writeFileSync(keys, "# none yet\n");
    chmodSync(keys, 0o644);
    expect((await box.run(["keygen"])).code).toBe(0);
    expect(statSync(keys).mode & 0o777).toBe(0o600);
  });

  it("keygen says what is wrong with its place", async () => {
    const keys = join(box.home, ".config/toml-secrets/keys.txt");
    mkdirSync(keys, { recursive: true });
    const { code, err } = await box.run(["keygen"]);
    expect([code, err]).toEqual([1, expect.stringContaining("keys.txt")]);
    expect(err).not.toMatch(/at .*\.ts|unexpected/i);
  });
});

describe("work that somebody else makes", () => {
  const MANY = 1_000_000; // in time that grows with the square, this would take an hour

  it("white space in the armor of a file takes time that grows with it, and not with its square", async () => {
    box.writeProject(`-----BEGIN AGE ENCRYPTED FILE-----\n${" ".repeat(MANY)}x\n-----END AGE ENCRYPTED FILE-----\n`);
    const { code } = await box.run(["decrypt", "--stdout"], asAlice);
    expect(code).toBe(1);
  });

  it("so does a proposal that has much of it, and a value of one's own", async () => {
    box.writeProject(await file());
    const input = `canary-${" ".repeat(60_000)}-canary`;
    expect((await box.run(["set", "db.password"], { input })).err).toBe("");
    expect((await box.run(["accept"], asAlice)).code).toBe(0);
    const { out } = await box.run(["decrypt", "--stdout"], asAlice);
    expect(out).toContain(input);
    const { unpadded } = require("../../../lib/crypto/seal") as typeof import("../../../lib/crypto/seal");
    expect(unpadded(`a${" ".repeat(MANY)}b  `)).toHaveLength(MANY + 2);
  });

  it("a wrapped key for thousands of recipients is refused before one of them is tried", async () => {
    const { openAge } = require("../../../lib/crypto/age") as typeof import("../../../lib/crypto/age");
    const stanza = `-> X25519 ${"A".repeat(43)}\n${"A".repeat(43)}\n`;
    const made = (count: number) => Buffer.from(`age-encryption.org/v1\n${stanza.repeat(count)}--- ${"A".repeat(43)}\n`);
    expect(() => openAge(made(1001), [])).toThrow("more than 1,000 recipients");
    expect(openAge(made(1000), [])).toBeUndefined();
  });
});
