import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type CommandLine, commandLine } from "../../support/command-line";
import { git } from "../../support/git";

/** A project whose file nobody else can read. */
function project(toml: string, linked: readonly string[] = []): CommandLine {
  const line = commandLine(linked);
  chmodSync(line.writeProject(toml), 0o600);
  return line;
}

const json = (line: CommandLine, ...args: string[]) => JSON.parse(line.run(["check", "--json", ...args]).stdout);

describe("toml-secrets check", () => {
  it("says of every place whether it was found, and that all is well", () => {
    const { status, stdout, stderr } = project('a = "canary-a"\nb = 1\n').run(["check"], { env: { SECRETS__C: "canary-c" } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      `Places (later entries win)
  –  ~/.streamlit/secrets.toml  not found
  ✔  .streamlit/secrets.toml    2 keys
  –  SECRETS_TOML               not found
  ✔  SECRETS__*                 1 key

No problems.
`,
    );
  });

  it("names every broken source, not only the first, with its place and the next step, and ends with 1", () => {
    const line = project('a = "canary-p5\n');
    chmodSync(line.writeGlobal("b = canary\n"), 0o600);
    const { status, stdout } = line.run(["check"], { env: { SECRETS_TOML: 'c = "canary-v6' } });
    expect(status).toBe(1);
    expect(stdout).toMatch(/✖ ~\/\.streamlit\/secrets\.toml: line 1, column \d+: .*\n {4}Try: .*/);
    expect(stdout).toMatch(/✖ \.streamlit\/secrets\.toml: line 1, column \d+: .*\n {4}Try: .*/);
    expect(stdout).toMatch(/✖ SECRETS_TOML: line 1, column \d+: .*\n {4}Try: .*/);
    expect(stdout).toMatch(/\n3 problems\.\n$/);
    expect(stdout).not.toMatch(/canary|p5|v6/);
  });

  it("names what only all sources together get wrong", () => {
    const line = project("db = 1\n");
    expect(JSON.parse(line.run(["check", "--json"], { env: { SECRETS__DB__USER: "canary-u" } }).stdout)).toMatchObject({
      ok: false,
      problems: [{ code: "ERR_SECRETS_SOURCE", where: "SECRETS__DB__USER" }],
    });
  });

  it("ends with 1 where there are no secrets at all, unless that is allowed", () => {
    const line = commandLine();
    expect(line.run(["check"])).toMatchObject({ status: 1, stdout: expect.stringContaining("✖ secrets: there are no secrets") });
    expect(line.run(["check", "--allow-missing"])).toMatchObject({ status: 0, stdout: expect.stringContaining("No problems.") });
  });

  it("names a folder that is not there, and a file that is a folder", () => {
    const line = commandLine();
    mkdirSync(join(line.project, "folder.toml"));
    expect(json(line, "-f", "nowhere", "-f", "folder.toml")).toMatchObject({
      places: [
        { where: join(line.project, "nowhere"), found: false, broken: true },
        { where: join(line.project, "folder.toml"), found: true, broken: true },
        {},
        {},
      ],
      problems: [{ message: "there is no such folder" }, { message: expect.stringContaining("it is a folder") }],
    });
  });

  it("looks at permissions and git", () => {
    const line = project('a = "canary"\n');
    git(line.project, "init");
    chmodSync(join(line.project, ".streamlit/secrets.toml"), 0o644);
    chmodSync(line.root, 0o755);
    expect(json(line).problems.map(({ code }: { code: string }) => code)).toEqual(["READABLE_BY_OTHERS", "NOT_IGNORED_BY_GIT"]);
    const { stdout, status } = line.run(["check"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/every user of this machine can read it\n {4}Try: chmod 600 .*[^.]\n/);
  });

  it("notes names that do not go into the environment, which is no problem", () => {
    const { status, stdout } = project('PATH = "canary"\n"a=b" = 1\n').run(["check"]);
    expect(status).toBe(0);
    expect(stdout).toContain("! PATH: it is not exported because such a name changes how the process runs");
    expect(stdout).toContain('! "a=b": it can\'t be an environment variable');
  });

  describe("--schema", () => {
    const ZOD = `import { z } from "zod";\n`;

    it("validates, naming each key with its line, and no value", () => {
      const line = project('port = "canary-port"\n\n[db]\nuser = 7654321\n', ["zod"]);
      line.write(
        "project/schema.mjs",
        `${ZOD}export default z.object({ port: z.number(), db: z.object({ user: z.string() }), k: z.string() });`,
      );
      const { status, stdout } = line.run(["check", "--schema", "schema.mjs"]);
      expect(status).toBe(1);
      expect(stdout).toMatch(/✖ port: .*\(\.streamlit\/secrets\.toml, line 1\)\n/);
      expect(stdout).toMatch(/✖ db\.user: .*\(\.streamlit\/secrets\.toml, line 4\)\n/);
      expect(stdout).toMatch(/✖ k: is missing\n/);
      expect(stdout).not.toMatch(/canary|7654/);
    });

    it.each([
      ["schema.mjs", "export const schema = z.object({ a: z.string() });"],
      ["schema.mjs", "export default z.object({ a: z.string() });"],
      ["schema.cjs", 'const { z } = require("zod"); module.exports = z.object({ a: z.string() });'],
      ["schema.cjs", 'const { z } = require("zod"); exports.schema = z.object({ a: z.string() });'],
      ["schema.cjs", 'const { z } = require("zod"); exports.__esModule = true; exports.default = z.object({ a: z.string() });'],
    ])("takes what %s exports: %s", (name, code) => {
      const line = project('a = "canary"\n', ["zod"]);
      line.write(`project/${name}`, (name.endsWith(".mjs") ? ZOD : "") + code);
      expect(line.run(["check", "--schema", `./${name}`])).toMatchObject({ status: 0, stderr: "" });
      line.writeProject("a = 1\n");
      expect(line.run(["check", "--schema", `./${name}`]).status).toBe(1);
    });

    it.each([
      ["nowhere.mjs", undefined, "cannot load the schema nowhere.mjs: Error: Cannot find module"],
      ["none.mjs", "export default {};", "none.mjs exports no schema"],
      [
        "broken.mjs",
        "throw new TypeError('canary-secret-of-the-file')",
        "cannot load the schema broken.mjs: TypeError: [redacted]",
      ],
    ])("ends with 2 where there is none: %s", (name, code, message) => {
      const line = project('a = "canary-secret-of-the-file"\n');
      if (code !== undefined) line.write(`project/${name}`, code);
      const { status, stderr } = line.run(["check", "--schema", name]);
      expect(status).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("canary");
    });

    it("takes TypeScript where Node does, and says how where it does not", () => {
      const line = project('a = "canary"\n', ["zod"]);
      line.write("project/schema.mts", `${ZOD}export default z.object({ a: z.string() satisfies z.ZodType });`);
      const { status, stderr } = line.run(["check", "--schema", "schema.mts"]);
      if ("typescript" in process.features && process.features.typescript) expect(status).toBe(0);
      else
        expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining("start Node with --import tsx") });
    });
  });
});
