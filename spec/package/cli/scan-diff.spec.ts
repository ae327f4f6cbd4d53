import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CommandLine } from "../../support/command-line";
import { git } from "../../support/git";
import { json, KEY, PASSWORD, project, repository, spots } from "../../support/scan-project";

const PEM = "-----BEGIN CANARY-----\nMIIBcanary0123456789abcdef\n-----END CANARY-----\n";

describe("toml-secrets scan --diff", () => {
  it("looks into the lines that a diff adds", () => {
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
  ])("reads a diff %s", (how, args) => {
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
  ] as [string, (line: CommandLine) => string][])("does not take %s for a diff in which nothing is", (how, diffOf) => {
    const line = changed();
    let input = diffOf(line);
    if (how === "words of a changed line alone") input = input.replace("+1,2 @@", "+1 @@");
    expect(line.run(["scan", "--diff"], { input })).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "error: this is not a diff in git's format (git diff --no-color --no-ext-diff)\n",
    });
  });

  it("refuses an empty diff: the command before the pipe may have failed", () => {
    const { status, stdout, stderr } = project().run(["scan", "--diff"], { input: "" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("the diff is empty, so nothing was scanned");
  });

  it("takes what has no lines for a diff: an empty file, another name or mode", () => {
    const line = changed();
    git(line.project, "checkout", "a.txt");
    const of = () => json(line, ["--diff"], { input: git(line.project, "diff", "HEAD") });
    git(line.project, "mv", "a.txt", "b.txt");
    expect(of()).toMatchObject({ ok: true, files: 0 });
    line.write("project/empty.txt", "");
    git(line.project, "add", ".");
    execFileSync("chmod", ["755", join(line.project, "b.txt")]);
    expect(of()).toMatchObject({ ok: true, files: 0 });
  });

  it("names the files whose bytes a diff does not show", () => {
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

  it("knows names in the diffs of other programs, which have a date behind them", () => {
    const line = project();
    line.write("project/old.txt", "one\n");
    line.write("project/new.txt", `one\n${PASSWORD}\n`);
    const { stdout } = spawnSync("diff", ["-u", "old.txt", "new.txt"], { cwd: line.project, encoding: "utf8" });
    expect(spots(json(line, ["--diff"], { input: stdout }))).toEqual(["new.txt:2 db.password"]);
  });

  it("finds what stands over many parts of a long diff, and in a long line of it", () => {
    const lines = ["x".repeat(300_000), ...Array<string>(50_000).fill("a line"), PEM, "y".repeat(300_000) + PASSWORD];
    const text = lines.join("\n").split("\n");
    const input = `--- a\n+++ b/long.txt\n@@ -0,0 +1,${text.length} @@\n${text.map((one) => `+${one}\n`).join("")}`;
    expect(spots(json(project(), ["--diff"], { input }))).toEqual([
      "long.txt:50002 db.pem",
      `long.txt:${text.length} db.password`,
    ]);
  });

  it("counts the lines of a merge's diff", () => {
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
});
