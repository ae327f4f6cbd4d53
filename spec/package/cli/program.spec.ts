import { execFileSync, spawnSync } from "node:child_process";
import { commandLine, onTerminal } from "../../support/command-line";

const COMMANDS = ["init", "check", "list", "get", "run", "types", "scan"];
const PROJECT = 'a = "canary-a7x2"\n';

describe("toml-secrets", () => {
  it("tells what there is, with examples and exit codes", () => {
    const { status, stdout, stderr } = commandLine().run(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const word of [...COMMANDS, "Exit codes", "Examples"]) expect(stdout).toContain(word);
  });

  it.each(COMMANDS)("%s tells what it can do, with an example", (command) => {
    const { status, stdout } = commandLine().run([command, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: toml-secrets ${command}[\\s\\S]*Examples:\n {2}\\$ .*toml-secrets ${command}`));
  });

  it("tells its version", () => {
    const line = commandLine();
    const { version } = require("../../../package.json");
    expect(line.run(["--version"]).stdout).toBe(`${version}\n`);
  });

  it.each([
    [["lst"], "unknown command 'lst'\n(Did you mean list?)"],
    [["list", "--josn"], "unknown option '--josn'\n(Did you mean --json?)"],
    [["get"], "missing required argument 'key'"],
    [["list", "more"], "too many arguments"],
    [["list", "-f", ""], "--file got an empty path"],
    [[], "Usage: toml-secrets"],
  ])("ends with 2 when it is called wrongly: %j", (args, message) => {
    const { status, stdout, stderr } = commandLine().run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("ends with 1 and one readable message where the secrets can't be loaded", () => {
    const line = commandLine();
    for (const args of [["list"], ["get", "a"], ["run", "--", "true"], ["types"], ["scan", "."]]) {
      const { status, stdout, stderr } = line.run(args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^error: there are no secrets: no file, folder or variable was found\n/);
    }
    line.writeProject('a = "canary-q8w3\n');
    for (const args of [["list"], ["get", "a"], ["run", "--", "true"], ["types"], ["scan", "."]]) {
      const { status, stderr } = line.run(args);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: cannot parse .*secrets\.toml, line 1, column \d+: /);
      expect(stderr).not.toContain("q8w3");
    }
  });

  it("says so where the working folder is gone", () => {
    const line = commandLine();
    const command = `rmdir "$PWD" && exec "${process.execPath}" "${line.bin}" list`;
    const { status, stderr } = spawnSync("sh", ["-c", command], { cwd: line.project, env: line.processEnv, encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "error: the working folder is unknown; it may have been removed\n",
    });
  });

  it("reads the places that it is given, of which the later win", () => {
    const line = commandLine();
    line.writeProject(PROJECT);
    line.write("project/other.toml", 'a = "canary-other"\n');
    line.write("project/folder/a", "canary-folder");
    expect(line.run(["get", "a", "-f", "other.toml"]).stdout).toBe("canary-other\n");
    expect(line.run(["get", "a", "-f", "other.toml", "--file", "folder"]).stdout).toBe("canary-folder\n");
    expect(line.run(["get", "a"], { env: { SECRETS__A: "canary-variable" } }).stdout).toBe("canary-variable\n");
  });

  it("has colours on a terminal, none in a pipe or where NO_COLOR is set, and everywhere with FORCE_COLOR", () => {
    const line = commandLine();
    line.writeProject(PROJECT);
    expect(onTerminal(line, ["list"]).stdout).toContain("\u001b[1m");
    expect(onTerminal(line, ["list"], { NO_COLOR: "1" }).stdout).not.toContain("\u001b[");
    expect(line.run(["list"]).stdout).not.toContain("\u001b[");
    expect(line.run(["list"], { env: { FORCE_COLOR: "1" } }).stdout).toContain("\u001b[1m");
    expect(onTerminal(line, ["list"], { FORCE_COLOR: "0" }).stdout).not.toContain("\u001b[");
  });

  it("does not mind a reader who has seen enough", () => {
    const line = commandLine();
    line.writeProject(Array.from({ length: 20_000 }, (_, index) => `key_${index} = 1\n`).join(""));
    const command = `"${process.execPath}" "${line.bin}" list | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const said = execFileSync("bash", ["-c", command], { cwd: line.project, env: line.processEnv, encoding: "utf8" });
    expect(said).toMatch(/^KEY .*\n0\n$/);
  });

  it("loads for each command what that one needs", () => {
    const line = commandLine();
    line.writeProject(PROJECT);
    const hook = line.write("hook.cjs", 'process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));');
    const loadedBy = (...args: string[]) => {
      const { stderr } = line.run(args, { env: { NODE_OPTIONS: `--require ${hook}` } });
      return stderr
        .split("\n")
        .flatMap((file) => /node_modules\/(.*)\.js$/.exec(file)?.[1]?.replace("toml-secrets/dist/", "") ?? []);
    };
    const always = ["cli/bin", "core/errors", "cli/commander"];
    expect(loadedBy("--version").sort()).toEqual([...always].sort());
    expect(loadedBy("run", "--", "true").sort()).toEqual([...always, "cli/commands/run", "api/first-load"].sort());
    expect(loadedBy("get", "a").sort()).toEqual(
      [...always, "cli/commands/get", "index", "api/check-options", "view/unwrap"].sort(),
    );
    expect(loadedBy("list")).toContain("cli/commands/list"); // the control: what else it loads is seen
    expect(loadedBy("list").join()).not.toMatch(/chokidar|levenshtein|cli\/commands\/(run|check|scan|types|init)/);
  });
});
