import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { findValues } from "../../lib/cli/find-values";
import { createMatcher } from "../../lib/matcher";
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
        "Not looked for, being too short or too common to be told from other text: short\n" +
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
    expect(stdout).toContain("out/x  not looked into: permission denied\n");
    expect(status).toBe(1);
  });

  it.each([
    [["nowhere"], 'there is no "nowhere" to look into'],
    [["dist", "--staged"], "one thing at a time"],
    [["--staged", "--index"], "one thing at a time"],
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

  it("names what git has lost the content of, and looks into the rest", () => {
    const line = repository();
    line.write("project/a.txt", PASSWORD);
    line.write("project/b.txt", `x${PASSWORD}`);
    git(line.project, "add", ".");
    const id = git(line.project, "rev-parse", ":a.txt");
    rmSync(join(line.project, ".git/objects", id.slice(0, 2), id.slice(2).trim()));
    for (const how of ["--staged", "--index"]) {
      const { status, stdout } = line.run(["scan", how]);
      expect(status).toBe(1);
      expect(stdout).toContain("a.txt  not looked into: git has lost its content, or not fetched it yet\n");
      expect(stdout).toContain("b.txt:1:2  db.password\n");
    }
    git(line.project, "rm", "--cached", "b.txt");
    expect(line.run(["scan", "--index"]).status).toBe(1);
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
