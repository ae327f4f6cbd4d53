import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { findValues } from "../../lib/cli/scan/find-values";
import { createMatcher } from "../../lib/redaction/matcher";
import { type CommandLine, commandLine, onTerminal } from "../support/command-line";

const PROJECT = `
api_key = "canary-k7 with \\"quotes\\""
port = 5432
short = "abc"
[db]
password = "canary-p4x8q1ä"
pem = """
-----BEGIN CANARY-----
MIIBcanary0123456789abcdef
-----END CANARY-----
"""
`;
const PEM = "-----BEGIN CANARY-----\nMIIBcanary0123456789abcdef\n-----END CANARY-----\n";
const PASSWORD = "canary-p4x8q1ä";
const KEY = 'canary-k7 with "quotes"';

function project(toml = PROJECT): CommandLine {
  const line = commandLine();
  line.writeProject(toml);
  return line;
}

interface Hit {
  where: string;
  line: number;
  column: number;
  key: string;
}

const json = (line: CommandLine, args: readonly string[], options = {}) =>
  JSON.parse(line.run(["scan", ...args, "--json"], options).stdout) as { ok: boolean; found: Hit[] } & Record<string, unknown>;
const spots = (report: { found: Hit[] }) => report.found.map(({ where, line, key }) => `${where}:${line} ${key}`);

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "init.defaultBranch=main", "-c", "user.name=c", "-c", "user.email=c@example.com", ...args], {
    cwd,
    stdio: "pipe",
    encoding: "utf8",
  });

describe("toml-secrets scan", () => {
  it("names file, line, column and key of what it finds, never the value, and ends with 1", () => {
    const line = project();
    line.write("project/dist/app.js", `// ok\nconst a = 1;\nconst b = "ä${PASSWORD}";\n`);
    line.write("project/dist/clean.js", "nothing\n");
    const { status, stdout, stderr } = line.run(["scan", "dist"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toBe(
      "dist/app.js:3:13  db.password\n" +
        "Not searched for, because they are too short or too common: short\n" +
        "2 files, 0.1 kB: secrets in 1 place.\n",
    );
  });

  it("ends with 0 where nothing is found", () => {
    const line = project('a = "canary-a1"\n');
    line.write("project/dist/clean.js", "nothing\n");
    expect(line.run(["scan", "dist"])).toMatchObject({ status: 0, stdout: "1 file, 0.0 kB: no secret found.\n" });
  });

  it.each<[string, string | Uint8Array, string]>([
    ["as it is", `x${KEY}x`, "api_key"],
    ["JSON-escaped", JSON.stringify({ KEY }), "api_key"],
    ["URL-encoded", encodeURIComponent(PASSWORD), "db.password"],
    ["in base64", Buffer.from(PASSWORD).toString("base64"), "db.password"],
    ["in base64 within other data", Buffer.from(`user:${PASSWORD}`).toString("base64"), "db.password"],
    ["in hex", Buffer.from(PASSWORD).toString("hex"), "db.password"],
    ["as one line of many", "MIIBcanary0123456789abcdef", "db.pem"],
    ["between bytes that are no text", Buffer.concat([Buffer.from([0xff, 0, 0xc3]), Buffer.from(PASSWORD)]), "db.password"],
    ["in UTF-16", Buffer.from(`\ufeffx = ${PASSWORD}`, "utf16le"), "db.password"],
    ["in UTF-16 of the other order", Buffer.from(`\ufeffx = ${PASSWORD}`, "utf16le").swap16(), "db.password"],
  ])("finds a value %s", (_how, content, key) => {
    const line = project();
    line.write("project/out/file", content);
    expect(json(line, ["out"]).found).toMatchObject([{ where: "out/file", line: 1, key }]);
  });

  it("finds bytes of a folder of secrets as they are", () => {
    const line = commandLine();
    const bytes = Buffer.from([0xff, 0xfe, 1, 2, 3, 4, 5, 6]);
    line.write("project/mnt/store.jks", bytes);
    line.write("project/out/copy", Buffer.concat([Buffer.from("line\n"), bytes]));
    expect(spots(json(line, [".", "-f", "mnt"]))).toEqual(['out/copy:2 "store.jks"']);
  });

  it("leaves out the secrets' own places, .git and node_modules, unless they are named", () => {
    const line = project();
    for (const file of [".git/x", "node_modules/p/x", "sub/node_modules/p/x", ".next/x"]) line.write(`project/${file}`, PASSWORD);
    line.write("project/mnt/token", "canary-token-f3");
    expect(spots(json(line, []))).toEqual([".next/x:1 db.password"]);
    const both = ["-f", ".streamlit/secrets.toml", "-f", "mnt"];
    expect(spots(json(line, [".", ...both]))).toEqual([".next/x:1 db.password"]);
    expect(spots(json(line, ["mnt", ...both]))).toEqual(["mnt/token:1 token"]);
    expect(spots(json(line, ["node_modules"]))).toEqual(["node_modules/p/x:1 db.password"]);
    expect(spots(json(line, [".streamlit/secrets.toml"])).length).toBeGreaterThan(1);
  });

  it("follows a link that is named and none below, and opens neither FIFO nor socket", () => {
    const line = project();
    line.write("project/real/x", PASSWORD);
    mkdirSync(join(line.project, "tree"));
    symlinkSync("../real", join(line.project, "tree/link"));
    symlinkSync("..", join(line.project, "tree/loop"));
    symlinkSync("real", join(line.project, "named"));
    execFileSync("mkfifo", [join(line.project, "tree/fifo")]);
    expect(spots(json(line, ["tree"]))).toEqual([]);
    expect(spots(json(line, ["named"]))).toEqual(["named/x:1 db.password"]);
  });

  it("reads a pipe that is named, and says so where what is named can't be read", () => {
    const line = project();
    execFileSync("mkfifo", [join(line.project, "fifo")]);
    const bash = (command: string) =>
      spawnSync("bash", ["-c", command, process.execPath, line.bin], {
        cwd: line.project,
        env: line.processEnv,
        encoding: "utf8",
      });
    const ended = [
      `"$0" "$1" scan <(echo '${PASSWORD}')`,
      `echo '${PASSWORD}' | "$0" "$1" scan /dev/stdin`,
      `timeout 60 sh -c 'echo "${PASSWORD}" > fifo' > /dev/null & "$0" "$1" scan fifo`,
    ].map(bash);
    for (const { status, stdout } of ended) {
      expect(stdout).toMatch(/^(\/dev\/fd\/\d+|\/dev\/stdin|fifo):1:1 {2}db\.password\n/);
      expect(status).toBe(1);
    }
    const { status, stdout } = line.run(["scan", "/dev/null"]);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringContaining("/dev/null  not scanned: it is neither"),
    });
  });

  it("names every place, however many there are", () => {
    const line = project();
    line.write("project/out/many", `${PASSWORD}\n`.repeat(130_000));
    const { status, stdout, stderr } = line.run(["scan", "out"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("\nout/many:130000:1  db.password\n");
  });

  it("tells each key once a line", () => {
    const line = project();
    line.write("project/out/x", `${PASSWORD} ${PASSWORD} ${KEY}\n\n${PASSWORD}\n`);
    expect(spots(json(line, ["out"]))).toEqual(["out/x:1 db.password", "out/x:1 api_key", "out/x:3 db.password"]);
  });

  it("says what it could not look into, and then does not end with 0", () => {
    const line = project();
    line.write("project/out/x", "nothing");
    const loop = join(line.project, "out/loop");
    symlinkSync("loop", loop);
    expect(json(line, ["out"])).toMatchObject({ ok: true, unreadable: [] }); // a link below is not looked into at all
    if (process.getuid?.() !== 0) return;
    // As a user who may not: root reads everything.
    execFileSync("chmod", ["-R", "a+rX", line.root]);
    execFileSync("chmod", ["000", join(line.project, "out/x")]);
    const command = `cd '${line.project}' && HOME='${line.home}' '${process.execPath}' '${line.bin}' scan out`;
    const { status, stdout } = spawnSync("setpriv", ["--reuid=65534", "--clear-groups", "sh", "-c", command], {
      encoding: "utf8",
    });
    expect(stdout).toContain("out/x  not scanned: permission denied\n");
    expect(status).toBe(1);
  });

  it.each([
    [["nowhere"], '"nowhere" does not exist'],
    [["dist", "--staged"], "scan takes one of"],
    [["--staged", "--index"], "scan takes one of"],
    [["--staged"], "git has no repository for this folder"],
  ])("ends with 2 when it is called wrongly: %j", (args, message) => {
    const { status, stderr } = project().run(["scan", ...args]);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  it("shows how far it is on a terminal, and nothing of that in a pipe", () => {
    const line = project();
    for (let file = 0; file < 40; file++) line.write(`project/out/${file}`, Buffer.alloc(1_000_000, "no secret here\n"));
    expect(onTerminal(line, ["scan", "out"]).stdout.replaceAll("\r\u001b[K", "<line>")).toMatch(
      /<line>\d+ files, \d+\.\d MB …<line>(?!.*…)[\s\S]*40 files, 40\.0 MB: /,
    );
    expect(line.run(["scan", "out"])).toMatchObject({ stderr: "", stdout: expect.not.stringContaining("…") });
  });
});

describe("toml-secrets scan, in git", () => {
  function repository(): CommandLine {
    const line = project();
    git(line.project, "init");
    line.write("project/.gitignore", ".streamlit\nnode_modules\n");
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "first");
    return line;
  }

  it("--staged looks into what the next commit changes, as it is in the index", () => {
    const line = repository();
    line.write("project/old name\n\u00e4.txt", "clean\n");
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "second");
    expect(json(line, ["--staged"])).toMatchObject({ ok: true, files: 0 });
    line.write("project/old name\n\u00e4.txt", `line\n${PASSWORD}\n`);
    line.write("project/sub/new.txt", `${KEY}\n`);
    expect(spots(json(line, ["--staged"]))).toEqual([]); // not staged yet
    git(line.project, "add", ".");
    line.write("project/sub/new.txt", "taken out again, but not from the index\n");
    const expected = ["old name\n\u00e4.txt:2 db.password", "sub/new.txt:1 api_key"];
    expect(spots(json(line, ["--staged"]))).toEqual(expected);
    mkdirSync(join(line.project, "elsewhere"));
    const { stdout } = line.run(["scan", "--staged", "--json", "-f", "../.streamlit/secrets.toml"], {
      cwd: join(line.project, "elsewhere"),
    });
    expect(spots(JSON.parse(stdout))).toEqual(expected);
    expect(line.run(["scan", "--staged"]).stdout).toContain("old name\\u000aä.txt:2:1  db.password");
  });

  it("--staged looks into the whole repository also where git is told to show no more than this folder", () => {
    const line = repository();
    git(line.project, "config", "diff.relative", "true");
    line.write("project/root.txt", PASSWORD);
    mkdirSync(join(line.project, "sub"));
    git(line.project, "add", ".");
    const { stdout } = line.run(["scan", "--staged", "--json", "-f", "../.streamlit/secrets.toml"], {
      cwd: join(line.project, "sub"),
    });
    expect(spots(JSON.parse(stdout))).toEqual(["root.txt:1 db.password"]);
  });

  it("looks at what git has, and not at what `git replace` shows in its place", () => {
    const line = repository();
    line.write("project/a.txt", PASSWORD);
    line.write("project/b.txt", "harmless");
    git(line.project, "add", ".");
    git(line.project, "replace", ...[":a.txt", ":b.txt"].map((name) => git(line.project, "rev-parse", name).trim()));
    for (const how of ["--staged", "--index"]) expect(spots(json(line, [how]))).toEqual(["a.txt:1 db.password"]);
  });

  it("says of which file git does not have the content, and looks into the others", () => {
    const line = repository();
    line.write("project/a.txt", "lost");
    line.write("project/b.txt", PASSWORD);
    git(line.project, "add", ".");
    const id = git(line.project, "rev-parse", ":a.txt").trim();
    rmSync(join(line.project, ".git/objects", id.slice(0, 2), id.slice(2)));
    const unreadable = [{ where: "a.txt", reason: "git has lost its content, or not fetched it yet" }];
    for (const how of ["--staged", "--index"]) {
      const report = json(line, [how]);
      expect(report).toMatchObject({ ok: false, unreadable });
      expect(spots(report)).toEqual(["b.txt:1 db.password"]);
    }
    git(line.project, "rm", "--cached", "-f", "b.txt");
    expect(line.run(["scan", "--staged"]).status).toBe(1);
  });

  it("--staged works before the first commit, and does not mind a file that is taken away", () => {
    const line = project();
    git(line.project, "init");
    line.write("project/a.txt", PASSWORD);
    git(line.project, "add", "a.txt");
    expect(spots(json(line, ["--staged"]))).toEqual(["a.txt:1 db.password"]);
    git(line.project, "commit", "-m", "first");
    git(line.project, "rm", "--cached", "a.txt");
    expect(json(line, ["--staged"])).toMatchObject({ ok: true, files: 0 });
  });

  it("stops a commit as a pre-commit hook, also where the commit has an index of its own", () => {
    const line = repository();
    line.write("project/.git/hooks/pre-commit", `#!/bin/sh\nexec "${process.execPath}" "${line.bin}" scan --staged\n`);
    execFileSync("chmod", ["755", join(line.project, ".git/hooks/pre-commit")]);
    line.write("project/.gitignore", `.streamlit\nnode_modules\n# ${PASSWORD}\n`);
    const commit = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=c", "-c", "user.email=c@example.com", "commit", "-m", "second", ...args], {
        cwd: line.project,
        env: line.processEnv,
        encoding: "utf8",
      });
    const refused = commit("-a"); // its index is a temporary one, which GIT_INDEX_FILE names
    expect(refused.status).toBe(1);
    expect(refused.stdout + refused.stderr).toContain(".gitignore:3:3  db.password");
    line.write("project/.gitignore", ".streamlit\nnode_modules\n# clean\n");
    expect(commit("-a").status).toBe(0);
  });

  it("as the hook of the documentation lets those commit who have no secrets, and stops the others", () => {
    const line = repository();
    const [, hook = ""] =
      /```text\n(#!\/bin\/sh\n[^`]*)```/.exec(readFileSync(join(__dirname, "../../docs/command-line.md"), "utf8")) ?? [];
    line.write("project/.git/hooks/pre-commit", hook);
    line.write("project/.gitignore", ".streamlit\nnode_modules\n# again\n");
    execFileSync("chmod", ["755", join(line.project, ".git/hooks/pre-commit")]);
    mkdirSync(join(line.project, "node_modules/.bin"), { recursive: true });
    execFileSync("chmod", ["755", line.bin]); // as npm installs it
    symlinkSync(line.bin, join(line.project, "node_modules/.bin/toml-secrets"));
    const commit = () =>
      spawnSync("git", ["-c", "user.name=c", "-c", "user.email=c@example.com", "commit", "-a", "-m", "second"], {
        cwd: line.project,
        env: line.processEnv,
        encoding: "utf8",
      });
    rmSync(join(line.project, ".streamlit"), { recursive: true });
    const { status, stderr, stdout } = commit();
    expect({ status, said: stderr + stdout }).toMatchObject({
      status: 0,
      said: expect.stringContaining("there are no secrets, so there is nothing to look for\n"),
    });
    expect(json(line, ["--staged", "--allow-missing"])).toMatchObject({ ok: true, files: 0 });
    expect(line.run(["scan", "--staged"])).toMatchObject({ status: 1, stderr: expect.stringContaining("there are no secrets") });
    line.writeProject(PROJECT);
    line.write("project/.gitignore", `.streamlit\nnode_modules\n# ${PASSWORD}\n`);
    expect(commit()).toMatchObject({ status: 1, stderr: expect.stringContaining(".gitignore:3:3  db.password") });
  });

  it("--index looks into every tracked file, in a work tree of its own too, and passes submodules", () => {
    const line = repository();
    line.write("project/sub/a.txt", PASSWORD);
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "second");
    expect(json(line, ["--staged"])).toMatchObject({ ok: true });
    expect(spots(json(line, ["--index"]))).toEqual(["sub/a.txt:1 db.password"]);
    git(line.project, "worktree", "add", "../other");
    git(line.project, "-c", "protocol.file.allow=always", "submodule", "add", line.project, "module");
    const { stdout } = line.run(["scan", "--index", "--json", "-f", join(line.project, ".streamlit/secrets.toml")], {
      cwd: join(line.root, "other/sub"),
    });
    expect(spots(JSON.parse(stdout))).toEqual(["sub/a.txt:1 db.password"]);
    expect(spots(json(line, ["--index"]))).toEqual(["sub/a.txt:1 db.password"]);
  });

  it("finds the secrets file itself where git has it", () => {
    const line = repository();
    git(line.project, "add", "-f", ".streamlit/secrets.toml");
    expect(spots(json(line, ["--staged"]))).toContain(".streamlit/secrets.toml:6 db.password");
  });

  it("--diff looks into the lines that a diff adds", () => {
    const line = repository();
    line.write("project/a b.txt", `one\n${PASSWORD}\ntwo\nthree\n`);
    line.write("project/c.txt", "kept\n");
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "second");
    const of = (...args: string[]) => spots(json(line, ["--diff"], { input: git(line.project, "diff", ...args) }));
    expect(of("HEAD~1")).toEqual(["a b.txt:2 db.password"]);
    line.write("project/a b.txt", "one\ntwo\nthree\nfour\n");
    expect(of("HEAD")).toEqual([]); // it is taken away
    line.write("project/a b.txt", `one\n${PASSWORD}\ntwo\nthree\n+++ b/x\n-- ${KEY}\n`);
    line.write("project/c.txt", `kept\n++ b/${KEY}`);
    expect(of("HEAD", "-U0")).toEqual(["a b.txt:6 api_key", "c.txt:2 api_key"]);
    expect(of("HEAD", "--no-prefix", "-R")).toEqual([]);
  });

  /** With a line changed, one added at the end, and a file of bytes. */
  function changed(): CommandLine {
    const line = repository();
    line.write("project/a.txt", "  x = 1\n");
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "second");
    line.write("project/a.txt", `  x = ${PASSWORD}\n${KEY}\n`);
    return line;
  }

  it.each([
    ["in colours", ["-c", "color.ui=always", "diff"]],
    [
      "in colours, but for some",
      ["-c", "color.ui=always", "-c", "color.diff.meta=normal", "-c", "color.diff.frag=normal", "diff"],
    ],
    ["in a mail", ["format-patch", "--stdout", "--root", "-1"]],
    ["without prefixes", ["diff", "--no-prefix"]],
    ["with the prefixes of its sides", ["-c", "diff.mnemonicPrefix=true", "diff"]],
    ["with a summary", ["diff", "--patch-with-stat"]],
    ["with Windows line ends", ["diff"]],
  ])("--diff reads a diff %s", (how, args) => {
    const line = changed();
    if (how === "in a mail") git(line.project, "commit", "-a", "-m", "third");
    const diff = git(line.project, ...args);
    if (how.startsWith("in colours")) expect(diff).toContain("\u001b[");
    const input = how === "with Windows line ends" ? diff.replaceAll("\n", "\r\n") : diff;
    expect(spots(json(line, ["--diff"], { input }))).toEqual(["a.txt:1 db.password", "a.txt:2 api_key"]);
  });

  it.each([
    ["garbage", (): string => "garbage\n"],
    ["a summary", ({ project }): string => git(project, "diff", "--stat")],
    ["what another program makes of it", ({ project }): string => git(project, "-c", "diff.external=echo", "diff")],
    ["words", ({ project }): string => git(project, "diff", "--word-diff")],
    ["words of a changed line alone", ({ project }): string => git(project, "diff", "--word-diff").split("\n", 6).join("\n")],
    ["words in colours", ({ project }): string => git(project, "diff", "--color-words")],
    ["words for scripts", ({ project }): string => git(project, "diff", "--word-diff=porcelain")],
    ["other signs", ({ project }): string => git(project, "diff", "--output-indicator-new=>")],
    ["lines behind others' signs", ({ project }): string => git(project, "diff", "--line-prefix=| ")],
    ["a diff that is not whole", ({ project }): string => git(project, "diff").split("\n", 6).join("\n")],
    [
      "a diff in no unified format",
      ({ project }): string => spawnSync("diff", [".gitignore", "a.txt"], { cwd: project }).stdout.toString(),
    ],
  ] as [string, (line: CommandLine) => string][])("--diff does not take %s for a diff in which nothing is", (how, diffOf) => {
    const line = changed();
    let input = diffOf(line);
    if (how === "words of a changed line alone") input = input.replace("+1,2 @@", "+1 @@");
    expect(line.run(["scan", "--diff"], { input })).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "error: this is no diff in git's format (git diff --no-color --no-ext-diff)\n",
    });
  });

  it("--diff takes what has no lines for a diff: an empty one, an empty file, another name or mode", () => {
    const line = changed();
    git(line.project, "checkout", "a.txt");
    const of = () => json(line, ["--diff"], { input: git(line.project, "diff", "HEAD") });
    expect(of()).toMatchObject({ ok: true, files: 0 });
    git(line.project, "mv", "a.txt", "b.txt");
    expect(of()).toMatchObject({ ok: true, files: 0 });
    line.write("project/empty.txt", "");
    git(line.project, "add", ".");
    execFileSync("chmod", ["755", join(line.project, "b.txt")]);
    expect(of()).toMatchObject({ ok: true, files: 0 });
  });

  it("--diff names the files whose bytes a diff does not show", () => {
    const line = repository();
    line.write("project/.gitattributes", "*.dat binary\n");
    for (const name of ["changed and more.dat", "gone.bin"]) line.write(`project/${name}`, "\0");
    git(line.project, "add", ".");
    git(line.project, "commit", "-m", "second");
    rmSync(join(line.project, "gone.bin"));
    line.write("project/changed and more.dat", PASSWORD);
    line.write("project/sub/new.bin", `\0${PASSWORD}`);
    line.write("project/text.txt", PASSWORD);
    git(line.project, "add", ".");
    const unreadable = ["changed and more.dat", "sub/new.bin"].map((where) => ({ where, reason: "binary: use --staged" }));
    for (const args of [[], ["--binary"], ["--no-prefix"]]) {
      const report = json(line, ["--diff"], { input: git(line.project, "diff", ...args, "HEAD") });
      expect(report).toMatchObject({ ok: false, unreadable });
      expect(spots(report)).toEqual(["text.txt:1 db.password"]);
    }
    const others = "--- a.txt\n+++ b.txt\n@@ -0,0 +1 @@\n+x\ndiff -ru a b\nBinary files a/x.bin and b/x.bin differ\n";
    expect(json(line, ["--diff"], { input: others })).toMatchObject({ ok: false, unreadable: [{ where: "x.bin" }] });
  });

  it("--diff knows names in the diffs of other programs, which have a date behind them", () => {
    const line = project();
    line.write("project/old.txt", "one\n");
    line.write("project/new.txt", `one\n${PASSWORD}\n`);
    const { stdout } = spawnSync("diff", ["-u", "old.txt", "new.txt"], { cwd: line.project, encoding: "utf8" });
    expect(spots(json(line, ["--diff"], { input: stdout }))).toEqual(["new.txt:2 db.password"]);
  });

  it("--diff finds what stands over many parts of a long diff, and in a long line of it", () => {
    const lines = ["x".repeat(300_000), ...Array<string>(50_000).fill("a line"), PEM, "y".repeat(300_000) + PASSWORD];
    const text = lines.join("\n").split("\n");
    const input = `--- a\n+++ b/long.txt\n@@ -0,0 +1,${text.length} @@\n${text.map((one) => `+${one}\n`).join("")}`;
    expect(spots(json(project(), ["--diff"], { input }))).toEqual([
      "long.txt:50002 db.pem",
      `long.txt:${text.length} db.password`,
    ]);
  });

  it("--diff counts the lines of a merge's diff", () => {
    const merge = `diff --cc a.txt
index 1,2..3
--- a/a.txt
+++ b/a.txt
@@@ -1,2 -1,2 +1,4 @@@
  one
- two
 -zwei
++${PASSWORD}
+ drei
 +${KEY}
`;
    expect(spots(json(project(), ["--diff"], { input: merge }))).toEqual(["a.txt:2 db.password", "a.txt:4 api_key"]);
  });

  it("runs nothing that the repository's configuration names", () => {
    const line = repository();
    const trap = line.write("trap.sh", `#!/bin/sh\ntouch '${join(line.root, "trapped")}'\ncat\n`);
    execFileSync("chmod", ["755", trap]);
    for (const key of ["core.fsmonitor", "core.pager", "diff.external", "filter.f.smudge", "filter.f.clean", "diff.d.textconv"])
      git(line.project, "config", key, trap);
    line.write("project/.gitattributes", "* filter=f diff=d\n");
    line.write("project/new.txt", "clean\n");
    git(line.project, "-c", "filter.f.clean=cat", "-c", "core.fsmonitor=false", "add", ".");
    for (const how of ["--staged", "--index"]) expect(line.run(["scan", how]).status).toBe(0);
    expect(spawnSync("ls", [join(line.root, "trapped")]).status).not.toBe(0);
  });
});

describe("findValues", () => {
  it("makes no text of all bytes that come at once, for they may be more than one can have", () => {
    const bytes = Buffer.alloc(17 * 1024 * 1024);
    bytes.write("canary-one", 16 * 1024 * 1024 - 5);
    bytes.toString = () => {
      throw new RangeError("as it would be for more than 512 MB");
    };
    const matcher = createMatcher([{ text: "canary-one", path: ["one"] }]);
    expect([...findValues({ where: "x", parts: [bytes] }, matcher)]).toMatchObject([{ column: 16 * 1024 * 1024 - 4 }]);
  });

  it("finds the same however the document is parted", () => {
    const needles = ["canary-one", "canary-one-longer", "nary-one", "two\nlines"];
    const matcher = createMatcher(needles.map((text) => ({ text, path: [text] })));
    const piece = fc.constantFrom("\n", "x", "canary", "ä", ...needles.map((text) => Buffer.from(text).toString("latin1")));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const bytes = Buffer.from(pieces.join(""), "latin1");
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const spotsOf = (parts: Buffer[]) =>
          [...findValues({ where: "x", parts }, matcher)].map(({ line, path }) => `${line} ${path}`);
        expect(spotsOf(parts)).toEqual(spotsOf([bytes]));
      }),
    );
  });
});
