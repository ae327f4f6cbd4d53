import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { canary, SAMPLE_TOML, traceIn } from "../support/canaries";
import { encrypted, keyPair } from "../support/encrypted";
import { copyPackage } from "../support/install";
import { type Sandbox, sandbox } from "../support/sandbox";

function project(): Sandbox {
  const box = sandbox();
  copyPackage(box.project);
  cpSync(join(__dirname, "../fixtures/processes"), box.project, { recursive: true });
  box.writeProject(SAMPLE_TOML);
  return box;
}

function run(box: Sandbox, args: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home };
  return spawnSync(process.execPath, args, { cwd: box.project, env, encoding: "utf8", timeout: 30_000 });
}

describe("worker threads", () => {
  it("load once each and agree, and can't be handed a view", () => {
    const { stdout, stderr } = run(project(), ["workers.cjs"]);
    expect(stderr).toBe("");
    const seen = { root: canary(0), list: [canary(3), canary(4)], again: true, exported: canary(0) };
    const answers = JSON.parse(stdout) as { posted: string }[];
    expect(answers).toHaveLength(5);
    for (const answer of answers) {
      expect(answer).toEqual({ seen, opened: 1, posted: expect.stringContaining("DataCloneError") });
      expect(traceIn(answer.posted)).toBeUndefined();
    }
  });
});

/** Node's permission model has had three names for its switch. */
function permission(): string {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13) ? "--permission" : "--experimental-permission";
}

describe("Node's permission model", () => {
  const allowed = (box: Sandbox, paths: readonly string[]) => [
    "--no-warnings",
    permission(),
    ...[join(box.project, "node_modules"), join(box.project, "reader.cjs"), ...paths].map((path) => `--allow-fs-read=${path}`),
    "reader.cjs",
  ];
  const globalFile = (box: Sandbox) => join(box.home, ".streamlit", "secrets.toml");
  const projectFile = (box: Sandbox) => join(box.project, ".streamlit", "secrets.toml");

  it("needs no more than to read the package and the two files", () => {
    const box = project();
    const { stdout, stderr } = run(box, allowed(box, [globalFile(box), projectFile(box)]));
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      read: { root: canary(0), list: [canary(3), canary(4)], token: canary(9), again: canary(0) },
      exported: canary(0),
    });
  });

  it("needs no more for an encrypted file with its key in a variable, and the key file as well if it is in one", async () => {
    const box = project();
    const alice = keyPair();
    box.writeProject(
      (await encrypted('[db]\ntoken = "canary-encrypted"\n', [{ name: "alice", recipient: alice.recipient }])).text,
    );
    box.write(
      "project/reader.cjs",
      `const { secrets } = require("toml-secrets");
       try { console.log(secrets.db.token); } catch (error) { console.log(error.code + " " + error.message); }`,
    );
    const keys = box.write("home/keys.txt", `${alice.secret}\n`);
    const said = (paths: readonly string[], env: Record<string, string>) => {
      const options = { cwd: box.project, encoding: "utf8", timeout: 30_000 } as const;
      const base = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home };
      return spawnSync(process.execPath, allowed(box, paths), { ...options, env: { ...base, ...env } }).stdout;
    };
    const files = [globalFile(box), projectFile(box)];
    expect(said(files, { SECRETS_AGE_KEY: alice.secret })).toBe("canary-encrypted\n");
    expect(said([...files, keys], { SECRETS_AGE_KEY_FILE: keys })).toBe("canary-encrypted\n");
    const refused = said(files, { SECRETS_AGE_KEY_FILE: keys, SECRETS_AGE_KEY_CMD: "echo canary" });
    expect(refused).toMatch(/^ERR_SECRETS_LOCKED /);
    expect(refused).toMatch(/keys\.txt.*: can't be read \(ERR_ACCESS_DENIED\)/);
    expect(refused).toMatch(/SECRETS_AGE_KEY_CMD: it can't be run \(ERR_ACCESS_DENIED\)/);
  });

  it.each([
    ["the project's file", globalFile, projectFile],
    ["the global file", projectFile, globalFile],
  ])("a refusal of %s is a SourceError that names it and says what to do", (_which, permitted, refused) => {
    const box = project();
    const { stdout } = run(box, allowed(box, [permitted(box)]));
    expect(JSON.parse(stdout)).toMatchObject({
      name: "SourceError",
      code: "ERR_SECRETS_SOURCE",
      ours: true,
      source: refused(box),
    });
    expect(JSON.parse(stdout).message).toContain("--allow-fs-read");
    expect(traceIn(stdout)).toBeUndefined();
  });
});
