import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkFiles, getSecret, type SecretsOptions, watchSecrets } from "../../lib";
import { commandLine } from "../support/command-line";
import { sandbox, thrown } from "../support/sandbox";

/* What a name of a folder or a key holds must not be taken for lines, or for signs of a terminal, of ours. */

const EVIL = 'x\n  FAKE line\u001b]0;canary\u0007\u009b2J\u202e"\u007f';
const SHOWN = "x\\u000a  FAKE line\\u001b]0;canary\\u0007\\u009b2J\\u202e";
const RAW = /[^\P{Cc}\n]|[\u202a-\u202e]|^ {2}FAKE/mu;

const schema = {
  "~standard": { version: 1, vendor: "v", validate: () => ({ issues: [{ message: "no", path: ["a"] }] }) },
} as const;

/** An instance whose project is a folder of that name. */
function inEvilFolder(toml?: string) {
  const box = sandbox();
  const cwd = join(box.root, EVIL);
  mkdirSync(cwd);
  if (toml !== undefined) box.write(join(EVIL, ".streamlit/secrets.toml"), toml);
  return { box, secrets: (options: SecretsOptions = {}) => box.secrets({ cwd, ...options }) };
}

describe("a folder's odd name in an error", () => {
  it.each<[string, string | undefined, SecretsOptions, string]>([
    ["FileNotFoundError", undefined, {}, "a"],
    ["KeyError", "a = 1\n", {}, EVIL],
    ["ParseError", 'a = "canary\n', {}, "a"],
    ["SourceError", undefined, { files: "absent" }, "a"],
    ["ValidationError", "a = 1\n", { schema }, "a"],
  ])("is one of its line: %s", (name, toml, options, key) => {
    const error = thrown(() => getSecret(inEvilFolder(toml).secrets(options), [key]));
    expect(error.name).toBe(name);
    expect(error.message).not.toMatch(RAW);
    expect(error.message).toContain(`${SHOWN}"\\u007f/`);
    if (key === EVIL) expect(error.message).toContain('"x\\n  FAKE line\\u001b]0;canary\\u0007\\u009b2J\\u202e\\"\\u007f"');
  });

  it("is one of its line in what the watcher says", async () => {
    const { box, secrets } = inEvilFolder("a = 1\n");
    const view = secrets();
    let told = () => {};
    const change = new Promise<void>((resolve) => {
      told = resolve;
    });
    const watcher = watchSecrets(view, { onChange: () => told() });
    await watcher.ready;
    box.write(join(EVIL, ".streamlit/secrets.toml"), "a = 2\n");
    await change;
    await watcher.close();
    expect(box.warnings.join()).toContain(`${SHOWN}"\\u007f/.streamlit/secrets.toml was changed`);
    expect(box.warnings.join()).not.toMatch(RAW);
  });

  it("is one of its line in a command that mends it, and the command works", () => {
    const { box, secrets } = inEvilFolder("a = 1\n");
    const file = join(box.root, EVIL, ".streamlit/secrets.toml");
    for (const [path, mode] of [[box.root, 0o755] as const, [file, 0o644] as const]) chmodSync(path, mode);
    const [problem] = checkFiles(secrets());
    expect(problem?.fix).not.toMatch(RAW);
    execFileSync("bash", ["-c", problem?.fix ?? "false"], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    expect(checkFiles(secrets()).map(({ code }) => code)).not.toContain("READABLE_BY_OTHERS");
  });
});

it("a key that would steer the process can't forge the warning about it", () => {
  const box = sandbox();
  box.writeProject('"DYLD_\\u001b]0;canary\\u0007\\n(node:1) FAKE\\u009b" = "x"\na = 1\n');
  expect(box.secrets().a).toBe(1);
  expect(box.warnings).toEqual([
    expect.stringContaining('run: "DYLD_\\u001b]0;canary\\u0007\\n(node:1) FAKE\\u009b". They stay'),
  ]);
});

describe("the command line in a folder of an odd name", () => {
  const evilLine = (toml?: string) => {
    const line = commandLine();
    const cwd = join(line.root, EVIL);
    mkdirSync(cwd);
    if (toml !== undefined) line.write(join(EVIL, ".streamlit/secrets.toml"), toml);
    return { ...line, run: (...args: string[]) => line.run(args, { cwd }), cwd };
  };

  it("has errors of as many lines as it wrote", () => {
    const line = evilLine('a = "canary\n');
    for (const args of [["list"], ["check"], ["types", "--out", "x"]]) {
      const { stdout, stderr } = line.run(...args);
      expect(stdout + stderr).toMatch(/line 1, column/);
      expect(stdout + stderr).not.toMatch(RAW);
    }
    line.write(join(EVIL, ".streamlit/secrets.toml"), "a = 1\n");
    expect(line.run("types", "--out", `.streamlit/secrets.toml/${EVIL}`).stderr).toContain(`cannot write ${line.root}/${SHOWN}`);
  });

  it("has JSON for scripts that is safe to be looked at", () => {
    const line = evilLine('"PATH\\u009b\\u202e" = "canary"\n"PATH" = "x"\n"k\\u009b\\u202e" = 1\n');
    for (const command of ["list", "check"]) {
      const { stdout } = line.run(command, "--json");
      expect(stdout).not.toMatch(RAW);
      expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(join(line.cwd, ".streamlit/secrets.toml")));
    }
    expect(JSON.parse(line.run("list", "--json").stdout)[2]).toMatchObject({ path: ["k\u009b\u202e"] });
  });

  it("and the preload in it has an error of its own lines", () => {
    const line = evilLine('a = "canary\n');
    const register = join(line.bin, "../../register.js");
    expect(existsSync(register)).toBe(true);
    const { stderr } = spawnSync(process.execPath, ["-r", register, "-e", "0"], {
      cwd: line.cwd,
      env: line.processEnv,
      encoding: "utf8",
    });
    expect(stderr).toMatch(/line 1, column/);
    expect(stderr).not.toMatch(RAW);
  });
});

it("what `types` writes of a key keeps to its line as well", () => {
  const box = sandbox();
  const { typesFile } =
    require("../../lib/cli/commands/types-declaration") as typeof import("../../lib/cli/commands/types-declaration");
  const text = typesFile({ "k\u202e\u2028": "x" }, () => join(box.root, EVIL));
  expect(text).not.toMatch(RAW);
  expect(text).toContain('readonly "k\\u202e\\u2028": string;');
});
