import { existsSync, readFileSync } from "node:fs";
import { encrypted, keyPair } from "../../support/encrypted";
import { alice, asAlice, asBob, bob, box, changedLines, git, readKey, TOML } from "../../support/encrypted-project";
import { cliBox } from "../../support/run-cli";

/* Who can open a file, and what the commands say of a file that is not as it should be. */

describe("recipients and keys", () => {
  beforeEach(async () => {
    await box.run(["encrypt"], asAlice);
  });

  it("add a person: one line changes", async () => {
    const before = box.file();
    expect((await box.run(["recipients", "add", "bob", bob.recipient], asAlice)).code).toBe(0);
    expect(changedLines(before, box.file())).toHaveLength(1);
    expect(readKey("api_key", bob.secret)).toBe("canary-api");
    expect((await box.run(["recipients", "add", "bob", keyPair().recipient], asBob)).code).toBe(2);
    expect((await box.run(["recipients", "add", "twin", bob.recipient], asBob)).code).toBe(2);
    expect((await box.run(["recipients"])).out).toContain(bob.recipient);
  });

  it("add a place whose key is printed once, and one from standard input", async () => {
    const { out, err } = await box.run(["recipients", "add", "ci", "--generate"], asAlice);
    expect(out).toMatch(/^AGE-SECRET-KEY-1\w{58}\n$/);
    expect(err).not.toContain(out.trim());
    expect(readKey("port", out.trim())).toBe(5432);
    const keys = `ssh-rsa AAAAB3NzaC1yc2E=\n${bob.recipient}\n`;
    expect((await box.run(["recipients", "add", "bob", "-"], { ...asAlice, input: keys })).code).toBe(0);
    expect(readKey("port", bob.secret)).toBe(5432);
  });

  it("remove a person: a new key, and the values to replace are named", async () => {
    await box.run(["recipients", "add", "bob", bob.recipient], asAlice);
    const before = box.file();
    const { code, out } = await box.run(["recipients", "remove", "bob"], asAlice);
    expect([code, out]).toEqual([0, expect.stringContaining("db.password")]);
    expect(() => readKey("api_key", bob.secret)).toThrow("no key was found");
    expect(readKey("api_key")).toBe("canary-api");
    expect(changedLines(before, box.file()).length).toBeGreaterThan(6);
    const last = (await box.run(["recipients"])).out.split(" ")[0] as string;
    expect((await box.run(["recipients", "remove", last], asAlice)).err).toContain("nobody could open");
  });

  it("rotate leaves out whom nobody has approved, and says so", async () => {
    const [, line = ""] = /^\S+ = "(age1\S+ .*)"$/m.exec(box.file()) ?? [];
    box.writeProject(`${box.file()}mallory = "${line.replace(/^\S+/, bob.recipient)}"\n`);
    expect((await box.run(["check"], asAlice)).out).toContain("nobody who has the key has approved these recipients: mallory");
    const { out } = await box.run(["rotate"], asAlice);
    expect(out).toContain("left out, because nobody who has the key has approved them: mallory");
    expect(out).toContain("can still read every earlier version");
    expect(box.file()).not.toContain("mallory");
    expect(readKey("api_key")).toBe("canary-api");
  });

  it("keygen makes one key, another if asked, or prints one", async () => {
    const { out } = await box.run(["keygen"]);
    expect((await box.run(["keygen"])).out).toContain(/age1\w+/.exec(out)?.[0]);
    await box.run(["keygen", "--another"]);
    const keys = readFileSync(`${box.home}/.config/toml-secrets/keys.txt`, "utf8");
    expect(keys.match(/^AGE-SECRET-KEY-1/gm)).toHaveLength(2);
    const printed = await box.run(["keygen", "--print"]);
    expect(printed.out).toMatch(/^AGE-SECRET-KEY-1\w{58}\n$/);
    expect(readFileSync(`${box.home}/.config/toml-secrets/keys.txt`, "utf8")).toBe(keys);
  });

  it("refuse to write to a file that was replaced by one of somebody else, and to a plain one in its place", async () => {
    const forged = await encrypted('api_key = "x"\n', [{ name: "alice", recipient: alice.recipient }]);
    const own = box.file();
    box.writeProject(forged.text);
    const { code, err } = await box.run(["set", "api_key"], { ...asAlice, input: "canary-secret" });
    expect([code, err]).toEqual([1, expect.stringContaining("another key than when you last wrote to it")]);
    expect(err).toContain("run: npx toml-secrets encrypt --trust");
    expect(box.file()).toBe(forged.text);
    box.writeProject('api_key = "canary-forged"\n');
    expect((await box.run(["encrypt"], asAlice)).err).toContain("is a plain file now");
    box.writeProject(own);
    expect((await box.run(["set", "api_key"], { ...asAlice, input: "canary-secret" })).code).toBe(0);
    box.writeProject(forged.text);
    expect((await box.run(["encrypt", "--trust"], asAlice)).code).toBe(0);
    expect((await box.run(["set", "api_key"], { ...asAlice, input: "canary-secret" })).code).toBe(0);
    box.writeProject(own);
    expect((await box.run(["rotate", "--trust"], asAlice)).code).toBe(0);
  });

  it("refuse to propose for a replaced public key, and rotate mends it", async () => {
    box.writeProject(box.file().replace(/^public = .*$/m, `public = "${bob.recipient}"`));
    expect((await box.run(["set", "port"], { input: "1" })).code).toBe(1);
    expect((await box.run(["check"], asAlice)).out).toContain("`public` in its header");
    expect((await box.run(["rotate"], asAlice)).code).toBe(0);
    expect((await box.run(["set", "port"], { ...asAlice, input: "1" })).code).toBe(0);
  });
});

describe("repair", () => {
  it("finds what was renamed by hand, and what was merged over a new key; writes if told", async () => {
    git("init", "-q");
    await box.run(["encrypt"], asAlice);
    git("add", ".");
    git("commit", "-qm", "one");
    const old = box.file();
    await box.run(["rotate"], asAlice);
    const token = /^api_key = ("[^"]+")/m.exec(old)?.[1] as string;
    const merged = box
      .file()
      .replace(/^api_key = "[^"]+"/m, `api_key = ${token}`)
      .replace(/^password = /m, "secret = ");
    box.writeProject(merged);
    expect((await box.run(["check"], asAlice)).out).toContain("these values do not open: api_key, db.secret");
    const { code, out } = await box.run(["repair"], asAlice);
    expect(code).toBe(1);
    expect(out).toContain("api_key was api_key, with the key of commit ");
    expect(out).toContain("db.secret was db.password");
    expect(box.file()).toBe(merged);
    expect((await box.run(["repair", "--yes"], asAlice)).code).toBe(0);
    expect(readKey("api_key")).toBe("canary-api");
    expect(readKey("db.secret")).toBe('canary-"pw"');
  });
});

describe("check and scan", () => {
  it("check names plain values, a decrypted file, and key files that git would take", async () => {
    git("init", "-q");
    await box.run(["encrypt"], asAlice);
    git("add", ".");
    git("commit", "-qm", "one");
    expect((await box.run(["check"], asAlice)).out).toContain("No problems.");
    const encryptedText = box.file();
    box.writeProject(encryptedText.replace("[db]", 'plain = "canary-plain"\n[db]'));
    const { out, code } = await box.run(["check", "--json"], asAlice);
    expect(code).toBe(1);
    expect(JSON.parse(out).problems.map((problem: { code: string }) => problem.code)).toContain("NOT_ENCRYPTED");
    expect(out).not.toContain("canary");
    box.writeProject(TOML);
    expect((await box.run(["check"], asAlice)).out).toContain("it is encrypted in git, but is a plain file now");
    box.writeProject(encryptedText);
    const key = box.write("project/key.txt", `${alice.secret}\n`);
    const report = JSON.parse((await box.run(["check", "--json"], { env: { SECRETS_AGE_KEY_FILE: key } })).out);
    expect(report.problems.map((problem: { code: string }) => problem.code)).toEqual(["NOT_IGNORED_BY_GIT"]);
  });

  it("scan opens all, and finds private keys; without the key it fails unless told", async () => {
    await box.run(["encrypt"], asAlice);
    box.write(
      "project/log.txt",
      `x canary-api y\n${bob.secret}\n${bob.secret.slice(0, -1)}${bob.secret.endsWith("Q") ? "P" : "Q"}\n`,
    );
    const { out, code } = await box.run(["scan", "log.txt"], asAlice);
    expect(code).toBe(1);
    expect(out).toMatch(/log\.txt:2:1 +AGE-SECRET-KEY-1/);
    expect(out).not.toContain("log.txt:3");
    expect(out).not.toContain(bob.secret.slice(20, 40));
    expect((await box.run(["scan", "log.txt"])).err).toContain("no key was found");
    const unlocked = await box.run(["scan", "log.txt", "--allow-locked"]);
    expect(unlocked.out).toMatch(/log\.txt:2:1/);
    expect(unlocked.out).toContain("because no key opens them: api_key, port, db.password, db.list, servers[0].token\n");
    expect(unlocked.out).not.toContain("too short");
  });

  it("init --encrypted makes file, key, and the lines of a hook", async () => {
    const fresh = cliBox();
    const { code, out } = await fresh.run(["init", "--encrypted"]);
    expect(code).toBe(0);
    expect(out).toContain("npx toml-secrets encrypt --staged");
    expect(existsSync(`${fresh.home}/.config/toml-secrets/keys.txt`)).toBe(true);
    expect((await fresh.run(["set", "a.b"], { input: "canary-x" })).code).toBe(0);
    expect(fresh.file()).toMatch(/^\[a\]\nb = "enc:str:/);
    expect((await fresh.run(["get", "a.b"])).out).toBe("canary-x\n");
  });
});
