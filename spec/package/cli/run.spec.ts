import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, onTerminal, started } from "../../support/command-line";

const PROJECT = `
api_key = "canary-k"
port = 5432
on = true
PATH = "canary-path"
[db_credentials]
user = "canary-u"
pool.max = 5
list = [1]
`;

function project(toml = PROJECT) {
  const line = commandLine();
  line.writeProject(toml);
  return line;
}

/** The environment that a command gets, of what is not there without it. */
function given(args: readonly string[], env: NodeJS.ProcessEnv = {}, toml = PROJECT) {
  const line = project(toml);
  const program = "process.stdout.write(JSON.stringify(process.env))";
  const { stdout, stderr, status } = line.run(["run", ...args, "--", process.execPath, "-e", program], { env });
  if (status !== 0) throw new Error(stderr);
  const all = JSON.parse(stdout);
  for (const name of ["HOME", "USERPROFILE"]) delete all[name];
  if (all.PATH === line.processEnv.PATH) delete all.PATH;
  return { env: all, stderr };
}

describe("toml-secrets run", () => {
  it("gives the command root strings and numbers, as an import would", () => {
    const { env, stderr } = given([]);
    expect(env).toEqual({ api_key: "canary-k", port: "5432" });
    expect(stderr).toMatch(
      /^toml-secrets: not in the environment, because such names change how the command runs: PATH\. .*--only\.\n$/,
    );
  });

  it("gives sections where it is asked to", () => {
    expect(given(["--sections"]).env).toEqual({
      api_key: "canary-k",
      port: "5432",
      DB_CREDENTIALS__USER: "canary-u",
      DB_CREDENTIALS__POOL__MAX: "5",
    });
  });

  it("gives only what --only names: variables, and with --sections whole sections", () => {
    expect(given(["--only", "port"])).toEqual({ env: { port: "5432" }, stderr: "" });
    expect(given(["--only", "port,DB_CREDENTIALS__USER", "--sections"]).env).toEqual({
      port: "5432",
      DB_CREDENTIALS__USER: "canary-u",
    });
    expect(given(["--only", "port", "--only", "db_credentials", "--sections"]).env).toEqual({
      port: "5432",
      DB_CREDENTIALS__USER: "canary-u",
      DB_CREDENTIALS__POOL__MAX: "5",
    });
    expect(given(["--only", "NODE_OPTIONS"], {}, 'NODE_OPTIONS = "--no-warnings"\n').env).toEqual({
      NODE_OPTIONS: "--no-warnings",
    });
  });

  it("with --only hands over no variable that has other secrets, and names of places still", () => {
    const sources = {
      SECRETS_TOML: 'other = "canary-toml"',
      SECRETS__TOKEN: "canary-token",
      SECRETS__DB_CREDENTIALS__USER: "canary-v",
      SECRETS_FILES: ".streamlit/secrets.toml",
      UNRELATED: "stays",
    };
    expect(given([], sources).env).toMatchObject(sources);
    const { SECRETS_FILES, UNRELATED } = sources;
    expect(given(["--only", "port,token"], sources).env).toEqual({
      port: "5432",
      token: "canary-token",
      SECRETS_FILES,
      UNRELATED,
    });
    expect(given(["--only", "SECRETS__X"], { SECRETS__X: "set" }, 'SECRETS__X = "canary-x"\n').env).toEqual({
      SECRETS__X: "canary-x",
    });
  });

  it("ends with 2 where --only names nothing, and starts nothing", () => {
    const line = project();
    const { status, stdout, stderr } = line.run(["run", "--only", "api_kye", "--", "echo", "started"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain('--only: the secrets have no variable named "api_kye"; did you mean api_key?');
    const said = (...args: string[]) => line.run(["run", ...args, "--", "true"]).stderr;
    const start = (name: string) => `error: --only: the secrets have no variable named "${name}"; `;
    expect(said("--only", "db_credentials")).toBe(`${start("db_credentials")}it is a section, so add --sections\n`);
    expect(said("--only", "on")).toBe(`${start("on")}only strings and numbers can become variables\n`);
    expect(said("--sections", "--only", "DB_CREDENTIALS__LIST")).toMatch(/; only strings and numbers can become variables\n$/);
  });

  it("replaces what the environment has, unless it is to keep it", () => {
    expect(given([], { api_key: "set" }).env).toMatchObject({ api_key: "canary-k" });
    expect(given(["--keep"], { api_key: "set" }).env).toMatchObject({ api_key: "set", port: "5432" });
    expect(given(["--keep"], {}, 'toString = "canary-t"\n').env).toEqual({ toString: "canary-t" });
  });

  it("hands on the arguments as they are, the input, the output and the exit code", () => {
    const line = project();
    const program = `process.stdin.on("data", (data) => process.stdout.write(JSON.stringify(process.argv.slice(1)) + data));
      process.stdin.on("end", () => { console.error("err"); process.exit(7); });`;
    const args = ["run", process.execPath, "-e", program, "--", "--sections", "-f", "a b", ""];
    const { stderr, ...rest } = line.run(args, { input: "canary-input" });
    expect(rest).toMatchObject({ status: 7, stdout: '["--sections","-f","a b",""]canary-input' });
    expect(stderr).toMatch(/err\n$/);
  });

  it("says that there is no such command, or that it can't be started", () => {
    const line = project('a = "canary"\n');
    expect(line.run(["run", "--", "no-such-command"])).toMatchObject({
      status: 127,
      stderr: "toml-secrets: no-such-command: command not found\n",
    });
    writeFileSync(join(line.project, "plain"), "text", { mode: 0o644 });
    expect(line.run(["run", "--", "./plain"])).toMatchObject({
      status: 126,
      stderr: "toml-secrets: ./plain: it can't be started (EACCES)\n",
    });
    line.link("project/loop", "loop");
    for (const [command, code] of [
      ["./plain/x", "ENOTDIR"],
      ["./loop", "ELOOP"],
    ] as const) {
      expect(line.run(["run", "--", command])).toMatchObject({
        status: 126,
        stderr: `toml-secrets: ${command}: it can't be started (${code})\n`,
      });
    }
    expect(line.run(["run", "--", ""])).toMatchObject({ status: 2, stderr: expect.stringContaining("run needs a command") });
    line.writeProject(`a = "${"canary".repeat(40_000)}"\n`);
    expect(line.run(["run", "--", process.execPath, "-v"])).toEqual(
      expect.objectContaining({
        status: 126,
        stderr: `toml-secrets: ${process.execPath}: it can't be started (the environment and the arguments are too long for the system, E2BIG)\n`,
      }),
    );
  });

  it("does not start the command without secrets, or with a broken file", () => {
    const line = commandLine();
    expect(line.run(["run", "--", "echo", "started"])).toMatchObject({ status: 1, stdout: "" });
    line.writeProject('a = "canary-x7\n');
    expect(line.run(["run", "--", "echo", "started"])).toMatchObject({ status: 1, stdout: "" });
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"] as const)(
    "hands on %s, and ends as the command then does",
    async (signal) => {
      const line = project('a = "canary"\n');
      const handles = `process.on("${signal}", () => { console.log("cleaned up"); process.exit(3); }); setInterval(() => {}, 1000); console.log("ready")`;
      const act = (pid: number) => process.kill(pid, signal);
      expect(await started(line, ["run", "--", process.execPath, "-e", handles], "ready", act)).toEqual({
        status: 3,
        signal: null,
        stdout: "ready\ncleaned up\n",
        stderr: "",
      });
      const dies = 'setInterval(() => {}, 1000); console.log("ready")';
      expect(await started(line, ["run", "--", process.execPath, "-e", dies], "ready", act)).toMatchObject({
        status: null,
        signal,
      });
    },
  );

  it("ends by the signal that the command was ended by", () => {
    expect(project().run(["run", "--", "sh", "-c", "kill -KILL $$"])).toMatchObject({ status: null, signal: "SIGKILL" });
  });

  it("does not hand on what is typed at a terminal, which the command has from there, also where its input is another", async () => {
    const line = project('a = "canary"\n');
    const program = line.write(
      "count.cjs",
      `let count = 0;
      process.on("SIGINT", () => { count++; setTimeout(() => { console.log("times " + count); process.exit(); }, 500); });
      setInterval(() => {}, 1000);
      console.log("ready");`,
    );
    const command = `'${process.execPath}' '${line.bin}' run -- '${process.execPath}' '${program}' < /dev/null`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: line.project, env: line.processEnv });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      if (!stdout.includes("ready") && `${stdout}${chunk}`.includes("ready")) child.stdin.write("\u0003");
      stdout += chunk;
    });
    await once(child, "close");
    expect(stdout).toMatch(/times 1\r?\n$/);
  });

  it("gives the command the terminal, and lets it answer what is typed there", () => {
    const line = project('a = "canary"\n');
    const program = "console.log(`${process.stdin.isTTY} ${process.stdout.isTTY} ${process.env.a}`)";
    expect(onTerminal(line, ["run", "--", process.execPath, "-e", program]).stdout).toContain("true true canary");
  });
});
