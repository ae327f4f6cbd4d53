import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitProblems } from "../../../lib/checks/git-exposure";
import { me } from "../../support/check-files";
import { git } from "../../support/git";
import { sandbox } from "../../support/sandbox";

describe("git", () => {
  const repository = () => {
    const box = sandbox();
    git(box.project, "init", "--quiet");
    return { box, file: box.writeProject('a = "canary"\n') };
  };
  const codes = (path: string, env = process.env) => gitProblems(path, env).map(({ code }) => code);

  it("would take it with the next `git add .`, unless it is ignored", () => {
    const { box, file } = repository();
    expect(codes(file)).toEqual(["NOT_IGNORED_BY_GIT"]);
    box.write("project/.gitignore", ".streamlit/secrets.toml\n");
    expect(codes(file)).toEqual([]);
    box.write("project/.streamlit/.gitignore", "!secrets.toml\n");
    expect(codes(file)).toEqual(["NOT_IGNORED_BY_GIT"]);
  });

  it("tracks it, also where it was added by force", () => {
    const { box, file } = repository();
    box.write("project/.gitignore", ".streamlit/\n");
    git(box.project, "add", "-f", ".streamlit/secrets.toml");
    expect(codes(file)).toEqual(["TRACKED_BY_GIT"]);
    git(box.project, "commit", "--quiet", "-m", "x");
    expect(codes(file)).toEqual(["TRACKED_BY_GIT"]);
  });

  it("has worktrees and submodules", () => {
    const { box, file } = repository();
    git(box.project, "add", "-f", file);
    git(box.project, "commit", "--quiet", "-m", "x");
    git(box.project, "worktree", "add", "--quiet", join(box.root, "tree"));
    expect(codes(join(box.root, "tree/.streamlit/secrets.toml"))).toEqual(["TRACKED_BY_GIT"]);
    const outer = join(box.root, "outer");
    mkdirSync(outer);
    git(outer, "init", "--quiet");
    git(outer, "submodule", "--quiet", "add", box.project, "inner");
    expect(codes(join(outer, "inner/.streamlit/secrets.toml"))).toEqual(["TRACKED_BY_GIT"]);
  });

  it.each(["-n.toml", "with\nline.toml", ":(glob)*.toml", "*.toml"])("takes the name %j for a name", (name) => {
    const { box } = repository();
    const file = box.write(`project/${name}`, "a = 1\n");
    expect(codes(file)).toEqual(["NOT_IGNORED_BY_GIT"]);
    box.write("project/other.toml", "a = 1\n");
    git(box.project, "add", "other.toml");
    expect(codes(file)).toEqual(["NOT_IGNORED_BY_GIT"]);
    git(box.project, "--literal-pathspecs", "add", "--", name);
    expect(codes(file)).toEqual(["TRACKED_BY_GIT"]);
  });

  const fixOf = (path: string) => {
    const [problem] = gitProblems(path, process.env);
    return problem?.fix ?? "";
  };
  /** Does what a fix says, to the letter. */
  const follow = (fix: string) => {
    const [, command] = /`(git [^`]*)`/.exec(fix) ?? [];
    if (command !== undefined) execFileSync("bash", ["-c", command], { cwd: "/", stdio: "pipe" });
    const [, list = "", line = ""] = /add a line to (.*?\.gitignore): (.*)$/s.exec(fix) ?? [];
    appendFileSync(list, `${line}\n`);
  };

  it.each([
    "conf/app.toml",
    "packages/a b/.streamlit/secrets.toml",
    "#a/!b/[c]*?.toml",
    "back\\slash.toml",
    "it's.toml",
    ":(glob)*.toml",
    "with\nline.toml",
    "with\u001b[2J\u202e.toml",
    "a space at the end.toml ",
  ])("is mended for %j as the fix says, where it was not ignored and where it was tracked", (name) => {
    for (const isTracked of [false, true]) {
      const { box } = repository();
      const file = box.write(`project/${name}`, "a = 1\n");
      const other = box.write(`project/${name.replace(/[^/]*$/, "other.toml")}`, "a = 1\n");
      if (isTracked) {
        git(box.project, "add", "--all");
        git(box.project, "commit", "--quiet", "-m", "x");
        writeFileSync(file, "a = 2\n");
        git(box.project, "add", "--all");
      }
      writeFileSync(file, "a = 'of now'\n");
      follow(fixOf(file));
      expect(codes(file)).toEqual([]);
      expect(readFileSync(file, "utf8")).toBe("a = 'of now'\n");
      expect(codes(other)).toEqual([isTracked ? "TRACKED_BY_GIT" : "NOT_IGNORED_BY_GIT"]);
    }
  });

  it("names the whole line, and the .gitignore that counts most", () => {
    const { box } = repository();
    const file = box.write("project/pkg/.streamlit/secrets.toml", "a = 1\n");
    box.write("project/.gitignore", ".streamlit/secrets.toml\n"); // is meant from its own folder
    expect(fixOf(file)).toBe(`add a line to ${box.project}/.gitignore: /pkg/.streamlit/secrets.toml`);
    git(box.project, "add", file);
    expect(fixOf(file)).toContain(`\`git -C ${box.project} rm --cached -rf -- pkg/.streamlit/secrets.toml\``);
    git(box.project, "rm", "--cached", file);
    box.write("project/pkg/.gitignore", "!.streamlit/*\n");
    expect(fixOf(file)).toBe(`add a line to ${box.project}/pkg/.gitignore: /.streamlit/secrets.toml`);
    follow(fixOf(file));
    expect(codes(file)).toEqual([]);
  });

  it("is mended for a folder of secrets, too", () => {
    const { box } = repository();
    const folder = dirname(box.write("project/deploy/mnt/token", "canary"));
    expect(fixOf(folder)).toBe(`add a line to ${box.project}/.gitignore: /deploy/mnt`);
    git(box.project, "add", folder);
    follow(fixOf(folder));
    expect(codes(folder)).toEqual([]);
  });

  it("runs nothing that a repository asks for, and obeys no variable that names another one", () => {
    const { box, file } = repository();
    const trap = join(box.root, "trap");
    const script = box.write("evil.sh", `#!/bin/sh\ntouch ${trap}\n`);
    chmodSync(script, 0o755);
    for (const key of ["core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external", "filter.x.clean"])
      git(box.project, "config", key, script);
    git(box.project, "config", "alias.ls-files", `!${script}`);
    git(box.project, "config", "core.hooksPath", box.root);
    writeFileSync(join(box.project, ".gitattributes"), "* filter=x\n");
    const env = { ...process.env, GIT_DIR: "/nowhere", GIT_WORK_TREE: "/", GIT_PAGER: script, GIT_EXTERNAL_DIFF: script };
    expect(codes(file, env)).toEqual(["NOT_IGNORED_BY_GIT"]);
    expect(() => execFileSync("test", ["-e", trap])).toThrow();
    git(box.project, "status"); // the control: git by itself does run it
    expect(() => execFileSync("test", ["-e", trap])).not.toThrow();
  });

  it("fetches nothing that a repository lacks, from where its configuration says", () => {
    const { box, file } = repository();
    const trap = join(box.root, "trap");
    const script = box.write("evil.sh", `#!/bin/sh\ntouch ${trap}\n`);
    chmodSync(script, 0o755);
    box.write("project/other/deep/file", "x");
    git(box.project, "add", "-f", ".");
    git(box.project, "commit", "--quiet", "-m", "x");
    // An index that names a folder as a whole has to be unfolded, which takes an object that is not there.
    git(box.project, "sparse-checkout", "init", "--cone", "--sparse-index");
    git(box.project, "sparse-checkout", "set", ".streamlit");
    const config = { "remote.origin.url": `ext::${script}`, "remote.origin.promisor": "true", "protocol.ext.allow": "always" };
    for (const [key, value] of Object.entries({ ...config, "extensions.partialClone": "origin" }))
      git(box.project, "config", key, value);
    git(box.project, "config", "core.repositoryFormatVersion", "1");
    rmSync(join(box.project, ".git/objects"), { recursive: true });
    mkdirSync(join(box.project, ".git/objects"));
    codes(file);
    expect(existsSync(trap)).toBe(false);
    git(box.project, "ls-files"); // the control: git by itself does run it
    expect(existsSync(trap)).toBe(true);
  });

  it("may have what a link leads to; the link itself is no secret", () => {
    const { box, file } = repository();
    const link = box.link("elsewhere/secrets.toml", file);
    git(box.project, "add", "-f", file);
    expect(gitProblems(link, process.env)).toMatchObject([{ code: "TRACKED_BY_GIT", path: file }]);
    const outside = box.write("outside.toml", "a = 1\n");
    const inside = box.link("project/link.toml", outside);
    git(box.project, "add", "link.toml");
    expect(codes(inside)).toEqual([]);
  });

  it("tracks what was deleted and not committed", () => {
    const { box, file } = repository();
    git(box.project, "add", "-f", file);
    rmSync(file);
    expect(codes(file)).toEqual(["TRACKED_BY_GIT"]);
  });

  it("is asked about repositories of other users too, of which it would not speak by itself", () => {
    if (me !== 0) return; // only root can lay it out
    const { box, file } = repository();
    git(box.project, "add", "-f", file);
    execFileSync("chown", ["-R", "12345", box.project]);
    const env = { ...process.env, HOME: box.home };
    expect(() => execFileSync("git", ["ls-files"], { cwd: box.project, env, stdio: "pipe" })).toThrow(); // the control
    expect(codes(file, env)).toEqual(["TRACKED_BY_GIT"]);
  });

  it("is silent where there is none, or no repository, or no file", () => {
    const { box, file } = repository();
    expect(codes(file, { PATH: "/nowhere" })).toEqual([]);
    expect(codes(box.write("home/secrets.toml", ""))).toEqual([]);
    expect(codes(join(box.project, "absent.toml"))).toEqual([]);
  });
});
