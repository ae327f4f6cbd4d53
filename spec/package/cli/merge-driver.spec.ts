import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { headerText, joined, partsOf, recipientText } from "../../../lib/cli/encryption/header";
import { decryptValues, encryptValues } from "../../../lib/cli/encryption/values";
import { deepCopy } from "../../../lib/core/table";
import { createSiv } from "../../../lib/crypto/siv";
import { decodeToml } from "../../../lib/toml/decode";
import { keyPair } from "../../support/encrypted";
import { isFull, sampled } from "../../support/full";
import { installPackage } from "../../support/install";
import { BASE, both, CHANGES, changeOf } from "../../support/merge-changes";
import { HARD_MERGES } from "../../support/merge-hard";
import { type Sandbox, sandbox } from "../../support/sandbox";

/*
 * Real branches of real repositories: `git merge` with the driver as docs/encryption.md installs it, and without. Each change is a branch;
 * every pair of them is merged. A merge must never be clean and wrong.
 */

const FILE = ".streamlit/secrets.toml";
const fileKey = randomBytes(64);
const siv = createSiv(fileKey);
const [alice, bob, carol] = [keyPair(), keyPair(), keyPair()];
const names = Object.keys(CHANGES);
const allPairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other] as const));
/** Ours and theirs, in both directions. A plain run has each change once. promises/encryption/merges.spec.ts merges all without git. */
const pairs = isFull
  ? allPairs.flatMap(([one, other]) => [[one, other] as const, [other, one] as const])
  : names.flatMap((ours, at) => (at % 2 === 0 ? [[ours, names[names.length - 1 - at] as string] as const] : []));

let header: string;
const lines: Record<string, string> = {};

beforeAll(async () => {
  header = await headerText([{ name: "alice", recipient: alice.recipient }], fileKey);
  for (const [name, { recipient }] of [["bob", bob] as const, ["carol", carol] as const]) {
    lines[name] = `${name} = ${await recipientText({ name, recipient }, fileKey)}\n`;
  }
});

const sealed = (plain: string, end = "") => joined({ body: encryptValues(plain, siv).text, header: header + end });
const tableOf = (toml: string) => deepCopy(decodeToml(toml, "file"));

interface Repository {
  git(...args: string[]): { status: number | null; out: string };
  /** Makes a branch from another one on which the file has this text. @param from by default, the base */
  branch(name: string, text: string, from?: string): void;
  /** Merges two branches. @returns the exit code of git, and the file. */
  merge(ours: string, theirs: string): { status: number | null; text: string; out: string };
}

function repository(withDriver: boolean): Repository {
  const box: Sandbox = sandbox();
  const git = (...args: string[]) => {
    const env = { ...process.env, HOME: box.home, GIT_CONFIG_NOSYSTEM: "1" };
    const author = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
    const { status, stdout, stderr } = spawnSync("git", [...author, ...args], { cwd: box.project, env, encoding: "utf8" });
    return { status, out: stdout + stderr };
  };
  const path = join(box.project, FILE);
  box.writeProject(sealed(BASE));
  git("init", "-q", "-b", "base");
  if (withDriver) {
    installPackage(box.project);
    box.write("project/.gitignore", "node_modules\n");
    box.write("project/.gitattributes", `${FILE} merge=toml-secrets\n`);
    const cli = join(box.project, "node_modules/toml-secrets/dist/cli/bin.js");
    git("config", "merge.toml-secrets.driver", `"${process.execPath}" "${cli}" merge %O %A %B`);
  }
  git("add", ".");
  git("commit", "-qm", "base");
  return {
    git,
    branch(name, text, from = "base") {
      git("reset", "-q", "--hard");
      git("checkout", "-q", "-b", name, from);
      writeFileSync(path, text);
      git("commit", "-q", "--allow-empty", "-am", name);
    },
    merge(ours, theirs) {
      git("reset", "-q", "--hard");
      git("checkout", "-q", "--detach", ours);
      const { status, out } = git("merge", "-q", "--no-edit", theirs);
      return { status, out, text: readFileSync(path, "utf8") };
    },
  };
}

/** What a merged file decrypts to; `undefined` if a value does not open. */
function plainOf(text: string): string | undefined {
  const { text: plain, failed } = decryptValues(partsOf(text).body, siv);
  return failed.length === 0 ? plain : undefined;
}

const isRight = (text: string, expected: string) => {
  const plain = plainOf(text);
  expect(plain).toBeDefined();
  expect(tableOf(plain as string)).toEqual(tableOf(expected));
};

const branchOf = (name: string) => `b${names.indexOf(name)}`;

describe.each([
  ["with the merge driver", true],
  ["with git alone", false],
] as const)("git merge %s", (_what, withDriver) => {
  it("of two changes: right, or a conflict, and never wrong", () => {
    const repo = repository(withDriver);
    for (const name of names) repo.branch(branchOf(name), sealed(changeOf(name).apply(BASE)));
    let clean = 0;
    for (const [ours, theirs] of pairs) {
      const { status, text, out } = repo.merge(branchOf(ours), branchOf(theirs));
      if (withDriver)
        expect([ours, theirs, status, out]).toEqual([ours, theirs, 0, expect.not.stringContaining("toml-secrets:")]);
      if (status !== 0) continue;
      isRight(text, both(ours, theirs));
      clean++;
    }
    console.log(`git merge ${withDriver ? "with the driver" : "alone"}: ${clean} of ${pairs.length} right, none wrong`);
    expect(clean).toBeGreaterThan(withDriver ? pairs.length - 1 : pairs.length / 2);
  }, 600_000);

  it("of what is easy to merge wrongly: right, or a conflict, and never wrong", () => {
    const repo = repository(withDriver);
    for (const [at, { name, base, ours, theirs, right }] of sampled(HARD_MERGES, 22).entries()) {
      repo.branch(`base${at}`, sealed(base));
      repo.branch(`ours${at}`, sealed(ours), `base${at}`);
      repo.branch(`theirs${at}`, sealed(theirs), `base${at}`);
      const { status, text } = repo.merge(`ours${at}`, `theirs${at}`);
      if (withDriver) expect([name, status]).toEqual([name, right === undefined ? 1 : 0]);
      if (status === 0) isRight(text, right ?? "a conflict");
    }
  }, 600_000);

  it("of two recipients, of a recipient and a value, and of the same value on both sides", () => {
    const repo = repository(withDriver);
    const changed = BASE.replace("canary-api", "canary-api-2");
    repo.branch("bob", sealed(BASE, lines.bob));
    repo.branch("carol", sealed(BASE, lines.carol));
    repo.branch("set", sealed(changed));
    repo.branch("same", sealed(changed.replace("canary-user", "canary-user-2")));
    const recipient = repo.merge("bob", "set");
    expect([recipient.status, recipient.out]).toEqual([0, expect.not.stringContaining("toml-secrets:")]);
    isRight(recipient.text, changed);
    expect(recipient.text).toContain(lines.bob as string);
    const same = repo.merge("set", "same");
    expect([same.status, same.out]).toEqual([0, expect.not.stringContaining("toml-secrets:")]);
    isRight(same.text, changed.replace("canary-user", "canary-user-2"));
    const two = repo.merge("bob", "carol");
    if (!withDriver) return expect(two.status).toBe(1); // two lines at one place: git asks
    expect([two.status, two.out]).toEqual([0, expect.not.stringContaining("toml-secrets:")]);
    for (const line of ["bob", "carol"]) expect(two.text).toContain(lines[line] as string);
    return isRight(two.text, BASE);
  }, 120_000);

  it("of one value that both sides set: a conflict at that line, and git knows of it", () => {
    const repo = repository(withDriver);
    repo.branch("ours", sealed(BASE.replace("canary-api", "canary-ours").replace("canary-user", "canary-user-2")));
    repo.branch("theirs", sealed(BASE.replace("canary-api", "canary-theirs").replace("canary-host", "canary-host-2")));
    const { status, text } = repo.merge("ours", "theirs");
    expect(status).toBe(1);
    expect(repo.git("status", "--short").out).toContain(`UU ${FILE}`);
    const resolved = text.replace(/<{7}.*\n([\s\S]*?)={7}\n[\s\S]*?>{7}.*\n/, "$1");
    expect(resolved).not.toMatch(/^[<>=]{7}/m);
    const plain = tableOf(plainOf(resolved) as string);
    expect(plain).toMatchObject({ api_key: "canary-ours", db: { host: "canary-host-2" }, mail: { user: "canary-user-2" } });
  }, 120_000);
});

it("the driver works from a folder below, and in a rebase", () => {
  const repo = repository(true);
  repo.branch("one", sealed(changeOf("api_key is set").apply(BASE)));
  repo.branch("two", sealed(changeOf("mail_key is set, on the next line").apply(BASE)));
  repo.git("checkout", "-q", "two");
  const { status } = repo.git("-C", ".streamlit", "merge", "-q", "--no-edit", "one");
  expect(status).toBe(0);
  repo.git("reset", "-q", "--hard", "two");
  expect(repo.git("rebase", "-q", "one").status).toBe(0);
  isRight(repo.git("show", `HEAD:${FILE}`).out, both("api_key is set", "mail_key is set, on the next line"));
}, 120_000);
