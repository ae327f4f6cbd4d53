import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sandbox } from "../support/sandbox";

/* The steps of the release that decide what is published, as the workflow has them. */

const repository = resolve(__dirname, "../..");
const textOf = (path: string) => readFileSync(join(repository, path), "utf8");
const workflow = (name: string) => textOf(`.github/workflows/${name}.yml`);

/** The shell's lines of the release's step of that name. */
function stepOf(name: string): string {
  const step = workflow("release")
    .split(/^ {6}- /m)
    .find((text) => text.startsWith(`name: ${name}\n`)) as string;
  return (/run: (?:\|\n)?([\s\S]*?)(?:\n {6}#|\n$)/.exec(step) as RegExpExecArray)[1] as string;
}

function run(step: string, env: NodeJS.ProcessEnv, files: Record<string, string>) {
  const box = sandbox();
  for (const [name, text] of Object.entries(files)) box.write(`project/${name}`, text);
  const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", stepOf(step)], {
    cwd: box.project,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, stderr, project: box.project };
}

describe("the release", () => {
  it("refuses a tag that is not the version", () => {
    const files = { "package.json": '{ "version": "1.2.3" }' };
    const statusOf = (tag: string) => run("The tag is the version", { GITHUB_REF_NAME: tag }, files).status;
    expect(["v1.2.3", "v1.2.4", "v1.2.3-rc.1", "1.2.3"].map(statusOf)).toEqual([0, 1, 1, 1]);
  });

  it("refuses a version that the changelog has no heading of", () => {
    const files = { "CHANGELOG.md": "# Changelog\n\n## 1.20.0\n\n- more of 1.2.3\n\n## 1.2.0 (2026-01-01)\n\n### 1.1.0\n" };
    const statusOf = (tag: string) => run("The changelog has the version", { GITHUB_REF_NAME: tag }, files).status;
    expect(["v1.20.0", "v1.2.0", "v1.2.3", "v1.1.0", "v1.2", "v1x20.0"].map(statusOf)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it("names the repository that it runs in, without which npm takes no provenance, and changes nothing else", () => {
    const before = textOf("package.json");
    const { status, project } = run(
      "The package names this repository",
      { GITHUB_REPOSITORY: "Jane/app" },
      { "package.json": before },
    );
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(project, "package.json"), "utf8"))).toEqual({
      ...JSON.parse(before),
      repository: { type: "git", url: "git+https://github.com/Jane/app.git" },
      homepage: "https://github.com/Jane/app#readme",
      bugs: { url: "https://github.com/Jane/app/issues" },
    });
  });

  it("holds what has to hold before a change lands, as the check of a change does", () => {
    for (const name of ["ci", "release"]) expect(workflow(name)).toContain("\n      - run: .ci/run\n");
    const steps = workflow("release");
    expect(steps.indexOf("- run: .ci/run")).toBeLessThan(steps.indexOf("npm publish"));
  });
});

describe("every workflow", () => {
  const workflows = readdirSync(join(repository, ".github/workflows"));

  it.each(workflows)("pins its actions to a commit and names the version: %s", (name) => {
    const uses = [...textOf(`.github/workflows/${name}`).matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, action = ""]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("tests on every Node that package.json supports", () => {
    expect(workflow("ci")).toContain("node: [20, 22, 24, 26]");
  });
});
