import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { canary, SAMPLE_TOML, traceIn } from "../support/canaries";
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
