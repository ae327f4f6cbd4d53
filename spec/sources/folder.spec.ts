import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createSecrets, FileNotFoundError, loadIfExists, type SourceError, toObject } from "../../lib";
import { readFolder } from "../../lib/sources/folder";
import { installPackage } from "../support/install";
import { type Sandbox, sandbox, thrown } from "../support/sandbox";

/** Lays out a Kubernetes volume as the kubelet does: a dated folder, `..data`, and a link for each key at the top. */
function volume(box: Sandbox, path: string, content: Record<string, string>): string {
  const generation = "..2026_11_24_10_00_00.123456789";
  for (const [name, value] of Object.entries(content)) box.write(join(path, generation, name), value);
  symlinkSync(generation, join(box.root, path, "..data"));
  for (const name of new Set(Object.keys(content).map((key) => key.split("/")[0] as string)))
    symlinkSync(join("..data", name), join(box.root, path, name));
  return join(box.root, path);
}

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
    ["a byte order mark, which stays", "\ufeffcanary", "\ufeffcanary"],
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
    expect(thrown(() => box.secrets({ files: join(box.root, "mnt") }).a)).toBeInstanceOf(FileNotFoundError);
    expect(loadIfExists(box.secrets({ files: join(box.root, "mnt") }))).toBe(false);
    box.write("mnt/a", "");
    expect(toObject(box.secrets({ files: join(box.root, "mnt") }))).toEqual({ a: "", empty: {} });
  });

  it("must exist, and be one", () => {
    const box = sandbox();
    box.write("file", "x");
    expect(thrown<SourceError>(() => box.secrets({ files: join(box.root, "nowhere") }).a).reason).toBe("there is no such folder");
    expect(thrown<SourceError>(() => box.secrets({ files: join(box.root, "file") }).a).reason).toBe("it is not a folder");
  });

  it("with an entry that may not be read fails, and names it", () => {
    const box = sandbox();
    installPackage(box.root);
    chmodSync(box.write("mnt/locked", "canary-locked"), 0o000);
    chmodSync(box.root, 0o755);
    const program = `
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      try { require("toml-secrets").createSecrets({ files: "mnt" }).a; } catch (error) { console.log(error.code, error.source, error.reason); }`;
    const said = execFileSync(process.execPath, ["-e", program], { cwd: box.root, encoding: "utf8" });
    expect(said).toBe(`ERR_SECRETS_SOURCE ${join(box.root, "mnt/locked")} permission denied\n`);
  });

  it("may have 10,000 entries", () => {
    const box = sandbox();
    for (let index = 0; index < 10_000; index++) box.write(`mnt/key${index}`, String(index));
    const secrets = box.secrets({ files: join(box.root, "mnt") });
    expect(Object.keys(secrets)).toHaveLength(10_000);
    expect(secrets.key9999).toBe("9999");
  });
});

describe("a rotation in the middle of a read", () => {
  const LOADS = Number(process.env.ROTATION_LOADS ?? 1_000);

  /** Swaps as fast as it can, from another process, until it is stopped. */
  async function whileSwapping(script: string, cwd: string, act: () => void): Promise<number> {
    const swapper = spawn(process.execPath, ["-e", script], { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let swaps = "";
    swapper.stdout.on("data", (chunk) => {
      swaps += chunk;
    });
    await new Promise((resolve) => swapper.stdout.once("data", resolve));
    try {
      act();
    } finally {
      swapper.kill("SIGTERM");
    }
    await new Promise((resolve) => swapper.once("close", resolve));
    return Number(swaps.trim().split("\n").at(-1));
  }

  it("never mixes two generations of a Kubernetes volume, nor loses a key", async () => {
    const box = sandbox();
    const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
    volume(box, "mnt", Object.fromEntries(keys.map((key) => [key, "generation-0"])));
    const script = `
      const fs = require("fs"), keys = ${JSON.stringify(keys)};
      let stopped = false, count = 0, old = fs.readlinkSync("mnt/..data");
      process.on("SIGTERM", () => { stopped = true; });
      (function swap() {
        for (let turn = 0; turn < 20; turn++) {
          const next = "..generation_" + ++count;
          fs.mkdirSync("mnt/" + next);
          for (const key of keys) fs.writeFileSync("mnt/" + next + "/" + key, "generation-" + count);
          fs.symlinkSync(next, "mnt/..data_tmp");
          fs.renameSync("mnt/..data_tmp", "mnt/..data");
          fs.rmSync("mnt/" + old, { recursive: true });
          old = next;
        }
        console.log(count);
        if (!stopped) setImmediate(swap);
      })();`;
    const generations = new Set<string>();
    const swaps = await whileSwapping(script, box.root, () => {
      for (let load = 0; load < LOADS || generations.size < 20; load++) {
        const table = { ...createSecrets({ files: join(box.root, "mnt"), env: {}, exportEnv: false }) };
        expect(Object.keys(table)).toEqual(keys);
        expect(new Set(Object.values(table)).size).toBe(1);
        generations.add(table.key0 as string);
      }
    });
    if (process.env.ROTATION_LOADS)
      console.info(`${LOADS} loads during ${swaps} rotations saw ${generations.size} generations, none mixed`);
    expect(swaps).toBeGreaterThanOrEqual(generations.size - 1);
  });

  it("never gives half of a file that is replaced by rename", async () => {
    const box = sandbox();
    const text = (count: number) => `first = "generation-${count}"\n${"# filler\n".repeat(2_000)}last = "generation-${count}"\n`;
    const file = box.write("secrets.toml", text(0));
    const script = `
      const fs = require("fs");
      let stopped = false, count = 0;
      process.on("SIGTERM", () => { stopped = true; });
      const text = ${text.toString()};
      (function swap() {
        for (let turn = 0; turn < 20; turn++) {
          fs.writeFileSync("tmp", text(++count));
          fs.renameSync("tmp", "secrets.toml");
        }
        console.log(count);
        if (!stopped) setImmediate(swap);
      })();`;
    const generations = new Set<string>();
    const swaps = await whileSwapping(script, box.root, () => {
      for (let load = 0; load < LOADS || generations.size < 20; load++) {
        const secrets = createSecrets({ files: file, env: {}, exportEnv: false });
        expect(secrets.first).toBe(secrets.last);
        generations.add(secrets.first);
      }
    });
    if (process.env.ROTATION_LOADS)
      console.info(`${LOADS} loads during ${swaps} replacements saw ${generations.size} generations, none torn`);
    expect(swaps).toBeGreaterThanOrEqual(generations.size - 1);
    rmSync(file);
  });
});
