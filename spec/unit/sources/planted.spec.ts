import { execFileSync } from "node:child_process";
import fs, { chmodSync, lchownSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { SourceError } from "../../../lib";
import { readText } from "../../../lib/sources/file";
import { sandbox } from "../../support/sandbox";

const STRANGER = 12345;
const TEXT = 'token = "canary-7d21-qq"\n';
const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stdout.write("Only root can lay out files of other users: planted files are not tried.\n");

(isRoot ? describe : describe.skip)("a project file that another user could have planted", () => {
  /** A project in a folder of that mode, with a file. The sandbox itself lies in a folder that only its owner can write to. */
  const layout = (mode: number) => {
    const box = sandbox();
    const file = box.writeProject(TEXT);
    chmodSync(box.root, mode);
    return { box, file, folder: join(box.project, ".streamlit") };
  };
  const outcome = (box: ReturnType<typeof sandbox>) => {
    try {
      return box.secrets()["token"];
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
      expect(String((error as Error).stack)).not.toContain("canary");
      return (error as SourceError).reason;
    }
  };

  it("is refused in a folder that everybody can write to, if it or its folder is the stranger's", () => {
    const { box, file, folder } = layout(0o777);
    expect(outcome(box)).toBe("canary-7d21-qq"); // the control: nothing is a stranger's yet
    for (const path of [file, folder]) {
      lchownSync(path, STRANGER, STRANGER);
      expect(outcome(box)).toContain(`belongs to uid ${STRANGER}, and every user can write to ${box.root}`);
      lchownSync(path, 0, 0);
    }
  });

  it("is refused in a sticky folder, as /tmp, if what lies directly in it is the stranger's", () => {
    const { box, file, folder } = layout(0o1777);
    expect(outcome(box)).toBe("canary-7d21-qq"); // the control
    for (const path of [file, folder]) lchownSync(path, STRANGER, STRANGER);
    expect(outcome(box)).toBe("canary-7d21-qq"); // nobody but root can have put it into root's folder
    lchownSync(box.project, STRANGER, STRANGER);
    expect(outcome(box)).toContain(`every user can write to ${box.root}`);
    lchownSync(box.project, 0, 0);
    chmodSync(box.project, 0o1777);
    expect(outcome(box)).toContain(`belongs to uid ${STRANGER}, and every user can write to ${box.project}`);
  });

  it("is refused in a folder that a group shares, and not if the group is the owner's own", () => {
    const { box, file } = layout(0o755);
    lchownSync(file, STRANGER, STRANGER);
    expect(outcome(box)).toBe("canary-7d21-qq"); // the folder is root's alone
    chmodSync(box.project, 0o2775);
    lchownSync(box.project, 0, 4321);
    expect(outcome(box)).toContain(`and a group can write to ${box.project}`);
    lchownSync(box.project, 0, 0);
    expect(outcome(box)).toBe("canary-7d21-qq");
  });

  it("is refused if a stranger's link leads to it", () => {
    const { box, folder } = layout(0o755);
    chmodSync(folder, 0o777);
    const elsewhere = box.write("elsewhere.toml", TEXT);
    rmSync(join(folder, "secrets.toml"));
    symlinkSync(elsewhere, join(folder, "secrets.toml"));
    expect(outcome(box)).toBe("canary-7d21-qq"); // the control: the link is root's
    lchownSync(join(folder, "secrets.toml"), STRANGER, STRANGER);
    expect(outcome(box)).toContain(`belongs to uid ${STRANGER}`);
  });

  it("is refused if a stranger's link in the place of the folder leads to it", () => {
    const { box, folder } = layout(0o755);
    chmodSync(box.project, 0o777);
    renameSync(folder, join(box.root, "own"));
    symlinkSync(join(box.root, "own"), folder);
    expect(outcome(box)).toBe("canary-7d21-qq"); // the control: the link is root's
    lchownSync(folder, STRANGER, STRANGER);
    expect(outcome(box)).toContain(`belongs to uid ${STRANGER}`);
  });

  it("is refused if the working folder is the home folder too, as /tmp in some containers", () => {
    const { box, folder } = layout(0o755);
    chmodSync(box.project, 0o1777);
    lchownSync(folder, STRANGER, STRANGER);
    expect(() => box.secrets({ home: box.project })["token"]).toThrow(/could have put it there/);
    chmodSync(box.project, 0o755);
    expect(box.secrets({ home: box.project })["token"]).toBe("canary-7d21-qq");
  });

  it("is loaded from a bind mount of another owner, in a folder that is only the owner's", () => {
    const { box, file, folder } = layout(0o755);
    for (const path of [box.project, folder, file]) lchownSync(path, STRANGER, STRANGER);
    expect(outcome(box)).toBe("canary-7d21-qq");
    chmodSync(box.project, 0o775); // the group has the owner's number
    expect(outcome(box)).toBe("canary-7d21-qq");
  });

  it("is loaded if the program or its caller names it", () => {
    const { box, file } = layout(0o777);
    lchownSync(file, STRANGER, STRANGER);
    expect(box.secrets({ files: file })["token"]).toBe("canary-7d21-qq");
    expect(box.secrets({ env: { SECRETS_FILES: file } })["token"]).toBe("canary-7d21-qq");
  });

  it("says what is wrong and how to allow it", () => {
    const { box, file } = layout(0o777);
    lchownSync(file, STRANGER, STRANGER);
    expect(() => box.secrets()["token"]).toThrow(/Try: start the program in a folder of your own.*SECRETS_FILES/);
  });
});

it("a FIFO that takes the place of a file between two looks does not block the reader", () => {
  const box = sandbox();
  const file = box.writeProject(TEXT);
  const fifo = join(box.root, "fifo");
  execFileSync("mkfifo", [fifo]);
  let looks = 0;
  const look = fs.statSync;
  jest.spyOn(fs, "statSync").mockImplementation(((path: string, options: object) => {
    const stats = look(path, options as fs.StatSyncOptions);
    if (path === file && looks++ === 0) fs.renameSync(fifo, file); // right after the first look
    return stats;
  }) as typeof fs.statSync);
  expect(() => readText(file)).toThrow("it is neither a file nor a folder");
  expect(looks).toBeGreaterThan(1);
});
