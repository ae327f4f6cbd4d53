import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { headerText, joined, partsOf } from "../../../lib/cli/encryption/header";
import { mergeTexts } from "../../../lib/cli/encryption/merge-texts";
import { decryptValues, encryptValues } from "../../../lib/cli/encryption/values";
import { deepCopy } from "../../../lib/core/table";
import { createSiv } from "../../../lib/crypto/siv";
import { decodeToml } from "../../../lib/toml/decode";
import { keyPair } from "../../support/encrypted";
import { cliBox } from "../../support/run-cli";
import { sandbox } from "../../support/sandbox";

/*
 * Two branches change the same encrypted file: every pair of 12 changes, and each change made twice. With git's own merge, and with the
 * merge driver. A merge is right if it is clean and decrypts to both changes; it must never be clean and wrong.
 */

const BASE = `# root
api_key = "canary-api"
mail_key = "canary-mail"
token = "canary-token"

[db]
host = "canary-host"
password = "canary-password"
port = 5432

[mail]
user = "canary-user"

[[servers]]
name = "canary-s0"
`;

/** A change of the plain document: what it touches, and how. */
const CHANGES: Record<string, { keys: string[]; apply(text: string): string }> = {
  "api_key is set": { keys: ["api_key"], apply: (text) => text.replace("canary-api", "canary-api-2") },
  "mail_key is set, on the next line": { keys: ["mail_key"], apply: (text) => text.replace("canary-mail", "canary-mail-2") },
  "token becomes a number": { keys: ["token"], apply: (text) => text.replace('"canary-token"', "42") },
  "a root key is added at the end": { keys: ["zone"], apply: (text) => text.replace("\n[db]", 'zone = "canary-zone"\n\n[db]') },
  "another root key is added there": { keys: ["zulu"], apply: (text) => text.replace("\n[db]", 'zulu = "canary-zulu"\n\n[db]') },
  "db.password is set": { keys: ["db.password"], apply: (text) => text.replace("canary-password", "canary-password-2") },
  "db.port is removed": { keys: ["db.port"], apply: (text) => text.replace("port = 5432\n", "") },
  "db.user is added": {
    keys: ["db.user"],
    apply: (text) => text.replace("port = 5432\n", 'port = 5432\nuser = "canary-db-user"\n'),
  },
  "a section is added before another": {
    keys: ["cache"],
    apply: (text) => text.replace("[mail]", '[cache]\nurl = "canary-cache"\n\n[mail]'),
  },
  "a section is removed": { keys: ["mail"], apply: (text) => text.replace('[mail]\nuser = "canary-user"\n\n', "") },
  "a value of a list is set": { keys: ["servers"], apply: (text) => text.replace("canary-s0", "canary-s0-2") },
  "a comment is changed": { keys: ["#"], apply: (text) => text.replace("# root", "# root keys") },
};

const names = Object.keys(CHANGES);
const pairs = names.flatMap((one, at) => names.slice(at).map((other) => [one, other] as const));
const fileKey = randomBytes(64);
const siv = createSiv(fileKey);
const alice = keyPair();
let header: string;

beforeAll(async () => {
  header = await headerText([{ name: "alice", recipient: alice.recipient }], fileKey);
});

const sealed = (plain: string) => joined({ body: encryptValues(plain, siv).text, header });
const changeOf = (name: string) => CHANGES[name] as (typeof CHANGES)[string];
const tableOf = (toml: string) => deepCopy(decodeToml(toml, "file"));

/** What a merged file decrypts to; `undefined` if a value does not open. */
function plainOf(text: string): string | undefined {
  const { text: plain, failed } = decryptValues(partsOf(text).body, siv);
  return failed.length === 0 ? plain : undefined;
}

function lineMerge(base: string, ours: string, theirs: string): { status: number | null; text: string } {
  const box = sandbox();
  const files = [ours, base, theirs].map((text, at) => box.write(`${at}.toml`, text));
  const { status, stdout } = spawnSync("git", ["merge-file", "-p", ...files], { encoding: "utf8" });
  return { status, text: stdout };
}

const counts = { git: 0, driver: 0 };

/** Both changes. One may replace the text beside which the other one adds a line, so it matters which is first. */
function both(one: string, other: string): string {
  const singles = [one, other].map((name) => changeOf(name).apply(BASE));
  if (one === other) return singles[0] as string;
  const orders = [changeOf(other).apply(singles[0] as string), changeOf(one).apply(singles[1] as string)];
  return orders.find((text) => !singles.includes(text)) as string;
}

describe.each(pairs)("%s; %s", (one, other) => {
  it("is right with the merge driver, in both directions", () => {
    for (const [left, right] of [
      [one, other],
      [other, one],
    ] as const) {
      const [ours, theirs] = [sealed(changeOf(left).apply(BASE)), sealed(changeOf(right).apply(BASE))];
      const lines = lineMerge(sealed(BASE), ours, theirs);
      const { text, conflicts } = mergeTexts(sealed(BASE), ours, theirs, lines.status === 0 ? lines.text : undefined);
      expect(conflicts).toEqual([]);
      expect(tableOf(plainOf(text as string) as string)).toEqual(tableOf(both(one, other)));
      if (one.startsWith("a comment") || other.startsWith("a comment")) expect(text).toContain("# root keys");
    }
    counts.driver++;
  });

  it("is right or a conflict with git alone, and never wrong", () => {
    const { status, text } = lineMerge(sealed(BASE), sealed(changeOf(one).apply(BASE)), sealed(changeOf(other).apply(BASE)));
    if (status !== 0) return;
    expect(tableOf(plainOf(text) as string)).toEqual(tableOf(both(one, other)));
    counts.git++;
  });
});

it("most of them are right with git alone, and all with the driver", () => {
  expect(pairs.length).toBeGreaterThanOrEqual(49);
  expect(counts.driver).toBe(pairs.length);
  console.log(`merges of ${pairs.length}: right with git alone ${counts.git}, with the driver ${counts.driver}; wrong 0`);
  expect(counts.git).toBeGreaterThan(pairs.length / 2);
});

describe("what nobody can decide", () => {
  it("both sides set one value differently: marks at that line alone, and the rest is merged", () => {
    const ours = sealed(BASE.replace("canary-api", "canary-ours").replace("canary-user", "canary-user-2"));
    const theirs = sealed(BASE.replace("canary-api", "canary-theirs").replace("canary-host", "canary-host-2"));
    const { text, conflicts } = mergeTexts(sealed(BASE), ours, theirs);
    expect(conflicts).toEqual([["api_key"]]);
    const [, left = "", right = ""] = /<<<<<<< ours\n(.*)\n=======\n(.*)\n>>>>>>> theirs\n/.exec(text as string) ?? [];
    for (const [line, value] of [
      [left, "canary-ours"],
      [right, "canary-theirs"],
    ] as const) {
      const resolved = (text as string).replace(/<<<<<<< ours\n[\s\S]*>>>>>>> theirs\n/, `${line}\n`);
      expect(tableOf(plainOf(resolved) as string)).toMatchObject({
        api_key: value,
        db: { host: "canary-host-2" },
        mail: { user: "canary-user-2" },
      });
    }
  });

  it("a new key on one side and a new value on the other: the value is named, and repair finds it", async () => {
    const box = cliBox();
    const asAlice = { env: { SECRETS_AGE_KEY: alice.secret } };
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], { cwd: box.project });
    git("init", "-q");
    box.writeProject(sealed(BASE));
    git("add", ".");
    git("commit", "-qm", "base");
    await box.run(["rotate"], asAlice);
    const rotated = box.file();
    const theirs = sealed(BASE.replace("canary-api", "canary-theirs"));
    const files = [sealed(BASE), rotated, theirs].map((text, at) => box.write(`project/${at}.toml`, text));
    const { code, err } = await box.run(["merge", ...files]);
    expect([code, err]).toEqual([1, expect.stringContaining("api_key")]);
    const merged = readFileSync(files[1] as string, "utf8");
    const resolved = merged.replace(/<<<<<<< ours\n[^\n]*\n=======\n([^\n]*\n)>>>>>>> theirs\n/, "$1");
    box.writeProject(resolved);
    expect((await box.run(["repair", "--yes"], asAlice)).code).toBe(0);
    expect((await box.run(["get", "api_key"], asAlice)).out).toBe("canary-theirs\n");
  });
});
