import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { GIT_SETTINGS, git } from "../../support/git";
import { json, KEY, PASSWORD, PROJECT, project, repository, spots } from "../../support/scan-project";

describe("toml-secrets scan, in git", () => {
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
      spawnSync("git", [...GIT_SETTINGS, "commit", "-m", "second", ...args], {
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
      spawnSync("git", [...GIT_SETTINGS, "commit", "-a", "-m", "second"], {
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
