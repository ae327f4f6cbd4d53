import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { me } from "../support/check-files";
import { copyPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

describe("what root has mounted", () => {
  const canMount = me === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
  const FILE = "project/box/secrets.toml";

  let modules: string;
  let installed: string;
  beforeAll(() => {
    modules = mkdtempSync(join(tmpdir(), "toml-secrets-mounts-"));
    chmodSync(modules, 0o755);
    installed = copyPackage(modules);
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
