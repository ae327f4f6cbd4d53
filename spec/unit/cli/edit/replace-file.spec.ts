import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { editFile, replaceFile } from "../../../../lib/cli/edit/replace-file";
import { sandbox, thrown } from "../../../support/sandbox";

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
const itOnUnix = process.platform === "win32" ? it.skip : it;

function fileWith(text: string) {
  const box = sandbox();
  const file = box.writeProject(text);
  chmodSync(file, 0o640);
  return { ...box, file, folder: dirname(file), text: () => readFileSync(file, "utf8"), names: () => readdirSync(dirname(file)) };
}

describe("editFile", () => {
  it("replaces the text and keeps the mode, and leaves nothing beside it", () => {
    const { file, text, names } = fileWith("a = 1\n");
    expect(editFile(file, (before) => `${before}b = 2\n`)).toEqual({ isChanged: true });
    expect(text()).toBe("a = 1\nb = 2\n");
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(names()).toEqual(["secrets.toml"]);
  });

  it("makes a new file that only its owner can read", () => {
    const { folder } = fileWith("");
    const file = join(folder, "new.toml");
    editFile(file, (before) => `# ${before}\n`);
    expect(readFileSync(file, "utf8")).toBe("# undefined\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves the file alone if nothing changes or the change throws", () => {
    const { file, text, names } = fileWith("a = 1\n");
    const { ino } = statSync(file);
    expect(editFile(file, (before) => before as string)).toEqual({ isChanged: false });
    expect(() =>
      editFile(file, () => {
        throw new RangeError("no");
      }),
    ).toThrow(RangeError);
    expect([text(), statSync(file).ino, names()]).toEqual(["a = 1\n", ino, ["secrets.toml"]]);
  });

  it("goes through links to what they lead to, also to a file that is not there yet", () => {
    const { file, text, link, root } = fileWith("a = 1\n");
    const there = link("links/one.toml", link("links/two.toml", file));
    editFile(there, () => "a = 2\n");
    expect([text(), lstatSync(there).isSymbolicLink()]).toEqual(["a = 2\n", true]);
    const dangling = link("links/three.toml", "../project/new.toml");
    editFile(dangling, () => "a = 3\n");
    expect(readFileSync(join(root, "project/new.toml"), "utf8")).toBe("a = 3\n");
    expect(lstatSync(dangling).isSymbolicLink()).toBe(true);
  });

  it("says what is wrong with a circle of links, a folder and a path without a folder", () => {
    const { link, folder } = fileWith("");
    link("links/a.toml", "b.toml");
    const circle = link("links/b.toml", "a.toml");
    expect(thrown(() => editFile(circle, () => "")).message).toContain("its symbolic links form a loop");
    mkdirSync(join(folder, "x.toml"));
    expect(thrown(() => editFile(join(folder, "x.toml"), () => "")).message).toMatch(/cannot (read|write)/);
    expect(thrown(() => editFile(join(folder, "none/x.toml"), () => "")).message).toContain("there is no such folder");
  });

  itAsRoot("keeps the owner of another user's file", () => {
    const { file } = fileWith("a = 1\n");
    chownSync(file, 12345, 23456);
    editFile(file, () => "a = 2\n");
    expect([statSync(file).uid, statSync(file).gid]).toEqual([12345, 23456]);
  });

  itOnUnix("takes away the lock and the temporary file of a writer that was killed", () => {
    const { file, folder, text, names } = fileWith("a = 1\n");
    writeFileSync(join(folder, ".secrets.toml.lock"), `${2 ** 30} ${hostname()} 00`);
    writeFileSync(join(folder, ".secrets.toml.0123456789ab.tmp"), "a = 'canary-half");
    writeFileSync(join(folder, ".secrets.toml.mine.tmp"), "");
    editFile(file, () => "a = 2\n");
    expect([text(), names().sort()]).toEqual(["a = 2\n", [".secrets.toml.mine.tmp", "secrets.toml"]]);
  });

  it("takes away a lock of another machine that is old", () => {
    const { file, folder, text, names } = fileWith("a = 1\n");
    const lock = join(folder, ".secrets.toml.lock");
    writeFileSync(lock, `${process.pid} elsewhere 00`);
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    editFile(file, () => "a = 2\n");
    expect([text(), names()]).toEqual(["a = 2\n", ["secrets.toml"]]);
  });

  it("writes nothing if another writer has taken its lock away", () => {
    const { file, folder, text } = fileWith("a = 1\n");
    const lock = join(folder, ".secrets.toml.lock");
    const error = thrown(() =>
      editFile(file, () => {
        rmSync(lock);
        symlinkSync("1 elsewhere 00", lock);
        return "a = 2\n";
      }),
    );
    expect(error.message).toContain("another process");
    expect([text(), readlinkSync(lock)]).toEqual(["a = 1\n", "1 elsewhere 00"]);
  });
});

describe("replaceFile", () => {
  it("replaces what the caller has read", () => {
    const { file, text } = fileWith("a = 1\n");
    expect(replaceFile(file, "a = 2\n", { expected: "a = 1\n" })).toBe(true);
    expect(text()).toBe("a = 2\n");
  });

  it("leaves what somebody else has written since", () => {
    const { file, text } = fileWith("a = 3\n");
    expect(replaceFile(file, "a = 2\n", { expected: "a = 1\n" })).toBe(false);
    expect(replaceFile(file, "a = 2\n", { expected: undefined })).toBe(false);
    expect(text()).toBe("a = 3\n");
  });

  it("makes no file where one was expected", () => {
    const { folder, names } = fileWith("a = 3\n");
    expect(replaceFile(join(folder, "gone.toml"), "a = 2\n", { expected: "a = 1\n" })).toBe(false);
    expect(names()).toEqual(["secrets.toml"]);
  });
});
