import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { DecryptError, getSecret, ParseError, SecretsError } from "../../../lib";
import { withKey } from "../../../lib/cli/encryption/open-file";
import { wrapFor } from "../../../lib/cli/encryption/wrap";
import { isApproved } from "../../../lib/crypto/seal";
import { createSiv } from "../../../lib/crypto/siv";
import { encrypted, keyPair } from "../../support/encrypted";
import { cliBox } from "../../support/run-cli";
import { sandbox, thrown } from "../../support/sandbox";

/*
 * Who can write to the repository and has no private key: each row of the table in docs/encryption.md. Every spec first reads the
 * value in its own place (the control), and then sees the program get an error and no value, or the value where the table says so.
 */

const TOML = `host = "canary-host-qxzjvk"
title = "canary-title-qxzjvk"
port = 5432
debug = true

[db]
host = "canary-db-host-qxzjvk"
password = "canary-password-qxzjvk"

[[servers]]
user = "canary-user-0-qxzjvk"
password = "canary-pw-0-qxzjvk"

[[servers]]
user = "canary-user-1-qxzjvk"
password = "canary-pw-1-qxzjvk"
`;

const AUTHOR = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
const alice = keyPair();
const mallory = keyPair();
const recipients = [{ name: "alice", recipient: alice.recipient }];
const fileKey = randomBytes(64);
let text: string;

beforeAll(async () => {
  ({ text } = await encrypted(TOML, recipients, fileKey));
});

function read(toml: string, path: readonly (string | number)[]): unknown {
  const box = sandbox();
  box.writeProject(toml);
  return getSecret(box.secrets({ ageKey: alice.secret, exportEnv: false }), path);
}

/** The token of a value of the document, in quotes. */
function tokenAt(toml: string, section: string, key: string, nth = 0): string {
  const start = section === "" ? 0 : [...toml.matchAll(new RegExp(`^\\[+${section}\\]+$`, "gm"))][nth]?.index;
  const found = new RegExp(`^${key} = ("[^"]+")`, "m").exec(toml.slice(start));
  if (found?.[1] === undefined) throw new Error(`no token of ${section}.${key}`);
  return found[1];
}

function swapped(toml: string, one: string, other: string): string {
  return toml.replace(one, "\0").replace(other, one).replace("\0", other);
}

/** The error of a value, after the control: the same value of the untouched file opens. */
function refused(changed: string, path: readonly (string | number)[], control = path): SecretsError {
  expect(String(read(text, control))).toMatch(/^canary-|^5432$|^true$/);
  expect(changed).not.toBe(text);
  const error = thrown<SecretsError>(() => read(changed, path));
  expect(error).toBeInstanceOf(SecretsError);
  expect(error.message + error.stack).not.toMatch(/canary|enc:|qxzjvk/);
  return error;
}

describe("what a program notices", () => {
  it("a password under a harmless name that the program shows", () => {
    const moved = text.replace(tokenAt(text, "", "title"), tokenAt(text, "db", "password"));
    expect(refused(moved, ["title"])).toBeInstanceOf(DecryptError);
    const added = text.replace("[db]", `[db]\nuser = ${tokenAt(text, "db", "password")}`);
    expect(refused(added, ["db", "user"], ["db", "password"])).toBeInstanceOf(DecryptError);
  });

  it("two values that were swapped: at the root, between sections, within a list and between its entries", () => {
    for (const [one, other, path] of [
      [tokenAt(text, "", "host"), tokenAt(text, "", "title"), ["host"]],
      [tokenAt(text, "", "host"), tokenAt(text, "db", "host"), ["db", "host"]],
      [tokenAt(text, "servers", "user", 0), tokenAt(text, "servers", "password", 0), ["servers", 0, "user"]],
      [tokenAt(text, "servers", "password", 0), tokenAt(text, "servers", "password", 1), ["servers", 1, "password"]],
    ] as const) {
      expect(refused(swapped(text, one, other), path)).toBeInstanceOf(DecryptError);
    }
  });

  it("plain values: a host beside the kept password, a section, a new key", () => {
    const host = text.replace(tokenAt(text, "db", "host"), '"evil.example.com"');
    expect(refused(host, ["db", "host"]).message).toContain("npx toml-secrets encrypt");
    expect(read(host, ["db", "password"])).toBe("canary-password-qxzjvk");
    expect(refused(text.replace("[db]", '[extra]\nhost = "evil"\n[db]'), ["extra", "host"], ["db", "host"])).toBeInstanceOf(
      DecryptError,
    );
    for (const plain of ['"evil"', "5", "true", "1979-05-27", '["evil"]', "1.5", "[]"]) {
      expect(refused(text.replace("[db]", `new_key = ${plain}\n[db]`), ["new_key"], ["host"])).toBeInstanceOf(DecryptError);
    }
  });

  it("a value that was encrypted with the public key alone: it is a proposal", async () => {
    const recipient = /^public = "(.*)"$/m.exec(text)?.[1] as string;
    const proposal = `"age:str:${await wrapFor(recipient, Buffer.from('"evil.example.com"'))}"`;
    const error = refused(text.replace(tokenAt(text, "db", "host"), proposal), ["db", "host"]);
    expect(error.message).toContain("npx toml-secrets accept db.host");
  });

  it("another kind", () => {
    const retyped = text.replace("enc:bool:", "enc:str:");
    expect(refused(retyped, ["debug"])).toBeInstanceOf(DecryptError);
    expect(refused(text.replace("enc:int:", "enc:float:"), ["port"])).toBeInstanceOf(DecryptError);
  });

  it("a value of an older commit after a rotation, and one of another file for the same people", async () => {
    const other = (await encrypted(TOML, recipients)).text;
    expect(read(other, ["db", "password"])).toBe("canary-password-qxzjvk");
    const mixed = text.replace(tokenAt(text, "db", "password"), tokenAt(other, "db", "password"));
    expect(refused(mixed, ["db", "password"])).toBeInstanceOf(DecryptError);
  });

  it("a bit that was flipped, and a cut", () => {
    const token = tokenAt(text, "db", "password");
    const at = token.indexOf(":", 5) + 4;
    const flipped = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    expect(refused(text.replace(token, flipped), ["db", "password"])).toBeInstanceOf(DecryptError);
    for (const cut of [token.replace(/.{4}"$/, '"'), token.replace(/.{5}"$/, '"'), '"enc:str:AAAA"', '"enc:str:"']) {
      expect(refused(text.replace(token, cut), ["db", "password"])).toBeInstanceOf(DecryptError);
    }
  });

  it("a header that was taken away, or is that of another file", async () => {
    const header = text.slice(text.indexOf("# Encrypted values"));
    expect(refused(text.replace(header, ""), ["db", "password"])).toBeInstanceOf(ParseError);
    const other = (await encrypted(TOML, recipients)).text;
    const foreign = text.replace(header, other.slice(other.indexOf("# Encrypted values")));
    expect(refused(foreign, ["db", "password"])).toBeInstanceOf(DecryptError);
  });

  it("a recipient who was added without the key, when the next key is made", async () => {
    const own = withKey(text, "file", fileKey);
    expect(own.unapproved).toEqual([]);
    const line = /^alice = "(.*)"$/m.exec(text)?.[1] as string;
    const forged = `${text}mallory = "${line.replace(alice.recipient, mallory.recipient)}"\n`;
    expect(withKey(forged, "file", fileKey).unapproved).toEqual(["mallory"]);
    const renamed = text.replace(/^alice = /m, "alicia = ");
    expect(withKey(renamed, "file", fileKey).unapproved).toEqual(["alicia"]);
    expect(isApproved(createSiv(randomBytes(64)), "alice", alice.recipient, line.split(" ")[1] as string)).toBe(false);
  });

  it("`public` that was replaced: with the key it is seen", () => {
    const { ownPublic } = withKey(text, "file", fileKey);
    expect(withKey(text, "file", fileKey).public).toBe(ownPublic);
    const replaced = text.replace(/^public = ".*"$/m, `public = "${mallory.recipient}"`);
    expect(withKey(replaced, "file", fileKey).public).not.toBe(ownPublic);
  });
});

describe("what a program does not notice, as docs/encryption.md says", () => {
  it("one value of an older commit, until somebody rotates", async () => {
    const older = (await encrypted(TOML.replace("canary-password", "canary-older-password"), recipients, fileKey)).text;
    const mixed = text.replace(tokenAt(text, "db", "password"), tokenAt(older, "db", "password"));
    expect(read(mixed, ["db", "password"])).toBe("canary-older-password-qxzjvk");
  });

  it("a key that was dropped: it is a KeyError, as in any file", () => {
    const dropped = text.replace(/^password = .*\n/m, "");
    expect(thrown<SecretsError>(() => read(dropped, ["db", "password"])).code).toBe("ERR_SECRETS_KEY");
    const shorter = text.replace(/\[\[servers\]\]\nuser[^[]*(?=# Encrypted)/, "");
    expect(read(shorter, ["servers"])).toHaveLength(1);
  });

  it("the whole file of an older commit; the commands notice it if the key has changed since", async () => {
    const box = cliBox();
    const asAlice = { env: { SECRETS_AGE_KEY: alice.secret } };
    const git = (...args: string[]) => execFileSync("git", [...AUTHOR, ...args], { cwd: box.project });
    const commit = (what: string) => {
      git("add", ".");
      git("commit", "-qm", what);
    };
    git("init", "-q");
    box.writeProject(TOML);
    await box.run(["encrypt"], asAlice);
    commit("one");
    await box.run(["set", "db.password"], { ...asAlice, input: "canary-newer-qxzjvk" });
    commit("two: a newer value under the same key");
    await box.run(["rotate"], asAlice);
    commit("three: a newer key");
    const set = async () => (await box.run(["set", "title"], { ...asAlice, input: "canary-later-qxzjvk" })).err;
    for (const [version, value] of [
      ["HEAD~2", "canary-password-qxzjvk"],
      ["HEAD~1", "canary-newer-qxzjvk"],
    ] as const) {
      git("checkout", "-q", version, "--", ".");
      expect(read(box.file(), ["db", "password"])).toBe(value);
      expect((await box.run(["check"], asAlice)).out).toContain("No problems");
      expect(await set()).toContain("another key than when you last wrote to it");
    }
    expect((await box.run(["set", "title", "--trust"], { ...asAlice, input: "x" })).code).not.toBe(0); // set has no such way
    await box.run(["encrypt", "--trust"], asAlice); // from now on the key of commit two is the known one
    git("checkout", "-q", "HEAD~2", "--", ".");
    expect(await set()).toBe(""); // the same key: nothing tells the older file from the newer one
  });

  it("a proposal that anybody has written, or that was moved to another key: `accept` takes it", async () => {
    const box = cliBox();
    box.writeProject(text);
    await box.run(["set", "db.password"], { input: "canary-proposed-qxzjvk" });
    const proposed = box.file();
    const proposal = tokenAt(proposed, "db", "password");
    const moved = proposed
      .replace(tokenAt(proposed, "", "title"), proposal)
      .replace(/^password = "age:.*$/m, `password = ${tokenAt(text, "db", "password")}`);
    expect(thrown<SecretsError>(() => read(moved, ["title"]))).toBeInstanceOf(DecryptError);
    box.writeProject(moved);
    const { out } = await box.run(["accept"], { env: { SECRETS_AGE_KEY: alice.secret } });
    expect(out).toBe("accepted title\n");
    expect(read(box.file(), ["title"])).toBe("canary-proposed-qxzjvk");
  });

  it("a whole file for the same people, or a plain one: it has no true value", async () => {
    const forged = (await encrypted('host = "evil.example.com"\n', recipients)).text;
    expect(read(forged, ["host"])).toBe("evil.example.com");
    expect(read('host = "evil.example.com"\n', ["host"])).toBe("evil.example.com");
  });
});
