import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { FileNotFoundError, loadIfExists, type SourceError, toObject } from "../../../lib";
import { readFolder } from "../../../lib/sources/folder";
import { isFull } from "../../support/full";
import { type Sandbox, sandbox, thrown } from "../../support/sandbox";

/** Lays out a Kubernetes volume as the kubelet does: a dated folder, `..data`, and a link for each key at the top. */
function volume(box: Sandbox, path: string, content: Record<string, string>): string {
  const generation = "..2026_11_24_10_00_00.123456789";
  for (const [name, value] of Object.entries(content)) box.write(join(path, generation, name), value);
  symlinkSync(generation, join(box.root, path, "..data"));
  for (const name of new Set(Object.keys(content).map((key) => key.split("/")[0] as string)))
    symlinkSync(join("..data", name), join(box.root, path, name));
  return join(box.root, path);
}

const ENTRIES = isFull ? 10_000 : 2_000;

describe("a folder of secrets", () => {
  it("is read as Docker, Compose and Swarm mount it: flat files", () => {
    const box = sandbox();
    box.write("run/secrets/db_password", "canary-d\n");
    box.write("run/secrets/api.key", "canary-k");
    const secrets = box.secrets({ files: join(box.root, "run/secrets") });
    expect(toObject(secrets)).toEqual({ "api.key": "canary-k", db_password: "canary-d" });
    expect(box.env).toEqual({ "api.key": "canary-k", db_password: "canary-d" });
  });

  it("is read as systemd hands over credentials: read-only files without line breaks", () => {
    const box = sandbox();
    chmodSync(box.write("run/credentials/app.service/token", "canary-t"), 0o400);
    expect(box.secrets({ files: join(box.root, "run/credentials/app.service") }).token).toBe("canary-t");
  });

  it("is read as Kubernetes mounts a Secret, each generation whole", () => {
    const box = sandbox();
    const folder = volume(box, "mnt", { username: "canary-u", password: "canary-p\n", ".dockerconfigjson": "{}" });
    expect(toObject(box.secrets({ files: folder }))).toEqual({
      ".dockerconfigjson": "{}",
      password: "canary-p",
      username: "canary-u",
    });
  });

  it("is read as Kubernetes projects volumes, with items in subfolders, and as several mounts side by side", () => {
    const box = sandbox();
    const folder = volume(box, "mnt", { "db/username": "canary-u", "db/password": "canary-p", "tls/tls.crt": "canary-c" });
    expect(toObject(box.secrets({ files: folder }))).toEqual({
      db: { password: "canary-p", username: "canary-u" },
      tls: "canary-c",
    });
    volume(box, "all/db", { username: "canary-u", password: "canary-p" });
    volume(box, "all/token", { token: "canary-t" });
    expect(toObject(box.secrets({ files: join(box.root, "all") }))).toEqual({
      db: { password: "canary-p", username: "canary-u" },
      token: "canary-t",
    });
  });

  it("is read as an External Secret arrives: a Secret like any other, next to a mount of another one", () => {
    const box = sandbox();
    const db = volume(box, "etc/secrets/db", { user: "canary-u", password: "canary-p" });
    const one = volume(box, "etc/secrets/api", { key: "canary-k" });
    expect(toObject(box.secrets({ files: [db, one] }))).toEqual({ password: "canary-p", user: "canary-u", key: "canary-k" });
  });

  it("is read as a CSI driver mounts it: rotated like a Secret, with files named by their objects", () => {
    const box = sandbox();
    const folder = volume(box, "mnt/secrets-store", { prod_db_password: "canary-p", "app/api-key": "canary-k" });
    chmodSync(join(folder, "..data/prod_db_password"), 0o644);
    expect(toObject(box.secrets({ files: folder }))).toEqual({ app: "canary-k", prod_db_password: "canary-p" });
  });

  it("is read as Vault's agent renders it: files, and a TOML file that is listed by itself", () => {
    const box = sandbox();
    box.write("vault/secrets/db-password", "canary-p\n");
    const toml = box.write("vault/secrets/app.toml", '[db]\npassword = "canary-t"\n');
    expect(box.secrets({ files: join(box.root, "vault/secrets") })["db-password"]).toBe("canary-p");
    expect(toObject(box.secrets({ files: toml }))).toEqual({ db: { password: "canary-t" } });
  });

  it("may have a file that is mounted by itself (subPath), and a link to a folder elsewhere", () => {
    const box = sandbox();
    box.write("app/config/token", "canary-t");
    box.write("elsewhere/a", "1");
    box.write("elsewhere/b", "2");
    box.link("app/config/linked", join(box.root, "elsewhere"));
    expect(toObject(box.secrets({ files: join(box.root, "app/config") }))).toEqual({
      linked: { a: "1", b: "2" },
      token: "canary-t",
    });
  });

  it("gives a subfolder of one file as that file's value, and one of one subfolder as a section", () => {
    const box = sandbox();
    box.write("mnt/db/password/value", "canary-p");
    box.write("mnt/token/.gitkeep", "");
    box.write("mnt/token/value", "canary-t");
    box.write("mnt/keystore/jks", Buffer.from([0xff]));
    box.link("mnt/linked/value", join(box.root, "mnt/token/value"));
    expect(toObject(box.secrets({ files: join(box.root, "mnt") }))).toEqual({
      db: { password: "canary-p" },
      keystore: new Uint8Array([0xff]),
      linked: "canary-t",
      token: "canary-t",
    });
  });

  it("may be a link to a volume whose ..data leads up and elsewhere", () => {
    const box = sandbox();
    box.write("volumes/store/a", "canary-a");
    mkdirSync(join(box.root, "volumes/real"));
    box.link("volumes/real/..data", "../store");
    box.link("mnt", join(box.root, "volumes/real"));
    expect(readFolder(join(box.root, "mnt"))).toEqual({ a: "canary-a" });
  });

  it.each([
    ["dangles", (box: Sandbox) => box.link("mnt/..data", "..gone")],
    ["leads to itself", (box: Sandbox) => box.link("mnt/..data", "..data")],
    ["leads to a file", (box: Sandbox) => box.link("mnt/..data", "a")],
    ["is a file", (box: Sandbox) => box.write("mnt/..data", "canary")],
    ["is a folder", (box: Sandbox) => box.write("mnt/..data/b", "canary")],
  ])("is read as it is where its ..data %s", (_what, make) => {
    const box = sandbox();
    box.write("mnt/a", "canary-a");
    make(box);
    expect(readFolder(join(box.root, "mnt"))).toEqual({ a: "canary-a" });
  });

  it.each(["file", "folder"])("fails where the name of a %s is not UTF-8, and does not wait for it to become so", (kind) => {
    const box = sandbox();
    mkdirSync(join(box.root, "mnt"));
    const name = Buffer.concat([Buffer.from(join(box.root, "mnt/a")), Buffer.from([0xff])]);
    if (kind === "file") writeFileSync(name, "canary");
    else mkdirSync(name);
    const error = thrown<SourceError>(() => readFolder(join(box.root, "mnt")));
    expect(error).toMatchObject({ source: join(box.root, "mnt/a\ufffd"), reason: "its name is not UTF-8 text" });
    rmSync(name, { recursive: true });
  });

  it("is quick with a file that is almost all line breaks", () => {
    const box = sandbox();
    const text = `${"\n".repeat(1_000_000)}canary`;
    box.write("mnt/a", `${text}\n`);
    expect(readFolder(join(box.root, "mnt"))?.a === text).toBe(true);
  });

  it("may be a link itself, and end in a slash", () => {
    const box = sandbox();
    box.write("real/a", "canary-a");
    symlinkSync(join(box.root, "real"), join(box.root, "mnt"));
    expect(box.secrets({ files: `${box.root}/mnt/` }).a).toBe("canary-a");
  });

  it("is one of many places, .toml files and folders in any order", () => {
    const box = sandbox();
    box.write("base.toml", 'a = "canary-file"\nb = "canary-kept"\n[db]\nhost = "h"\n');
    box.write("mnt/a", "canary-folder");
    box.write("mnt/db/user", "canary-u");
    box.write("mnt/db/pass", "canary-p");
    const paths = [join(box.root, "base.toml"), join(box.root, "mnt")];
    expect(toObject(box.secrets({ files: paths }))).toEqual({
      a: "canary-folder",
      b: "canary-kept",
      db: { pass: "canary-p", user: "canary-u" },
    });
    expect(toObject(box.secrets({ files: [...paths].reverse() }))).toMatchObject({ a: "canary-file", db: { host: "h" } });
  });

  it.each([
    ["a line break at the end", "canary\n", "canary"],
    ["several, of Windows too", "canary\r\n\r\n\n", "canary"],
    ["blanks and tabs, which stay", " \tcanary \t\n", " \tcanary \t"],
    ["line breaks within", "-----BEGIN\r\nx\n-----END\n", "-----BEGIN\r\nx\n-----END"],
    ["nothing", "", ""],
    ["nothing but a line break", "\n", ""],
    ["a byte order mark, which is no part of it", "\ufeffcanary", "canary"],
  ])("gives a file with %s as it is", (_what, content, value) => {
    const box = sandbox();
    box.write("mnt/key", content);
    expect(box.secrets({ files: join(box.root, "mnt") }).key).toBe(value);
  });

  it("gives bytes that are not UTF-8 as bytes, a copy for each reader, and does not export them", () => {
    const box = sandbox();
    box.write("mnt/keystore", Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0x0a]));
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(secrets.keystore).toEqual(new Uint8Array([0xfe, 0xed, 0xfe, 0xed, 0x0a]));
    secrets.keystore.fill(0);
    expect(secrets.keystore[0]).toBe(0xfe);
    expect(box.env).toEqual({});
  });

  it("takes names with dots, unicode and __proto__ for keys", () => {
    const box = sandbox();
    for (const name of ["a.b", "ключ", "__proto__", "with space", "constructor"]) box.write(join("mnt", name), `canary-${name}`);
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(Object.keys(secrets)).toEqual(["__proto__", "a.b", "constructor", "with space", "ключ"]);
    expect(Object.entries(secrets).every(([name, value]) => value === `canary-${name}`)).toBe(true);
    expect(({} as Record<string, unknown>)["canary-__proto__"]).toBeUndefined();
  });

  it("skips litter, `..` names, dangling links and links in a circle; other dot names count", () => {
    const box = sandbox();
    for (const name of [".DS_Store", ".gitkeep", ".gitignore", "Thumbs.db", "..hidden", ".kept"])
      box.write(join("mnt", name), "canary");
    box.link("mnt/dangling", join(box.root, "nowhere"));
    box.link("mnt/self", join(box.root, "mnt/self"));
    box.link("mnt/up", join(box.root, "mnt"));
    box.link("mnt/sub/top", join(box.root, "mnt"));
    box.write("mnt/sub/a", "1");
    box.write("mnt/sub/b", "2");
    expect(toObject(box.secrets({ files: join(box.root, "mnt") }))).toEqual({ ".kept": "canary", sub: { a: "1", b: "2" } });
  });

  it("opens neither FIFO nor socket nor device, linked or not", async () => {
    const box = sandbox();
    box.write("mnt/a", "canary");
    execFileSync("mkfifo", [join(box.root, "mnt/fifo")]);
    const server = createServer().listen(join(box.root, "mnt/socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    box.link("mnt/zero", "/dev/zero");
    box.link("mnt/pipe", join(box.root, "mnt/fifo"));
    expect(readFolder(join(box.root, "mnt"))).toEqual({ a: "canary" });
    server.close();
  });

  it("that is empty is no source, and next to others adds nothing", () => {
    const box = sandbox();
    mkdirSync(join(box.root, "mnt/empty"), { recursive: true });
    const error = thrown(() => box.secrets({ files: join(box.root, "mnt") }).a);
    expect(error).toBeInstanceOf(FileNotFoundError);
    expect(error.message).toContain(`not found  ${join(box.root, "mnt")} (an empty folder)\n`);
    expect(error.message).toContain("Try: put a secret into the folder, and restart the program.\n");
    expect(loadIfExists(box.secrets({ files: join(box.root, "mnt") }))).toBe(false);
    box.write("mnt/a", "");
    expect(toObject(box.secrets({ files: join(box.root, "mnt") }))).toEqual({ a: "" });
  });

  it("must exist, and be one", () => {
    const box = sandbox();
    box.write("file", "x");
    expect(thrown<SourceError>(() => box.secrets({ files: join(box.root, "nowhere") }).a).reason).toBe("there is no such folder");
    expect(thrown<SourceError>(() => box.secrets({ files: join(box.root, "file") }).a).reason).toBe("it is not a folder");
  });

  it(`may have ${ENTRIES} entries`, () => {
    const box = sandbox();
    for (let index = 0; index < ENTRIES; index++) box.write(`mnt/key${index}`, String(index));
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(Object.keys(secrets)).toHaveLength(ENTRIES);
    expect(secrets[`key${ENTRIES - 1}`]).toBe(String(ENTRIES - 1));
  });
});
