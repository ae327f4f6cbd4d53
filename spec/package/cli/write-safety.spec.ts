import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine } from "../../support/command-line";
import { sampled } from "../../support/full";

/* Whatever happens while a command writes: the file is the old one or the new one, and an error says what is wrong. */

const FAULT = resolve(__dirname, "../../support/fault.cjs");
const BEFORE = `# mine\na = "${canary(0)}"\n\n[db]\npassword = "${canary(1)}"\n`;
const isRoot = process.getuid?.() === 0;
const OTHER = 12345;

const folderOf = (line: CommandLine) => join(line.project, ".streamlit");
const fileOf = (line: CommandLine) => join(folderOf(line), "secrets.toml");
const textOf = (line: CommandLine) => readFileSync(fileOf(line), "utf8");

function faulty(line: CommandLine, args: readonly string[], input: string, env: NodeJS.ProcessEnv) {
  const options = { cwd: line.project, env: { ...line.processEnv, ...env }, input, encoding: "utf8" } as const;
  return spawnSync(process.execPath, ["--require", FAULT, line.bin, ...args], options);
}

/** How many calls of the file system a command makes that change something. */
function callsOf(line: CommandLine, args: readonly string[], input: string): number {
  const count = join(line.root, "count");
  const { status } = faulty(line, args, input, { FAULT_COUNT: count });
  expect(status).toBe(0);
  return Number(readFileSync(count, "utf8"));
}

const COMMANDS: readonly (readonly [readonly string[], string])[] = [
  [["set", "db.password"], canary(2)],
  [["set", "new.key"], canary(2)],
  [["unset", "db.password"], ""],
  [["rename", "a", "b"], ""],
  [["import", "-"], `A=${canary(2)}\nB=2\n`],
  [["edit"], ""],
  [["example"], ""],
  [["export", "--format", "docker", "-o", "out.env"], ""],
];

/** A project with the files that a command may change, as they were and as they must become. */
function project() {
  const line = commandLine();
  chmodSync(line.writeProject(BEFORE), 0o600);
  line.write("project/.gitignore", ".streamlit\n");
  chmodSync(line.write("home/editor", `#!/bin/sh\necho 'z = 1' >> "$1"\n`), 0o755);
  line.processEnv.EDITOR = join(line.home, "editor");
  const files = [".streamlit/secrets.toml", ".streamlit/secrets.example.toml", "out.env"].map((name) => join(line.project, name));
  const state = () => files.map((file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined));
  return { line, state };
}

describe("killed at every call that changes something", () => {
  let killed = 0;
  afterAll(() => process.stdout.write(`killed at ${killed} points\n`));

  it.each(sampled(COMMANDS, COMMANDS.length))(
    "%j leaves the old file or the new one, and the next command works",
    (args, input) => {
      const whole = project();
      const old = whole.state();
      const calls = callsOf(whole.line, args, input);
      const made = whole.state();
      expect(made).not.toEqual(old);
      const { line, state } = project();
      for (let call = 1; call <= calls; call++) {
        // A plain run kills before each call only: "after" it is nearly "before" the next one.
        for (const after of sampled([undefined, "1"], 2)) {
          const env = { FAULT_KILL: String(call), FAULT_AFTER: after };
          writeFileSync(fileOf(line), BEFORE);
          for (const name of ["out.env", ".streamlit/secrets.example.toml"]) rmSync(join(line.project, name), { force: true });
          const { signal } = faulty(line, args, input, env);
          expect(signal).toBe("SIGKILL");
          killed++;
          expect([old, made]).toContainEqual(state());
        }
      }
      writeFileSync(fileOf(line), BEFORE);
      expect(line.run(["set", "last"], { input: "canary-1" })).toMatchObject({ status: 0, stderr: "" });
      if (args[0] === "example") expect(line.run(args)).toMatchObject({ status: 0 }); // the next writer of a file cleans up beside it
      expect(readdirSync(folderOf(line)).filter((name) => name.startsWith("."))).toEqual([]); // nothing of the dead is left
      for (const name of readdirSync("/dev/shm").filter((one) => one.startsWith("toml-secrets-"))) {
        if (statSync(join("/dev/shm", name)).uid === process.getuid?.()) spawnSync("rm", ["-rf", join("/dev/shm", name)]);
      }
    },
  );
});

describe("failing at every call that changes something", () => {
  it.each(sampled(["ENOSPC", "EIO", "EROFS", "EACCES"], 4))("with %s, set says so and changes nothing", (code) => {
    const { line } = project();
    const calls = callsOf(line, ["set", "db.password"], canary(2));
    for (let call = 1; call <= calls; call++) {
      writeFileSync(fileOf(line), BEFORE);
      const { status, stdout, stderr } = faulty(line, ["set", "db.password"], canary(2), {
        FAULT_FAIL: String(call),
        FAULT_CODE: code,
      });
      expect(traceIn(stdout + stderr)).toBeUndefined();
      if (status === 0) expect(textOf(line)).toContain(canary(2));
      else {
        expect(stderr).toMatch(/^error: cannot write .*secrets\.toml: /);
        expect(textOf(line)).toBe(BEFORE);
      }
      expect(readdirSync(folderOf(line)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    }
  });
});

/** As another user, if this is root: who can do everything is stopped by nothing. */
function runAs(line: CommandLine, uid: number | undefined, args: readonly string[], input: string) {
  const user = uid === undefined ? {} : { uid, gid: uid };
  return spawnSync(process.execPath, [line.bin, ...args], {
    cwd: line.project,
    env: line.processEnv,
    input,
    encoding: "utf8",
    ...user,
  });
}

describe("places that can't be written to", () => {
  (process.platform === "win32" ? it.skip : it)("a folder that is read-only", () => {
    const { line } = project();
    execFileSync("chmod", ["755", line.root, line.project]);
    if (isRoot) execFileSync("chown", ["-R", String(OTHER), line.project, line.home]);
    chmodSync(folderOf(line), 0o500);
    const { status, stderr } = runAs(line, isRoot ? OTHER : undefined, ["set", "a"], canary(2));
    chmodSync(folderOf(line), 0o700);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/cannot write .*secrets\.toml: permission denied/),
    });
    expect([textOf(line), readdirSync(folderOf(line))]).toEqual([BEFORE, ["secrets.toml"]]);
  });

  (isRoot ? it : it.skip)("a file of another user, also one of root", () => {
    for (const owner of [0, OTHER + 1]) {
      const { line } = project();
      execFileSync("chmod", ["755", line.root, line.project]);
      execFileSync("chown", ["-R", String(OTHER), line.project, line.home]);
      chownSync(fileOf(line), owner, owner);
      chmodSync(fileOf(line), 0o644);
      const { status, stderr } = runAs(line, OTHER, ["set", "a"], canary(2));
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining(`it belongs to another user (uid ${owner})`),
      });
      expect([textOf(line), statSync(fileOf(line)).uid, readdirSync(folderOf(line))]).toEqual([BEFORE, owner, ["secrets.toml"]]);
    }
  });

  it("a disk that is full", () => {
    const { line } = project();
    const disk = join(line.root, "disk");
    mkdirSync(disk);
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", disk]);
    if (mount.status !== 0) {
      process.stdout.write("skipped: no file system can be mounted here\n");
      return;
    }
    try {
      const file = join(disk, "secrets.toml");
      writeFileSync(file, BEFORE);
      writeFileSync(join(disk, "filler"), "x".repeat(52 * 1024));
      const { status, stderr } = line.run(["set", "big", "-f", file], { input: canary(2).repeat(600) });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining("Try: free space on the disk; the file is unchanged"),
      });
      expect([readFileSync(file, "utf8"), readdirSync(disk).sort()]).toEqual([BEFORE, ["filler", "secrets.toml"]]);
    } finally {
      spawnSync("umount", [disk]);
    }
  });

  it("links: the one that leads to another file is kept, and one in a circle or to a folder is an error", () => {
    const { line } = project();
    const link = (name: string, target: string) => {
      symlinkSync(target, join(line.project, name));
      return name;
    };
    link("b.toml", "a.toml");
    for (const [name, message] of [
      [link("a.toml", "b.toml"), "its symbolic links form a loop"],
      [link("folder.toml", "."), "folder.toml"],
      [link("device.toml", "/dev/null"), "device.toml"],
    ] as const) {
      const { status, stderr } = line.run(["set", "a", "-f", name], { input: canary(2) });
      expect(status).not.toBe(0);
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/^error: /);
    }
    expect(readdirSync("/dev").filter((name) => name.includes("toml"))).toEqual([]);
  });
});

describe("nobody else sees a value", () => {
  (process.platform === "linux" ? it : it.skip)("in the arguments or the environment of any process that set starts", () => {
    const { line } = project();
    const trace = join(line.root, "trace");
    const found = spawnSync("strace", ["-V"]).status === 0;
    if (!found) {
      process.stdout.write("skipped: there is no strace\n");
      return;
    }
    const options = { cwd: line.project, env: line.processEnv, input: canary(2) };
    spawnSync(
      "strace",
      ["-f", "-e", "trace=execve,execveat", "-v", "-s", "100000", "-o", trace, process.execPath, line.bin, "set", "a"],
      options,
    );
    expect(textOf(line)).toContain(canary(2));
    expect(readFileSync(trace, "utf8")).toContain("execve(");
    expect(traceIn(readFileSync(trace, "utf8"))).toBeUndefined();
  });
});

(isRoot ? describe : describe.skip)("a place that another user could have put there", () => {
  const planted = () => {
    const line = commandLine();
    mkdirSync(folderOf(line));
    chmodSync(line.project, 0o1777);
    return line;
  };

  it.each([["set", "token"], ["init"], ["init", "--encrypted"], ["encrypt"]])("%s %s writes nothing", (...args) => {
    const line = planted();
    chownSync(folderOf(line), OTHER, OTHER);
    const { status, stderr } = line.run(args, { input: "token=canary-7d21-qq" });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`belongs to uid ${OTHER}`) });
    expect(readdirSync(folderOf(line))).toEqual([]);
  });

  it("set does not follow a stranger's link", () => {
    const line = planted();
    const victim = line.write("own.toml", "");
    chmodSync(folderOf(line), 0o777);
    symlinkSync(victim, fileOf(line));
    lchownSync(fileOf(line), OTHER, OTHER);
    expect(line.run(["set", "token"], { input: "canary-7d21-qq" }).status).toBe(1);
    expect(readFileSync(victim, "utf8")).toBe("");
  });

  it("set writes to it if it is named", () => {
    const line = planted();
    chownSync(folderOf(line), OTHER, OTHER);
    expect(line.run(["set", "token", "-f", ".streamlit/secrets.toml"], { input: "canary-7d21-qq" }).status).toBe(0);
    expect(textOf(line)).toContain("canary-7d21-qq");
  });
});
