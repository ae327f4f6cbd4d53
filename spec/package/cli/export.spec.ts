import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { load } from "js-yaml";
import { Secret } from "kubernetes-models/v1";
import { tomlString } from "../../../lib/cli/edit/literal";
import { type CommandLine, commandLine, onTerminal } from "../../support/command-line";
import { requireEsm } from "../../support/require-esm";

/* What export writes is read back by the programs that it is for. */

const VALUES: Readonly<Record<string, string>> = {
  PLAIN: "canary-1",
  EMPTY: "",
  SPACES: "  two  ",
  SINGLE: "it's",
  DOUBLE: 'say "x"',
  BACK: "a `b`",
  BOTH: `it's "x"`,
  DOLLAR: "p$HOME ${A} $(id) `id`",
  HASH: "a #b # c",
  HASH_FIRST: "#b",
  BACKSLASH: "a\\nb\\\\c\\",
  BACKSLASH_END: "abc\\",
  EQUALS: "a=b==",
  JSON_TEXT: '{"a": [1, "b"]}',
  SCRIPTS: "пароль-🔑-日本",
  EXCLAMATION: "a!b!!c",
  GLOB: "* ? [a] ~ & | ; < > ( ) { }",
  TAB: "a\tb",
  LARGE: "canary-x".repeat(8000),
};
const LINES: Readonly<Record<string, string>> = {
  PEM: "-----BEGIN canary-----\nMIIB+/=\n-----END canary-----\n",
  THREE: "a'''b\nc",
  ODD: 'one "x"\n  two # y\n\n$three',
};
const ALL = { ...VALUES, ...LINES };

function project(values: Readonly<Record<string, string>>): CommandLine {
  const line = commandLine();
  line.writeProject(
    Object.entries(values)
      .map(([key, value]) => `${key} = ${tomlString(value)}\n`)
      .join(""),
  );
  return line;
}

function exported(line: CommandLine, format: string, ...args: string[]): string {
  const { status, stdout, stderr } = line.run(["export", "--format", format, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** What a new process sees of its environment. */
const PRINT_ENV = "process.stdout.write(JSON.stringify(process.env))";
const own = (env: Record<string, string>, values: object) =>
  Object.fromEntries(Object.keys(values).map((key) => [key, env[key]]));

describe("toml-secrets export", () => {
  it("env: dotenv and node --env-file read it", () => {
    const line = project(ALL);
    const text = exported(line, "env");
    expect({ ...parse(text) }).toEqual(ALL);
    const file = line.write("project/out.env", text);
    const stdout = execFileSync(process.execPath, [`--env-file=${file}`, "-e", PRINT_ENV], { env: {}, encoding: "utf8" });
    expect(own(JSON.parse(stdout), ALL)).toEqual(ALL);
  });

  it("env: names the key that no quotes can hold", () => {
    const line = project({ ...ALL, ALL_THREE: "' \" `\nx" });
    expect(line.run(["export", "--format", "env"])).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("\n  ALL_THREE: no quotes of dotenv and node --env-file can contain this value\n"),
    });
  });

  it.each(["bash", "dash"])("shell: %s reads it", (shell) => {
    if (spawnSync(shell, ["-c", ":"]).status !== 0) {
      process.stdout.write(`skipped: there is no ${shell}\n`);
      return;
    }
    const line = project(ALL);
    const script = `${exported(line, "shell")}exec '${process.execPath}' -e '${PRINT_ENV}'\n`;
    const stdout = execFileSync(shell, [line.write("project/x.sh", script)], { env: {}, encoding: "utf8", maxBuffer: 1e8 });
    expect(own(JSON.parse(stdout), ALL)).toEqual(ALL);
  });

  it("docker: its rules read it", () => {
    const values = { ...VALUES, LARGE: "canary-x".repeat(8000) };
    const line = project(values);
    expect(dockerEnvFile(exported(line, "docker"))).toEqual(values);
  });

  it.each([
    ["docker", { A: "one\ntwo" }, "A: docker's --env-file takes one line"],
    ["docker", { A: "x".repeat(70_000) }, "A: docker's --env-file takes lines of less than 64 kB"],
    ["docker", { '"A B"': "x" }, '"A B": a name in docker\'s --env-file has no space'],
    ["shell", { '"A.B"': "x" }, '"A.B": a shell\'s variable'],
    ["shell", { UID: "x" }, "UID: bash has a variable of that name"],
    ["github", { GITHUB_TOKEN_X: "x" }, "GITHUB_TOKEN_X: GitHub keeps names"],
    ["github", { '"A=B"': "x" }, '"A=B": a name in $GITHUB_ENV'],
    ["kubernetes", { '"A B"': "x" }, '"A B": a key of a Kubernetes Secret'],
    ["env", { A: "one\rtwo" }, "A: no quotes of dotenv and node"],
    ["env", { A: "nul\u0000" }, "A: it contains a NUL"],
  ])("%s: names what it can't hold: %j", (format, values, message) => {
    const line = commandLine();
    line.writeProject(
      Object.entries(values)
        .map(([key, value]) => `${key} = ${tomlString(value)}\n`)
        .join(""),
    );
    const ended = line.run([
      "export",
      "--format",
      format,
      "--only",
      Object.keys(values)
        .map((key) => key.replaceAll('"', ""))
        .join(),
    ]);
    expect(ended).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
  });

  it("kubernetes: js-yaml reads it, and the schema of a Secret takes it", () => {
    const line = project(ALL);
    const manifest = load(exported(line, "kubernetes", "--name", "my-app")) as ConstructorParameters<typeof Secret>[0];
    new Secret(manifest).validate();
    expect(manifest).toMatchObject({ apiVersion: "v1", kind: "Secret", type: "Opaque", metadata: { name: "my-app" } });
    const data = Object.entries(manifest?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
    expect(Object.fromEntries(data)).toEqual(ALL);
    expect(() => new Secret({ ...manifest, data: { A: 1 } } as never).validate()).toThrow(); // the control
  });

  it("kubernetes: refuses a name that is none", () => {
    expect(project(ALL).run(["export", "--format", "kubernetes", "--name", "My App"]).stderr).toContain("--name must be");
  });

  it("github: the rules of $GITHUB_ENV read it, with another delimiter each time", () => {
    const line = project({ ...ALL, TRAP: "x\ntoml-secrets\nEOF" });
    const text = exported(line, "github");
    expect(githubEnvFile(text)).toEqual({ ...ALL, TRAP: "x\ntoml-secrets\nEOF" });
    expect(exported(line, "github")).not.toBe(text);
  });

  it("json and toml: hold sections and kinds", () => {
    const line = commandLine();
    line.writeProject(
      `a = "x"\nn = 1\nf = 1.5\nbig = 12345678901234567890\nd = 2026-01-02T03:04:05Z\nl = [1, { b = "'''\\n\\"\\"\\"" }]\n[s.t]\nx = true\n[e]\n[[h]]\ny = inf\n`.replace(
        "big = 12345678901234567890\n",
        "",
      ),
    );
    expect(JSON.parse(exported(line, "json"))).toEqual({
      a: "x",
      n: 1,
      f: 1.5,
      d: "2026-01-02T03:04:05.000Z",
      l: [1, { b: "'''\n\"\"\"" }],
      s: { t: { x: true } },
      e: {},
      h: [{ y: null }],
    });
    const smol = requireEsm("smol-toml") as { parse(text: string): object };
    expect(smol.parse(exported(line, "toml"))).toEqual(
      smol.parse(readFileSync(join(line.project, ".streamlit/secrets.toml"), "utf8")),
    );
  });

  it("toml: this package reads it", () => {
    const line = project(ALL);
    const file = line.write("project/other.toml", exported(line, "toml"));
    expect(JSON.parse(line.run(["export", "--format", "json", "-f", file]).stdout)).toEqual(ALL);
  });

  it("takes --only and --sections, leaves out names that change how programs run, and says so", () => {
    const line = commandLine();
    line.writeProject('a = "1"\nPATH = "x"\n[db]\nuser = "u"\nport = 1\n[db.deep]\nx = "y"\n');
    const { stdout, stderr } = line.run(["export", "--format", "env"]);
    expect({ ...parse(stdout) }).toEqual({ a: "1" });
    expect(stderr).toContain("left out, because such names change how programs run: PATH");
    expect(stderr).toContain("without the sections (db)");
    expect({ ...parse(exported(line, "env", "--sections", "--only", "db,a")) }).toEqual({
      a: "1",
      DB__USER: "u",
      DB__PORT: "1",
      DB__DEEP__X: "y",
    });
    expect({ ...parse(exported(line, "env", "--only", "PATH")) }).toEqual({ PATH: "x" });
    expect(JSON.parse(exported(line, "json", "--only", "db"))).toEqual({ db: { user: "u", port: 1, deep: { x: "y" } } });
    expect(line.run(["export", "--format", "yaml"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--format takes"),
    });
    expect(line.run(["export", "--format", "json", "--only", "nope"]).stderr).toContain('"nope"');
  });

  it("writes a file that only its owner can read, also over one that others can read", () => {
    const line = project({ A: "canary-1" });
    const file = line.write("project/out.env", "old");
    const { status, stdout, stderr } = line.run(["export", "--format", "docker", "-o", "out.env"]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "wrote out.env, readable only by you\n" });
    expect(readFileSync(file, "utf8")).toBe("A=canary-1\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("writes to a terminal with --show only", () => {
    const line = project({ A: "canary-1" });
    expect(onTerminal(line, ["export", "--format", "env"])).toMatchObject({
      status: 2,
      stdout: expect.not.stringContaining("canary"),
    });
    expect(onTerminal(line, ["export", "--format", "env", "--show"]).stdout).toContain("A='canary-1'");
  });
});

/** `docker run --env-file`: one line for a variable, of less than 64 kB, split at the first =; nothing is unquoted. */
function dockerEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split("\n").map((line) => line.replace(/\r$/, "").replace(/^[ \t]+/, ""))) {
    if (Buffer.byteLength(line) >= 64 * 1024) throw new Error("bufio.Scanner: token too long");
    if (line === "" || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    if (at < 1 || /\s/.test(line.slice(0, at))) throw new Error("a variable has no name, or white space in it");
    variables[line.slice(0, at)] = line.slice(at + 1);
  }
  return variables;
}

/** GitHub's runner: NAME=value, or NAME<<DELIMITER, lines, and the delimiter in a line of its own. */
function githubEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line === "") continue;
    const [equals, heredoc] = [line.indexOf("="), line.indexOf("<<")];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) variables[line.slice(0, equals)] = line.slice(equals + 1);
    else {
      if (heredoc < 1) throw new Error("Invalid format");
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (delimiter === "" || end === -1) throw new Error("Matching delimiter not found");
      variables[line.slice(0, heredoc)] = lines.slice(at + 1, end).join("\n");
      at = end;
    }
  }
  return variables;
}
