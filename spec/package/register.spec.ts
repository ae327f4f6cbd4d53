import { spawnSync } from "node:child_process";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

function run(
  flags: string[],
  toml: string | undefined,
  program = "console.log(process.env.api_key)",
  extra: NodeJS.ProcessEnv = {},
) {
  const box = sandbox();
  installPackage(box.root);
  if (toml !== undefined) box.writeProject(toml);
  box.write("project/app.cjs", program);
  const env = { ...process.env, HOME: box.home, USERPROFILE: box.home, api_key: undefined, ...extra };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, "app.cjs"], {
    cwd: box.project,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

describe.each([["--import"], ["-r"]])("node %s toml-secrets/register", (flag) => {
  const flags = [flag, "toml-secrets/register"];

  it("fills the environment before the program's first line", () => {
    expect(run(flags, 'api_key = "canary-preloaded"\n')).toEqual({ status: 0, stdout: "canary-preloaded\n", stderr: "" });
    expect(run([], 'api_key = "canary-preloaded"\n').stdout).toBe("undefined\n"); // the control
  });

  it("is silent where there is no file", () => {
    expect(run(flags, undefined)).toEqual({ status: 0, stdout: "undefined\n", stderr: "" });
  });

  it("does not let the program start where a file is malformed, and says why in a few lines", () => {
    const { status, stdout, stderr } = run(flags, 'api_key = "canary-7x2q9k\n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^ParseError \[ERR_SECRETS_PARSE\]: cannot parse .*secrets\.toml, line 1, column \d+: this string has no closing quote on its line\n/,
    );
    expect(stderr).not.toContain("    at ");
    expect(stderr).not.toContain("7x2q");
  });

  it("is the load of the default instance: no file is read again", () => {
    const program = `require("fs").writeFileSync(".streamlit/secrets.toml", "api_key = 'later'"); console.log(require("toml-secrets").secrets.api_key);`;
    expect(run(flags, 'api_key = "canary-first"\n', program).stdout).toBe("canary-first\n");
  });

  it("works by NODE_OPTIONS, and in workers", () => {
    const program = `const { Worker, isMainThread } = require("worker_threads"); console.log(isMainThread, process.env.api_key); if (isMainThread) new Worker(__filename);`;
    const { stdout } = run([], 'api_key = "canary-everywhere"\n', program, { NODE_OPTIONS: `${flag} toml-secrets/register` });
    expect(stdout).toBe("true canary-everywhere\nfalse canary-everywhere\n");
  });
});
