import { chmodSync, linkSync, mkdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { permissionProblems } from "../../../lib/checks/permissions";
import { sandbox } from "../../support/sandbox";

const user = process.getuid && process.getgid && { uid: process.getuid(), gid: process.getgid() };

it("a private folder does not protect a file that has another hard link", () => {
  const box = sandbox();
  const file = box.writeProject('token = "canary-7d21-qq"\n');
  chmodSync(file, 0o644);
  chmodSync(box.project, 0o700);
  chmodSync(box.root, 0o700);
  const messages = () => permissionProblems(file, user).map(({ code, message }) => `${code}: ${message}`);
  expect(messages()).toEqual([]); // the control: the folder protects it
  mkdirSync(join(box.root, "shared"));
  const other = join(box.root, "shared/copy.toml");
  linkSync(file, other);
  expect(messages()).toEqual(["READABLE_BY_OTHERS: every user of this machine can read it through another of its 2 hard links"]);
  chmodSync(file, 0o600);
  expect(messages()).toEqual([]);
  chmodSync(file, 0o644);
  unlinkSync(other);
  expect(messages()).toEqual([]);
});
