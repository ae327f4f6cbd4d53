import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkFiles } from "../../../lib";
import { gitProblems } from "../../../lib/checks/git-exposure";
import { git } from "../../support/git";
import { sandbox } from "../../support/sandbox";

describe("git that refuses or fails is a problem, not silence", () => {
  const repository = () => {
    const box = sandbox();
    const file = box.writeProject('token = "canary-7d21-qq"\n');
    git(box.project, "init");
    git(box.project, "add", "-f", file);
    return { box, file, dotGit: join(box.project, ".git") };
  };

  it.each<[string, (dotGit: string) => void]>([
    [
      "an extension that it does not know",
      (dotGit) => config(dotGit, "[core]\nrepositoryformatversion = 1\n[extensions]\nnew = 1\n"),
    ],
    ["a format of the future", (dotGit) => config(dotGit, "[core]\nrepositoryformatversion = 99\n")],
    ["a broken configuration", (dotGit) => config(dotGit, "[core\n")],
    ["a damaged index", (dotGit) => writeFileSync(join(dotGit, "index"), "damaged")],
    ["no HEAD", (dotGit) => rmSync(join(dotGit, "HEAD"))],
    [
      "a link to a repository that is gone",
      (dotGit) => {
        rmSync(dotGit, { recursive: true });
        writeFileSync(dotGit, "gitdir: /nowhere\n");
      },
    ],
    [
      "a FIFO in the place of its configuration",
      (dotGit) => {
        rmSync(join(dotGit, "config"));
        execFileSync("mkfifo", [join(dotGit, "config")]);
      },
    ],
  ])("%s", (_name, damage) => {
    const { file, dotGit } = repository();
    expect(gitProblems(file, process.env)).toMatchObject([{ code: "TRACKED_BY_GIT" }]); // the control
    damage(dotGit);
    const [problem, ...others] = gitProblems(file, process.env, 500);
    expect(problem).toMatchObject({ code: "GIT_CANNOT_TELL", path: file, fix: expect.stringContaining("git -C ") });
    expect(others).toEqual([]);
  });

  it("reaches checkFiles, and makes check fail", () => {
    const { box, dotGit } = repository();
    config(dotGit, "[core\n");
    const secrets = box.secrets({ env: { ...process.env } });
    expect(checkFiles(secrets).map(({ code }) => code)).toContain("GIT_CANNOT_TELL");
  });

  it("stops a git that writes without end", () => {
    const { box, file } = repository();
    chmodSync(box.write("bin/git", "#!/bin/sh\nexec cat /dev/zero\n"), 0o755);
    const env = { ...process.env, PATH: `${box.root}/bin:${process.env["PATH"]}` };
    expect(gitProblems(file, env, 60_000)).toMatchObject([{ code: "GIT_CANNOT_TELL" }]);
  });

  it("stays silent outside of a repository", () => {
    const box = sandbox();
    expect(gitProblems(box.writeProject(""), process.env)).toEqual([]);
    mkdirSync(join(box.project, "git"));
    expect(gitProblems(box.writeProject(""), { ...process.env, PATH: "/nowhere" })).toEqual([]);
  });
});

function config(dotGit: string, text: string): void {
  writeFileSync(join(dotGit, "config"), text);
}
