import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine } from "../../support/command-line";
import { git } from "../../support/git";
import { typed } from "../../support/typed";

const pathIn = (line: CommandLine, name: string) => join(line.project, ".streamlit", name);
const textOf = (line: CommandLine, name = "secrets.toml") => readFileSync(pathIn(line, name), "utf8");
const EXAMPLE = "secrets.example.toml";

const SECRETS = `# The shop.
api_key = "${canary(0)}" # of the test account
# old_key = "${canary(9)}"
# it was ${canary(0)}
many = '''
${canary(1)}
# ${canary(2)}
'''
port = 5432
ratio = 0.5
on = true
day = 2026-01-02
list = ["${canary(3)}", [1]] # all
[db] # main
"user name" = "${canary(4)}"
inline = { a = "${canary(5)}", b.c = [{ d = "${canary(6)}" }] }
[[hosts]]
token = "${canary(7)}"
`;
const WITHOUT = `# The shop.
api_key = "" # of the test account
# old_key =

many = ""
port = 0
ratio = 0.0
on = false
day = 1970-01-01
list = [] # all
[db] # main
"user name" = ""
inline = { a = "", b.c = [{ d = "" }] }
[[hosts]]
token = ""
`;

function project(): CommandLine {
  const line = commandLine();
  chmodSync(line.writeProject(SECRETS), 0o600);
  return line;
}

describe("toml-secrets example", () => {
  it("writes keys, kinds, and comments, without values, also not those in comments", () => {
    const line = project();
    const { status, stdout, stderr } = line.run(["example"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(
      "wrote .streamlit/secrets.example.toml, without values\n  left out, because they contain a value: 1 comment\n",
    );
    expect(textOf(line, EXAMPLE)).toBe(WITHOUT);
    expect(traceIn(textOf(line, EXAMPLE))).toBeUndefined();
    expect(statSync(pathIn(line, EXAMPLE)).mode & 0o777).toBe(0o644);
  });

  it("adds what is missing to one that is there, and names what is gone", () => {
    const line = project();
    line.write(`project/.streamlit/${EXAMPLE}`, '# ask Jane\napi_key = "ask-jane"\ngone = 1\n');
    const { stdout } = line.run(["example"]);
    expect(stdout).toContain('  added: many, port, ratio, on, day, list, db."user name", db.inline.a');
    expect(stdout).toContain(".streamlit/secrets.toml does not have: gone");
    expect(textOf(line, EXAMPLE)).toMatch(
      /^# ask Jane\napi_key = "ask-jane"\nday = .*\ngone = 1\nlist = .*\nmany = ""\non = .*\nport = 0\n/,
    );
    expect(line.run(["example"]).stdout).toContain("is up to date");
    line.run(["example", "--overwrite"]);
    expect(textOf(line, EXAMPLE)).toBe(WITHOUT);
  });

  it("says if git ignores it, and if there is nothing to make it from", () => {
    const line = project();
    git(line.project, "init");
    line.write("project/.gitignore", ".streamlit/*\n");
    expect(line.run(["example"]).stdout).toContain("git ignores it");
    rmSync(pathIn(line, "secrets.toml"));
    expect(line.run(["example"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("there is no .streamlit/secrets.toml"),
    });
  });
});

describe("toml-secrets check, with an example", () => {
  it("names keys that are missing or of another kind, and those that the example does not have", () => {
    const line = project();
    line.run(["init"]);
    line.write(`project/.streamlit/${EXAMPLE}`, 'api_key = ""\nport = ""\nnew = ""\n[db.deep]\nkey = 1\n');
    const { status, stdout } = line.run(["check", "--json"]);
    expect(status).toBe(1);
    const { problems, notes } = JSON.parse(stdout);
    const codes = (list: { code: string; where: string }[]) => list.map(({ code, where }) => `${code} ${where}`);
    expect(codes(problems)).toEqual(["OTHER_KIND port", "MISSING_KEY new", "MISSING_KEY db.deep.key"]);
    expect(codes(notes)).toContain("NOT_IN_EXAMPLE ratio");
    expect(traceIn(stdout)).toBeUndefined();
    line.run(["example", "--overwrite"]);
    expect(line.run(["check"])).toMatchObject({ status: 0, stdout: expect.stringContaining("No problems.") });
    line.write(`project/.streamlit/${EXAMPLE}`, `a = ${canary(3)}`);
    expect(line.run(["check"])).toMatchObject({ status: 1, stdout: expect.stringContaining("cannot parse") });
  });
});

describe("toml-secrets init, with an example", () => {
  it("names the commands that are left to do, if nobody can answer", () => {
    const line = commandLine();
    line.write(`project/.streamlit/${EXAMPLE}`, '# the key\napi_key = ""\n[db]\nport = 0\n"odd key" = ""\n');
    const { status, stdout } = line.run(["init"]);
    expect(status).toBe(0);
    expect(stdout).toContain(
      ".streamlit/secrets.example.toml has keys that are not set yet:\n  npx toml-secrets set api_key\n  npx toml-secrets set db.port\n  npx toml-secrets set 'db.\"odd key\"'\n",
    );
    expect(textOf(line)).toBe("");
    for (const [key, input] of [
      ["api_key", "canary-1"],
      ["db.port", "1"],
      ['db."odd key"', "canary-2"],
    ] as const)
      line.run(["set", key], { input });
    expect(line.run(["init"]).stdout).toContain("every key of .streamlit/secrets.example.toml is set\n");
  });

  (process.platform === "linux" ? it : it.skip)(
    "asks for each key, in the order and with the comments of the example",
    async () => {
      const line = commandLine();
      line.write(`project/.streamlit/${EXAMPLE}`, '# the key\napi_key = "" # of the shop\nlater = ""\n[db]\nport = 0\n');
      const { status, screen } = await typed(
        line,
        ["init"],
        [
          ["1/3 api_key (not shown", `${canary(0)}\r`],
          ["2/3 later", "\r"],
          ["3/3 db.port, integer", `${canary(1)}\r`],
          ["3/3 db.port, integer", "5432\r"],
        ],
      );
      expect(status).toBe(0);
      expect(traceIn(screen)).toBeUndefined();
      expect(screen).toContain("the value is not an integer");
      expect(screen).toContain("npx toml-secrets set later");
      expect(textOf(line)).toBe(`# the key\napi_key = "${canary(0)}" # of the shop\n[db]\nport = 5432\n`);
      expect(statSync(pathIn(line, "secrets.toml")).mode & 0o777).toBe(0o600);
    },
  );

  it("works in a folder above that has the file or the example, and here with --here", () => {
    const line = commandLine();
    line.write(`project/.streamlit/${EXAMPLE}`, 'api_key = ""\n');
    const cwd = join(line.project, "src");
    mkdirSync(cwd);
    expect(line.run(["init"], { cwd }).stdout).toContain(
      `Programs that start in ${line.project} read it; programs that start here do not.`,
    );
    expect([existsSync(pathIn(line, "secrets.toml")), existsSync(join(cwd, ".streamlit"))]).toEqual([true, false]);
    expect(line.run(["init", "--here"], { cwd }).stdout).toContain("created .streamlit/secrets.toml");
    expect(existsSync(join(cwd, ".streamlit/secrets.toml"))).toBe(true);
  });
});
