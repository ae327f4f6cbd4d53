import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkFiles, createSecrets } from "../../../lib";
import { me } from "../../support/check-files";
import { git } from "../../support/git";
import { sandbox } from "../../support/sandbox";

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
