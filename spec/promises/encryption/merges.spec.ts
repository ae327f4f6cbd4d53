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
import { BASE, both, CHANGES, changeOf } from "../../support/merge-changes";
import { cliBox } from "../../support/run-cli";
import { sandbox } from "../../support/sandbox";

/*
 * Two branches change the same encrypted file: every pair of 12 changes, and each change made twice. With git's own merge, and with the
 * merge driver. A merge is right if it is clean and decrypts to both changes; it must never be clean and wrong.
 */

const names = Object.keys(CHANGES);
const pairs = names.flatMap((one, at) => names.slice(at).map((other) => [one, other] as const));
const fileKey = randomBytes(64);
const siv = createSiv(fileKey);
const alice = keyPair();
let header: string;

beforeAll(async () => {
  header = await headerText([{ name: "alice", recipient: alice.recipient }], fileKey);
});

/** A document that was encrypted already is not encrypted again. */
const texts = new Map<string, string>();
function sealed(plain: string): string {
  const text = texts.get(plain) ?? joined({ body: encryptValues(plain, siv).text, header });
  texts.set(plain, text);
  return text;
}
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

describe.each(pairs)("%s; %s", (one, other) => {
  const merged = new Map<string, ReturnType<typeof lineMerge>>();
  /** What git alone makes of two changes. */
  function byGit(left: string, right: string) {
    const result =
      merged.get(left) ?? lineMerge(sealed(BASE), sealed(changeOf(left).apply(BASE)), sealed(changeOf(right).apply(BASE)));
    merged.set(left, result);
    return result;
  }

  it("is right with the merge driver, in both directions", () => {
    for (const [left, right] of [
      [one, other],
      [other, one],
    ] as const) {
      const [ours, theirs] = [sealed(changeOf(left).apply(BASE)), sealed(changeOf(right).apply(BASE))];
      const lines = byGit(left, right);
      const { text, conflicts } = mergeTexts(sealed(BASE), ours, theirs, lines.status === 0 ? lines.text : undefined);
      expect(conflicts).toEqual([]);
      expect(tableOf(plainOf(text as string) as string)).toEqual(tableOf(both(one, other)));
      if (one.startsWith("a comment") || other.startsWith("a comment")) expect(text).toContain("# root keys");
    }
    counts.driver++;
  });

  it("is right or a conflict with git alone, and never wrong", () => {
    const { status, text } = byGit(one, other);
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
