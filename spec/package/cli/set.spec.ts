import { type SpawnOptions, spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine } from "../../support/command-line";
import { isFull } from "../../support/full";
import { typed } from "../../support/typed";

const fileOf = (line: CommandLine) => join(line.project, ".streamlit/secrets.toml");
const textOf = (line: CommandLine) => readFileSync(fileOf(line), "utf8");
const describeWithScript = process.platform === "linux" ? describe : describe.skip;

describe("toml-secrets set, from a pipe", () => {
  it("makes a private file, keeps it out of git, and says what reads it", () => {
    const line = commandLine();
    const { status, stdout, stderr } = line.run(["set", "db.password"], { input: `${canary(0)}\n` });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      "created .streamlit/secrets.toml, readable only by you\nset db.password in .streamlit/secrets.toml\n" +
        "read it with secrets.db.password\nadded .streamlit/secrets.toml to .gitignore, and the names of copies that editors leave\n",
    );
    expect(textOf(line)).toBe(`[db]\npassword = "${canary(0)}"\n`);
    expect(statSync(fileOf(line)).mode & 0o777).toBe(0o600);
    expect(statSync(join(line.project, ".streamlit")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(line.project, ".gitignore"), "utf8")).toMatch(
      /^\.streamlit\/secrets\.toml\n\.streamlit\/secrets\.toml~\*\n/,
    );
    expect(line.run(["get", "db.password"]).stdout).toBe(`${canary(0)}\n`);
  });

  it("keeps comments, order, and line ends, and puts new keys in their places", () => {
    const line = commandLine();
    line.writeProject(`# mine\r\n[db] # x\r\n# the password\r\npassword = 'canary-old' # y\r\nport=1`);
    chmodSync(fileOf(line), 0o640);
    line.run(["set", "db.password"], { input: "canary-new" });
    line.run(["set", "root"], { input: "canary-root" });
    expect(textOf(line)).toBe(
      `root = "canary-root"\r\n\r\n# mine\r\n[db] # x\r\n# the password\r\npassword = "canary-new" # y\r\nport=1`,
    );
    expect(statSync(fileOf(line)).mode & 0o777).toBe(0o640);
  });

  it.each([
    ["one trailing line break is removed", "canary-1\n\n", "canary-1\n"],
    ["a Windows line break is removed", "canary-1\r\n", "canary-1"],
    ["several lines", "-----BEGIN canary-----\nabc\n-----END canary-----\n", "-----BEGIN canary-----\nabc\n-----END canary-----"],
    ["every kind of quote", `'''"""\\ $x #\n'`, `'''"""\\ $x #\n'`],
    ["other scripts", "пароль-🔑", "пароль-🔑"],
    ["control characters", "a\u0000b\u001bc\td", "a\u0000b\u001bc\td"],
    ["64 kB", "canary-x".repeat(8192), "canary-x".repeat(8192)],
  ])("%s", (_, input, value) => {
    const line = commandLine();
    expect(line.run(["set", "a"], { input })).toMatchObject({ status: 0, stderr: "" });
    expect(line.secrets({ exportEnv: false }).a).toBe(value);
  });

  it("keeps the type of the value that it replaces, and takes another with --type", () => {
    const line = commandLine();
    line.writeProject("port = 1\nratio = 0.5\non = true\nday = 2026-01-01\nlist = [1]\n");
    for (const [key, input] of [
      ["port", "5432"],
      ["ratio", "1.5"],
      ["on", "false"],
      ["day", "2026-02-03"],
      ["list", "[1, 2]"],
    ] as const) {
      expect(line.run(["set", key], { input })).toMatchObject({ status: 0, stderr: "" });
    }
    line.run(["set", "new", "--type", "json"], { input: '{"a": [1.5, "x"], "b": {"c": true}}' });
    line.run(["set", "text", "--type", "string"], { input: "1" });
    expect(textOf(line)).toBe(
      "port = 5432\nratio = 1.5\non = false\nday = 2026-02-03\nlist = [1, 2]\n" +
        'new = { a = [1.5, "x"], b = { c = true } }\ntext = "1"\n',
    );
  });

  it.each([
    ["port", "canary-no-number", "the value is not an integer"],
    ["list", "canary-no-json", "the value is not JSON"],
    ["port.x", "canary-3", "port is a value (integer), so it can't contain keys"],
    ["section", "canary-3", "section is a section; name a key in it, such as section.name"],
    ["a", "", "standard input was empty"],
    ["a", Buffer.from([0xff, 0x00]), "standard input is not UTF-8 text"],
    ['"a', "canary-3", "that is not a key"],
  ])("refuses %j with %j, and writes nothing", (key, input, message) => {
    const line = commandLine();
    const text = "port = 1\nlist = [1]\n[section]\n";
    line.writeProject(text);
    const { status, stdout, stderr } = line.run(["set", key], { input: input as string });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("canary");
    expect(textOf(line)).toBe(text);
  });

  it.each([
    [["db.password", canary(3)]],
    [[`db.password=${canary(3)}`]],
    [["db.password", `--value=${canary(3)}`]],
    [["db.password", `-${canary(3)}`]],
    [[`--${canary(3)}`]],
    [["db.password", "--", canary(3)]],
    [["db.password", "--type", canary(3)]],
  ])("refuses a value on the command line without showing it (%#)", (args) => {
    const line = commandLine();
    const { status, stdout, stderr } = line.run(["set", ...args], { input: "canary-x" });
    expect(status).toBe(2);
    expect(traceIn(stdout + stderr)).toBeUndefined();
    expect(existsSync(join(line.project, ".streamlit"))).toBe(false);
  });

  it("writes to the file that -f names, to the one of the home folder, and to the last of SECRETS_FILES", () => {
    const line = commandLine();
    line.run(["set", "a", "-f", "conf/own.toml"], { input: "canary-1" });
    line.run(["set", "a", "--global"], { input: "canary-2" });
    const env = { SECRETS_FILES: "one.toml:two.toml" };
    expect(line.run(["set", "a"], { input: "canary-3", env }).stdout).toContain("set a in two.toml");
    const read = (path: string) => readFileSync(join(line.root, path), "utf8");
    expect(read("project/conf/own.toml")).toBe('a = "canary-1"\n');
    expect(read("home/.streamlit/secrets.toml")).toBe('a = "canary-2"\n');
    expect(read("project/two.toml")).toBe('a = "canary-3"\n');
    expect(line.run(["set", "a", "-f", "x.txt"], { input: "canary" }).stderr).toContain(
      "the name of a secrets file ends in .toml",
    );
  });

  it("finds the file in a folder above, and says which programs read it", () => {
    const line = commandLine();
    line.writeProject('a = "canary-1"\n');
    line.write("project/src/deep/x", "");
    const { stdout } = line.run(["set", "a"], { input: "canary-2", cwd: join(line.project, "src/deep") });
    expect(stdout).toContain(`in a program that starts in ${line.project}`);
    expect(textOf(line)).toBe('a = "canary-2"\n');
  });

  it("goes through a link", () => {
    const line = commandLine();
    const real = line.write("vault/real.toml", 'a = "canary-1"\n');
    line.write("project/.streamlit/x", "");
    symlinkSync(real, fileOf(line));
    line.run(["set", "a"], { input: "canary-2" });
    expect(readFileSync(real, "utf8")).toBe('a = "canary-2"\n');
    expect(readdirSync(join(line.root, "vault"))).toEqual(["real.toml"]);
  });
});

describeWithScript("toml-secrets set, on a terminal", () => {
  it("asks without an echo", async () => {
    const line = commandLine();
    const { status, screen } = await typed(
      line,
      ["set", "api_key"],
      [["Value of api_key (it is not shown): ", `${canary(4)}\r`]],
    );
    expect(status).toBe(0);
    expect(traceIn(screen)).toBeUndefined();
    expect(screen).toContain("read it with secrets.api_key, or as the environment variable api_key");
    expect(textOf(line)).toBe(`api_key = "${canary(4)}"\n`);
  });

  it.each([
    ["corrections", "canary-xy\u007f\u007fz\r", "canary-z"],
    ["a line that is begun anew", "canary-wrong\u0015canary-right\r", "canary-right"],
    ["arrows, which do nothing", "canary\u001b[D-a\r", "canary-a"],
    ["a paste of several lines", "\u001b[200~line 1\rline 2\r\u001b[201~\r", "line 1\nline 2"],
  ])("takes %s", async (_, keys, value) => {
    const line = commandLine();
    await typed(line, ["set", "a"], [["not shown", keys]]);
    expect(line.secrets({ exportEnv: false }).a).toBe(value);
  });

  it.each([
    ["Ctrl-C", "canary\u0003", "cancelled; nothing was written"],
    ["Enter alone", "\r", "nothing was typed, and nothing was written"],
    ["Ctrl-D", "\u0004", "nothing was typed, and nothing was written"],
    ["lines that the terminal does not mark as pasted", "canary-1\rcanary-2\r", "several lines"],
  ])("writes nothing after %s", async (_, keys, message) => {
    const line = commandLine();
    const { status, screen } = await typed(line, ["set", "a"], [["not shown", keys]]);
    expect(status).toBe(2);
    expect(screen).toContain(message);
    expect(existsSync(join(line.project, ".streamlit"))).toBe(false);
  });

  it("refuses a place that is none before anybody has typed", async () => {
    const line = commandLine();
    line.writeProject("[db]\n");
    const { status, screen } = await typed(line, ["set", "db"], []);
    expect(status).toBe(2);
    expect(screen).not.toContain("not shown");
  });
});

/** A hundred with `SPEC_FULL=1`. */
const PROCESSES = isFull ? 100 : 12;

it(`keeps all of ${PROCESSES} keys that ${PROCESSES} processes set at once`, async () => {
  const line = commandLine();
  const child = (index: number) =>
    new Promise<number | null>((resolve) => {
      const options = { cwd: line.project, env: line.processEnv, stdio: ["pipe", "ignore", "inherit"] } satisfies SpawnOptions;
      const set = spawn(process.execPath, [line.bin, "set", `s${index % 7}.key${index}`], options);
      set.stdin?.end(`canary-${index}`);
      set.once("exit", resolve);
    });
  const codes = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => child(index)));
  expect(codes.filter((code) => code !== 0)).toEqual([]);
  const leaves = JSON.parse(line.run(["list", "--json"]).stdout).filter(({ kind }: { kind: string }) => kind === "string");
  expect(leaves).toHaveLength(PROCESSES);
  expect(readdirSync(join(line.project, ".streamlit"))).toEqual(["secrets.toml"]);
});

describe("toml-secrets unset and rename", () => {
  it("change one line", () => {
    const line = commandLine();
    line.writeProject("# a\na = 'canary-1'\n[db]\nb = 2 # x\nc = 3\n");
    expect(line.run(["rename", "db.b", "db.port"]).stdout).toContain(
      "renamed db.b to db.port in .streamlit/secrets.toml\nread it with secrets.db.port\n",
    );
    expect(line.run(["unset", "a", "db.c"]).stdout).toBe(
      "removed a from .streamlit/secrets.toml\nremoved db.c from .streamlit/secrets.toml\n",
    );
    expect(textOf(line)).toBe("# a\n[db]\nport = 2 # x\n");
    expect(line.run(["unset", "db.port", "none"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("there is no none"),
    });
    expect(textOf(line)).toBe("# a\n[db]\nport = 2 # x\n");
  });
});
