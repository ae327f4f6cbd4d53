import { commandLine, onTerminal } from "../../support/command-line";

const PROJECT = `
name = "canary-n5 with spaces"
lines = """
canary-1
canary-2"""
port = 5432
big = 9223372036854775807
on = true
born = 1979-05-27
"a.b" = "canary-dotted"
[db]
user = "canary-u"
big = 9223372036854775807
"odd key" = "canary-odd"
[[hosts]]
name = "canary-h"
`;

function project() {
  const line = commandLine();
  line.writeProject(PROJECT);
  return line;
}

describe("toml-secrets get", () => {
  it.each([
    ["name", "canary-n5 with spaces\n"],
    ["lines", "canary-1\ncanary-2\n"],
    ["port", "5432\n"],
    ["big", "9223372036854775807\n"],
    ["on", "true\n"],
    ["born", "1979-05-27\n"],
    ["a.b", "canary-dotted\n"],
    ["db.user", "canary-u\n"],
    ['db."odd key"', "canary-odd\n"],
    ["hosts[0].name", "canary-h\n"],
    ["db", '{"user":"canary-u","big":"9223372036854775807","odd key":"canary-odd"}\n'],
    ["hosts", '[{"name":"canary-h"}]\n'],
  ])("writes %s, and nothing else", (key, text) => {
    expect(project().run(["get", key])).toMatchObject({ status: 0, stdout: text, stderr: "" });
  });

  it("writes bytes as they are, and JSON where it is asked to", () => {
    const line = commandLine();
    line.write("project/mnt/jks", Buffer.from([0x41, 0xff, 0x0a]));
    const shell = `"${process.execPath}" "${line.bin}" get jks -f mnt | od -An -tx1`;
    expect(
      require("node:child_process")
        .execFileSync("sh", ["-c", shell], { cwd: line.project, env: line.processEnv, encoding: "utf8" })
        .trim(),
    ).toBe("41 ff 0a");
    expect(project().run(["get", "name", "--json"]).stdout).toBe('"canary-n5 with spaces"\n');
  });

  it("says what is missing, and what was perhaps meant", () => {
    const { status, stdout, stderr } = project().run(["get", "db.usre"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error: there is no secret db\.usre/);
    expect(stderr).toContain("db.user");
    expect(stderr).not.toContain("canary");
  });

  it.each(["db..user", "", "db.", "[0]", 'db."user', "a b]"])("ends with 2 for what is no key: %j", (key) => {
    expect(project().run(["get", key])).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("is not a valid key"),
    });
  });

  it("asks for --show on a terminal", () => {
    const line = project();
    expect(onTerminal(line, ["get", "name"])).toMatchObject({ status: 2, stdout: expect.stringContaining("add --show") });
    expect(onTerminal(line, ["get", "name"]).stdout).not.toContain("n5 with");
    expect(onTerminal(line, ["get", "name", "--show"])).toMatchObject({ status: 0, stdout: "canary-n5 with spaces\r\n" });
  });
});
