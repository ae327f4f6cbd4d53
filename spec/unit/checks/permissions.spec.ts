import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, lchownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { permissionProblems } from "../../../lib/checks/permissions";
import { me, user } from "../../support/check-files";
import { type Sandbox, sandbox } from "../../support/sandbox";

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
