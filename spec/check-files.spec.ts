import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { checkFiles, createSecrets } from "../lib";
import { gitProblems } from "../lib/checks/git-exposure";
import { permissionProblems } from "../lib/checks/permissions";
import { installPackage } from "./support/install";
import { type Sandbox, sandbox } from "./support/sandbox";

const me = process.getuid?.() as number;
const user = { uid: me, gid: process.getgid?.() as number };
const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always", ...args], {
    cwd,
    stdio: "pipe",
  });

describe("permissions", () => {
  /** A file whose folders others can enter, unless said otherwise. */
  const fileWith = (box: Sandbox, mode: number, folder = 0o755) => {
    chmodSync(box.root, 0o755);
    chmodSync(box.project, folder);
    const file = box.write("project/secrets.toml", 'a = "canary"\n');
    chmodSync(file, mode);
    return file;
  };
  const codes = (path: string) => permissionProblems(path, user).map(({ code }) => code);

  it.each([
    [0o600, []],
    [0o400, []],
    [0o640, ["READABLE_BY_OTHERS"]],
    [0o604, ["READABLE_BY_OTHERS"]],
    [0o644, ["READABLE_BY_OTHERS"]],
  ])("a file with mode %o", (mode, expected) => {
    expect(codes(fileWith(sandbox(), mode))).toEqual(expected);
  });

  it("a private folder above protects it", () => {
    expect(codes(fileWith(sandbox(), 0o644, 0o700))).toEqual([]);
    expect(codes(fileWith(sandbox(), 0o644, 0o710))).toEqual(["READABLE_BY_OTHERS"]); // from the group alone it does not
    expect(codes(fileWith(sandbox(), 0o604, 0o710))).toEqual([]);
  });

  it("anybody can replace it in a folder that anybody can write to, but for a sticky one", () => {
    const box = sandbox();
    const file = fileWith(box, 0o600, 0o777);
    expect(permissionProblems(file, user)).toMatchObject([
      { code: "WRITABLE_FOLDER", path: box.project, fix: `chmod o-w ${box.project}` },
    ]);
    chmodSync(box.project, 0o1777);
    expect(codes(file)).toEqual([]);
  });

  it("others may be able to write it alone", () => {
    expect(codes(fileWith(sandbox(), 0o602))).toEqual(["READABLE_BY_OTHERS"]);
    expect(codes(fileWith(sandbox(), 0o620))).toEqual(["READABLE_BY_OTHERS"]);
  });

  it("count where a link leads, and where it lies", () => {
    const box = sandbox();
    const target = box.write("open/secrets.toml", "a = 1\n");
    const link = box.link("project/secrets.toml", target);
    chmodSync(box.root, 0o755);
    chmodSync(target, 0o644);
    chmodSync(box.project, 0o700);
    chmodSync(join(box.root, "open"), 0o777);
    expect(permissionProblems(link, user).map(({ code, path }) => [code, path])).toEqual([
      ["READABLE_BY_OTHERS", link],
      ["WRITABLE_FOLDER", join(box.root, "open")],
    ]);
    chmodSync(join(box.root, "open"), 0o700);
    chmodSync(box.project, 0o777);
    expect(permissionProblems(link, user).map(({ code, path }) => [code, path])).toEqual([["WRITABLE_FOLDER", box.project]]);
  });

  it("another user may own it", () => {
    const box = sandbox();
    const file = fileWith(box, 0o600);
    if (me === 0) chownSync(file, 12345, 12345);
    expect(permissionProblems(file, { ...user, uid: me === 0 ? 0 : me + 1 }).map(({ code }) => code)).toEqual(["FOREIGN_OWNER"]);
  });

  it("a link may belong to another user, who can point it elsewhere, be it the last on the way or not", () => {
    if (me !== 0) return; // only root can lay it out
    const box = sandbox();
    const file = fileWith(box, 0o600);
    mkdirSync(join(box.root, "tmp"));
    chmodSync(join(box.root, "tmp"), 0o1777);
    const link = box.link("tmp/link.toml", file);
    const first = box.link("home/first.toml", link);
    const folder = box.link("tmp/folder", box.project);
    for (const path of [link, first, join(folder, "secrets.toml")]) expect(codes(path)).toEqual([]);
    lchownSync(link, 12345, 12345);
    lchownSync(folder, 12345, 12345);
    for (const path of [link, first])
      expect(permissionProblems(path, user)).toMatchObject([{ code: "FOREIGN_OWNER", path: link, fix: `chown -h 0 ${link}` }]);
    expect(permissionProblems(join(folder, "secrets.toml"), user)).toMatchObject([{ code: "FOREIGN_OWNER", path: folder }]);
    chownSync(file, 12345, 12345);
    expect(permissionProblems(link, user)).toMatchObject([{ code: "FOREIGN_OWNER", path: link, message: /^it belongs/ }]);
  });

  it("a folder above may belong to another user, which is one problem for each owner", () => {
    if (me !== 0) return; // only root can lay it out
    const box = sandbox();
    chmodSync(box.root, 0o755);
    const file = box.write("project/a/b/secrets.toml", "a = 1\n");
    chmodSync(file, 0o600);
    for (const path of ["project", "project/a", "project/a/b"]) chownSync(join(box.root, path), 12345, 12345);
    const owners = (path: string, uid = 0) =>
      permissionProblems(path, { uid, gid: uid }).map((problem) => [problem.code, problem.path]);
    expect(owners(file)).toEqual([["FOREIGN_OWNER", join(box.project, "a/b")]]);
    expect(owners(join(box.project, "absent/secrets.toml"))).toEqual([["FOREIGN_OWNER", box.project]]);
    chownSync(file, 12345, 12345);
    expect(owners(file)).toEqual([["FOREIGN_OWNER", file]]); // whom the folders belong to, too
    expect(owners(file, 12345)).toEqual([]);
    chownSync(join(box.project, "a"), 54321, 54321);
    expect(owners(file, 12345)).toEqual([["FOREIGN_OWNER", join(box.project, "a")]]);
    chmodSync(box.project, 0o700);
    expect(owners(file, 12345)).toEqual([]); // which the owner can't reach
  });

  it("a group can replace it in a folder that it can write to, unless the group is the user's alone", () => {
    if (me !== 0) return; // only root can lay it out
    const box = sandbox();
    const file = fileWith(box, 0o600, 0o770);
    const inFolderOf = (gid: number, mode: number, asks: { uid: number; gid: number }) => {
      chownSync(file, asks.uid, asks.gid);
      chownSync(box.project, asks.uid, gid);
      chmodSync(box.project, mode);
      return permissionProblems(file, asks).map(({ code, path, fix }) => [code, path, fix]);
    };
    const problem = ["WRITABLE_FOLDER", box.project, `chmod g-w ${box.project}`];
    expect(inFolderOf(54321, 0o770, { uid: 12345, gid: 12345 })).toEqual([problem]);
    expect(inFolderOf(54321, 0o2775, { uid: 12345, gid: 12345 })).toEqual([problem]);
    expect(inFolderOf(100, 0o770, { uid: 12345, gid: 100 })).toEqual([problem]); // many a user's primary group
    expect(inFolderOf(100, 0o770, { uid: 100, gid: 54321 })).toEqual([problem]); // a number that means another
    expect(inFolderOf(54321, 0o1770, { uid: 12345, gid: 12345 })).toEqual([]);
    expect(inFolderOf(54321, 0o760, { uid: 12345, gid: 12345 })).toEqual([]); // a folder that can't be entered
    expect(inFolderOf(12345, 0o775, { uid: 12345, gid: 12345 })).toEqual([]);
    expect(inFolderOf(0, 0o775, { uid: 12345, gid: 12345 })).toEqual([]);
    expect(inFolderOf(54321, 0o777, { uid: 12345, gid: 12345 })).toMatchObject([
      ["WRITABLE_FOLDER", box.project, /^chmod go-w /],
    ]);
  });

  it("anybody can put a file where there is none yet, in a sticky folder too", () => {
    const box = sandbox();
    const absent = join(box.project, ".streamlit/secrets.toml");
    chmodSync(box.root, 0o755);
    chmodSync(box.project, 0o755);
    expect(codes(absent)).toEqual([]);
    chmodSync(box.project, 0o777);
    expect(permissionProblems(absent, user)).toMatchObject([{ code: "WRITABLE_FOLDER", path: box.project }]);
    chmodSync(box.project, 0o1777);
    expect(permissionProblems(absent, user)).toMatchObject([{ code: "WRITABLE_FOLDER", path: box.project, fix: /only you/ }]);
    expect(permissionProblems(box.link("home/link.toml", absent), user)).toMatchObject([{ path: box.project }]);
    mkdirSync(join(box.project, ".streamlit"));
    expect(codes(absent)).toEqual([]);
  });

  it("an ordinary project is no problem to its user", () => {
    if (me !== 0) return; // only root can lay it out
    const box = sandbox();
    chmodSync(box.root, 0o755);
    const file = box.writeProject("a = 1\n");
    execFileSync("chown", ["-R", "12345:12345", box.project]);
    for (const [folder, mode] of [
      [0o755, 0o600],
      [0o775, 0o600],
      [0o700, 0o664],
    ] as const) {
      chmodSync(box.project, folder);
      chmodSync(file, mode);
      expect(permissionProblems(file, { uid: 12345, gid: 12345 })).toEqual([]);
    }
  });

  it("are not looked at on Windows", () => {
    expect(permissionProblems(fileWith(sandbox(), 0o644), undefined)).toEqual([]);
  });
});

describe("what root has mounted", () => {
  const canMount = me === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
  const FILE = "project/box/secrets.toml";

  let modules: string;
  let installed: string;
  beforeAll(() => {
    modules = mkdtempSync(join(tmpdir(), "toml-secrets-mounts-"));
    chmodSync(modules, 0o755);
    installed = installPackage(modules);
  });
  afterAll(() => rmSync(modules, { recursive: true }));

  /** What another user is told of a place, in a root that is laid out by a shell which may mount. */
  const told = (layOut: string, place = FILE, uid = 65534) => {
    const box = sandbox();
    chmodSync(box.root, 0o755);
    mkdirSync(join(box.project, "box"));
    const program = `
      process.setgid(${uid}); process.setuid(${uid});
      const { checkFiles, createSecrets } = require(${JSON.stringify(installed)});
      for (const { code } of checkFiles(createSecrets({ files: ${JSON.stringify(resolve(box.root, place))} }))) console.log(code);`;
    const shell = `set -e; umask 022; cd project/box; (${layOut}) >&2; cd ../..; exec ${process.execPath} -e '${program}'`;
    const output = execFileSync("unshare", ["-m", "sh", "-c", shell], { cwd: box.root, encoding: "utf8" });
    return output.split("\n").slice(0, -1);
  };

  it.each([
    [
      "is mounted into its place",
      "mount -t tmpfs t /mnt; echo > /mnt/s; touch secrets.toml; mount --bind /mnt/s secrets.toml",
      FILE,
    ],
    ["is in a folder that is", "mount -t tmpfs -o mode=755 t .; cd ../box; echo > secrets.toml", FILE],
    ["is deep in a listed one that is", "mount -t tmpfs -o mode=755 t .; cd ../box; mkdir db; echo > db/password", "project/box"],
    ["is in a volume of Kubernetes", "mkdir ..1; echo > ..1/a; ln -s ..1 ..data; ln -s ..data/a a", "project/box"],
    [
      "is in one that anybody could write to",
      "mount -t tmpfs t .; cd ../box; echo > a; chmod 777 .; mount -o remount,ro t .",
      "project/box",
    ],
    ["is a secret of Docker", "mount -t tmpfs t /run; mkdir -p /run/secrets/db; echo > /run/secrets/db/a", "/run/secrets"],
    [
      "is a credential of systemd",
      "mount -t tmpfs t /run; mkdir -p /run/credentials/x; echo > /run/credentials/x/a",
      "/run/credentials/x",
    ],
  ])("is the platform's business: a file that %s", (_, layOut, place) => {
    if (canMount) expect(told(layOut, place)).toEqual([]);
  });

  it.each([
    ["in a folder that is no mount", "echo > secrets.toml", FILE],
    [
      "on a disk that is mounted farther up",
      "mount -t tmpfs -o mode=755 t .; cd ../box; mkdir deep; echo > deep/secrets.toml",
      "project/box/deep/secrets.toml",
    ],
    [
      "in an image of several file systems",
      `mount -t tmpfs t /mnt; mkdir /mnt/up /mnt/work ../low ../low/deep; echo > ../low/deep/secrets.toml;
       mount -t overlay -o lowerdir=../low,upperdir=/mnt/up,workdir=/mnt/work,xino=off o .`,
      "project/box/deep/secrets.toml",
    ],
    ["in a temporary folder that is", "mount -t tmpfs -o mode=1777 t .; cd ../box; echo > secrets.toml", FILE],
    [
      "in a volume that another user could have made",
      "mkdir ..1; echo > ..1/a; ln -s ..1 ..data; chown -h 12345 ..data; ln -s ..1/a a",
      "project/box",
    ],
  ])("is not what root owns %s", (_, layOut, place) => {
    if (canMount) expect(told(layOut, place)).toEqual(["READABLE_BY_OTHERS"]);
  });

  it("is root's own business where it can be written to", () => {
    if (!canMount) return;
    const layOut = "mount -t tmpfs -o mode=755 t .; cd ../box; echo > secrets.toml";
    expect(told(layOut, FILE, 0)).toEqual(["READABLE_BY_OTHERS"]);
    expect(told(`${layOut}; mount -o remount,ro t .`, FILE, 0)).toEqual([]);
  });
});

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

describe("checkFiles", () => {
  it("looks at every place of an instance, loads nothing, and says how to mend each problem", () => {
    const box = sandbox();
    chmodSync(box.root, 0o755);
    git(box.project, "init", "--quiet");
    const file = box.writeProject("a = broken");
    chmodSync(file, 0o644);
    box.write("mnt/token", "canary");
    const secrets = createSecrets({ files: [file, join(box.root, "mnt")] });
    const problems = checkFiles(secrets);
    expect(problems.map(({ code, path }) => [code, path.replace(box.root, "")])).toEqual([
      ["READABLE_BY_OTHERS", "/project/.streamlit/secrets.toml"],
      ["NOT_IGNORED_BY_GIT", "/project/.streamlit/secrets.toml"],
      ["READABLE_BY_OTHERS", "/mnt/token"],
    ]);
    for (const { message, fix } of problems) {
      expect(message.length).toBeGreaterThan(20);
      expect(fix.length).toBeGreaterThan(10);
    }
    chmodSync(file, 0o600);
    chmodSync(join(box.root, "mnt/token"), 0o600);
    box.write("project/.gitignore", ".streamlit/secrets.toml\n");
    expect(checkFiles(secrets)).toEqual([]);
  });

  it("looks at a folder as deep as it is read", () => {
    const box = sandbox();
    chmodSync(box.root, 0o755);
    const files = ["pw", "db/password", "db/deep/token"].map((name) => box.write(`mnt/${name}`, "canary"));
    for (const litter of ["db/.gitkeep", "..old/secret", "db/..old/secret"]) box.write(`mnt/${litter}`, "canary");
    symlinkSync("..", join(box.root, "mnt/db/circle"));
    symlinkSync("nowhere", join(box.root, "mnt/db/dangling"));
    const place = createSecrets({ files: join(box.root, "mnt") });
    const found = () => checkFiles(place).map(({ code, path }) => [code, path]);
    expect(found().sort()).toEqual(files.map((file) => ["READABLE_BY_OTHERS", file]).sort());
    for (const file of files) chmodSync(file, 0o600);
    expect(found()).toEqual([]);
    chmodSync(join(box.root, "mnt/db/deep"), 0o777);
    expect(found()).toEqual([["WRITABLE_FOLDER", join(box.root, "mnt/db/deep")]]);
    chmodSync(join(box.root, "mnt/db/deep"), 0o755);
    if (me !== 0) return; // only root can lay it out
    chownSync(files[2] as string, 12345, 12345);
    expect(found()).toEqual([["FOREIGN_OWNER", files[2]]]);
  });

  it("finds a folder that anybody can put a secret in, be it empty or sticky", () => {
    const box = sandbox();
    chmodSync(box.root, 0o755);
    mkdirSync(join(box.root, "mnt/db"), { recursive: true });
    const place = createSecrets({ files: join(box.root, "mnt") });
    const found = () => checkFiles(place).map(({ code, path }) => [code, path]);
    for (const folder of [join(box.root, "mnt"), join(box.root, "mnt/db")]) {
      for (const mode of [0o777, 0o1777]) {
        chmodSync(folder, mode);
        expect(found()).toEqual([["WRITABLE_FOLDER", folder]]);
      }
      chmodSync(folder, 0o755);
      expect(found()).toEqual([]);
    }
    chmodSync(box.write("mnt/db/password", "canary"), 0o600);
    expect(found()).toEqual([]);
    chmodSync(join(box.root, "mnt"), 0o1777);
    expect(found()).toEqual([["WRITABLE_FOLDER", join(box.root, "mnt")]]);
  });
});
