import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { CommandLine } from "../../support/command-line";
import { git, json, KEY, PASSWORD, PROJECT, project, spots } from "../../support/scan-project";

const PEM = "-----BEGIN CANARY-----\nMIIBcanary0123456789abcdef\n-----END CANARY-----\n";

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
      /```text\n(#!\/bin\/sh\n[^`]*)```/.exec(readFileSync(join(__dirname, "../../../docs/command-line.md"), "utf8")) ?? [];
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
      stderr: "error: this is not a diff in git's format (git diff --no-color --no-ext-diff)\n",
    });
  });

  it("--diff refuses an empty diff: the command before the pipe may have failed", () => {
    const { status, stdout, stderr } = project().run(["scan", "--diff"], { input: "" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("the diff is empty, so nothing was scanned");
  });

  it("--diff takes what has no lines for a diff: an empty file, another name or mode", () => {
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
