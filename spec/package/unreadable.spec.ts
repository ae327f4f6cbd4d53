import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { installPackage } from "../support/install";
import { type Sandbox, sandbox } from "../support/sandbox";

/* What a process may not read. Root may read everything, so the program gives up its rights first. */

const entry = (path: string, mode: number) => (box: Sandbox) => chmodSync(box.write(path, "canary-locked"), mode);
const folderOf = (path: string, mode: number) => (box: Sandbox) => chmodSync(join(box.write(path, "canary"), ".."), mode);

it.each([
  ["a file", "locked.toml", "locked.toml", entry("locked.toml", 0o000)],
  ["an entry of a folder", "mnt", "mnt/locked", entry("mnt/locked", 0o000)],
  ["a subfolder", "mnt", "mnt/locked", folderOf("mnt/locked/a", 0o000)],
  ["a subfolder that can be listed only", "mnt", "mnt/s", folderOf("mnt/s/a", 0o744)],
  ["a folder", "mnt", "mnt", folderOf("mnt/a", 0o000)],
])("%s that another user may not read is an error that names it", (_what, files, path, make) => {
  const box = sandbox();
  installPackage(box.root);
  make(box);
  chmodSync(box.root, 0o755);
  const program = `
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { require("toml-secrets").createSecrets({ files: ${JSON.stringify(join(box.root, files))} }).a; }
    catch (error) { console.log(error.code, error.source, error.reason); }`;
  const said = execFileSync(process.execPath, ["-e", program], { cwd: box.root, encoding: "utf8" });
  expect(said).toBe(`ERR_SECRETS_SOURCE ${join(box.root, path)} permission denied\n`);
});
