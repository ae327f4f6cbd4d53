import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine } from "../../support/command-line";
import { keyPair } from "../../support/encrypted";
import { sampled } from "../../support/full";

/* An encrypted file that several commands write to, whose writer is killed, and that a user may not write to. */

const FAULT = resolve(__dirname, "../../support/fault.cjs");
const OTHER = 12345;
const alice = keyPair();
const itOnUnix = process.platform === "win32" ? it.skip : it;
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
const itOnLinux = process.platform === "linux" ? it : it.skip;

const folderOf = (line: CommandLine) => join(line.project, ".streamlit");
const fileOf = (line: CommandLine) => join(folderOf(line), "secrets.toml");
const textOf = (line: CommandLine) => readFileSync(fileOf(line), "utf8");

/** A project with an encrypted file, and an editor that is a shell script: $1 is the file, $NODE $BIN is this command. */
function project(script = ":"): CommandLine {
  const line = commandLine();
  line.writeProject(`# mine\na = "${canary(0)}"\n\n[db]\npassword = "${canary(1)}"\n`);
  const editor = line.write("home/editor", `#!/bin/sh\n${script}\n`);
  chmodSync(editor, 0o755);
  Object.assign(line.processEnv, { EDITOR: editor, NODE: process.execPath, BIN: line.bin, KEY: alice.secret });
  line.processEnv.SECRETS_AGE_KEY = alice.secret;
  expect(line.run(["encrypt"])).toMatchObject({ status: 0, stderr: "" });
  return line;
}

/** The plain document; fails if a value does not open. */
function plainOf(line: CommandLine): string {
  const { status, stdout, stderr } = line.run(["decrypt", "--stdout"]);
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

function start(line: CommandLine, args: readonly string[], input = ""): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [line.bin, ...args], { cwd: line.project, env: line.processEnv });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((done) => child.once("close", (status) => done({ status, stderr })));
}

describe("two writers of an encrypted file", () => {
  it("that set at once lose nothing", async () => {
    const line = project();
    const ended = await Promise.all([2, 3, 4].map((at) => start(line, ["set", `k${at}`], canary(at))));
    expect(ended).toEqual(ended.map(() => ({ status: 0, stderr: "" })));
    for (const at of [0, 1, 2, 3, 4]) expect(plainOf(line)).toContain(`"${canary(at)}"`);
  });

  it("of which one rotates: what failed says so, and what did not is in the file", async () => {
    const line = project();
    const before = textOf(line);
    const [rotated, ...set] = await Promise.all([
      start(line, ["rotate"]),
      ...[2, 3].map((at) => start(line, ["set", `k${at}`], canary(at))),
    ]);
    const plain = plainOf(line);
    for (const [at, { status, stderr }] of set.entries()) {
      expect(plain.includes(canary(at + 2))).toBe(status === 0);
      if (status !== 0) expect(stderr).toContain("another key than when you last wrote to it");
    }
    const publicKey = (text: string) => /^public = .*/m.exec(text)?.[0];
    expect(publicKey(textOf(line)) !== publicKey(before)).toBe(rotated?.status === 0);
    if (rotated?.status !== 0) expect(rotated?.stderr).toContain("another program has changed it in the meantime");
  });

  itOnUnix("of which one edits: what the other has set stays, and the editor's text is not written over it", () => {
    const line = project(`echo 'z = 1' >> "$1"; printf '${canary(2)}' | SECRETS_AGE_KEY="$KEY" "$NODE" "$BIN" set db.password`);
    expect(line.run(["edit"])).toMatchObject({ status: 2, stderr: expect.stringContaining("was changed by another program") });
    expect(plainOf(line)).toContain(canary(2));
    expect(plainOf(line)).not.toContain("z = 1");
  });

  itOnUnix("of which one edits and the other rotates: the text is encrypted with the new key", () => {
    const line = project(`echo 'z = 1' >> "$1"; SECRETS_AGE_KEY="$KEY" "$NODE" "$BIN" rotate`);
    const before = textOf(line);
    expect(line.run(["edit"])).toMatchObject({ status: 0, stderr: "" });
    expect(plainOf(line)).toContain("z = 1");
    expect(
      textOf(line)
        .split("\n")
        .filter((one) => before.includes(one) && one.includes("enc:")),
    ).toEqual([]);
  });
});

describe("killed", () => {
  const faulty = (line: CommandLine, args: readonly string[], env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ["--require", FAULT, line.bin, ...args], {
      cwd: line.project,
      env: { ...line.processEnv, ...env },
      encoding: "utf8",
    });

  itOnLinux.each([[["rotate"]], [["edit"]]])(
    "%j leaves no plain text outside of its private folder, and a file that opens",
    (args) => {
      const line = project(`echo 'z = 1' >> "$1"`);
      const before = textOf(line);
      const restore = () => {
        writeFileSync(fileOf(line), before);
        line.run(["encrypt", "--trust"]); // its key is the known one again
      };
      const count = join(line.root, "count");
      expect(faulty(line, args, { FAULT_COUNT: count })).toMatchObject({ status: 0 });
      const calls = Number(readFileSync(count, "utf8"));
      expect(calls).toBeGreaterThan(3);
      for (const call of sampled(
        Array.from({ length: calls }, (_, at) => at + 1),
        8,
      )) {
        restore();
        expect(faulty(line, args, { FAULT_KILL: String(call) }).signal).toBe("SIGKILL");
        const { stdout } = spawnSync("grep", ["-rlaF", "canary-", line.project, line.home], { encoding: "utf8" });
        expect(stdout.split("\n").filter((path) => path !== "" && !path.includes("node_modules"))).toEqual([]);
        expect(line.run(["decrypt", "--stdout"])).toMatchObject({ status: 0, stdout: expect.stringContaining(canary(1)) });
      }
      restore();
      expect(line.run(["edit"])).toMatchObject({ status: 0 }); // removes the private folders of the dead
    },
    300_000,
  );

  itOnLinux("edit: the next edit removes the private folder of the dead one, and not that of one that lives", async () => {
    const line = project(
      'dirname "$1" >> "$HOME/folders"; [ -e "$HOME/quick" ] || kill -9 "$(basename "$(dirname "$1")" | cut -d- -f5)"',
    );
    const folders = () => readFileSync(join(line.home, "folders"), "utf8").trim().split("\n");
    expect(line.run(["edit"])).toMatchObject({ signal: "SIGKILL" });
    const [dead = ""] = folders();
    expect(readdirSync(dead)).toEqual(["secrets.toml"]);
    const living = dead.replace(/-\d+-\w+$/, `-${process.pid}-abcdef`);
    mkdirSync(living);
    line.write("home/quick", "");
    expect(line.run(["edit"])).toMatchObject({ status: 0 });
    const left = [dead, living].map((folder) => readdirSync(join(folder, "..")).includes(folder.split("/").at(-1) as string));
    spawnSync("rm", ["-rf", living]);
    expect(left).toEqual([false, true]);
  });
});

describe("a user without permission", () => {
  const runAs = (line: CommandLine, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [line.bin, ...args], {
      cwd: line.project,
      env: { ...line.processEnv, ...env },
      input: canary(2),
      encoding: "utf8",
      uid: OTHER,
      gid: OTHER,
    });

  itAsRoot.each([[["rotate"]], [["set", "a"]], [["recipients", "add", "bob", "--generate"]]])(
    "to write: %j says so, and changes nothing",
    (args) => {
      const line = project();
      execFileSync("chmod", ["755", line.root, line.project]);
      execFileSync("chown", ["-R", String(OTHER), line.project, line.home]);
      chmodSync(folderOf(line), 0o500);
      const before = textOf(line);
      const { status, stdout, stderr } = runAs(line, args);
      expect([status, stderr]).toEqual([1, expect.stringMatching(/cannot write .*secrets\.toml: permission denied/)]);
      expect(traceIn(stdout + stderr)).toBeUndefined();
      expect([textOf(line), readdirSync(folderOf(line))]).toEqual([before, ["secrets.toml"]]);
    },
  );

  itAsRoot("to read the key file: the error names it, and nothing is written", () => {
    const line = project();
    execFileSync("chmod", ["755", line.root, line.project]);
    execFileSync("chown", ["-R", String(OTHER), line.project, line.home]);
    const key = line.write("project/key.txt", `${alice.secret}\n`);
    chmodSync(key, 0o600);
    execFileSync("chown", ["0", key]);
    const before = textOf(line);
    const { status, stderr } = runAs(line, ["rotate"], { SECRETS_AGE_KEY: undefined, SECRETS_AGE_KEY_FILE: key });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`SECRETS_AGE_KEY_FILE (${key}): can't be read (EACCES)`)]);
    expect(textOf(line)).toBe(before);
  });
});
