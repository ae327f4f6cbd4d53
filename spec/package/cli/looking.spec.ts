import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine, onTerminal } from "../../support/command-line";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const COLOURS = /\u001b\[[\d;]*m/g;

/* diff, completion, get --default, list --fingerprint, help, -v, and narrow terminals. */

describe("toml-secrets diff", () => {
  it("names keys, kinds, and other values, and shows none", () => {
    const line = commandLine();
    line.write("project/a.toml", `same = "${canary(0)}"\nvalue = "${canary(1)}"\nkind = "1"\n[db]\nonly_a = 1\nlist = [1, 2]\n`);
    line.write(
      "project/b.toml",
      `same = '${canary(0)}'\nvalue = "${canary(2)}"\nkind = 1\n[db]\nlist = [1, 3]\n[new]\nx = "${canary(3)}"\n`,
    );
    const text = line.run(["diff", "a.toml", "b.toml"]);
    expect(text).toMatchObject({ status: 1, stderr: "" });
    expect(text.stdout).toBe(
      [
        "- a.toml",
        "+ b.toml",
        "~  value      another value",
        "~  kind       string in the first, number in the second",
        "-  db.only_a  only in a.toml",
        "~  db.list    another value",
        "+  new.x      only in b.toml",
        "",
      ].join("\n"),
    );
    const json = line.run(["diff", "a.toml", "b.toml", "--json"]);
    expect(JSON.parse(json.stdout).differences.map(({ key, what }: { key: string; what: string }) => [key, what])).toEqual([
      ["value", "value"],
      ["kind", "kind"],
      ["db.only_a", "only in a"],
      ["db.list", "value"],
      ["new.x", "only in b"],
    ]);
    expect(traceIn(text.stdout + json.stdout)).toBeUndefined();
  });

  it("compares .env files, JSON files, and folders too, and ends with 0 if all is the same", () => {
    const line = commandLine();
    line.write("project/.env", "a=canary-1\nb=canary-2\n");
    line.write("project/s.json", '{"a": "canary-1", "b": "canary-2"}');
    line.write("project/s.toml", 'b = "canary-2"\na = "canary-1"\n');
    line.write("project/folder/a", "canary-1");
    line.write("project/folder/b", "canary-2");
    for (const other of ["s.json", "s.toml", "folder"]) {
      expect(line.run(["diff", ".env", other])).toMatchObject({ status: 0, stdout: expect.stringContaining("no difference") });
    }
    expect(line.run(["diff", ".env", "none.toml"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("there is no none.toml"),
    });
  });
});

describe("toml-secrets get --default", () => {
  it("prints the default if the key or the file does not exist, and only then", () => {
    const line = commandLine();
    expect(line.run(["get", "a", "--default", "x"])).toMatchObject({ status: 0, stdout: "x\n" });
    line.writeProject('a = "canary-1"\n');
    expect(line.run(["get", "a", "--default", "x"]).stdout).toBe("canary-1\n");
    expect(line.run(["get", "b.c", "--default", ""]).stdout).toBe("\n");
    line.writeProject("a = broken\n");
    expect(line.run(["get", "a", "--default", "x"]).status).toBe(1);
  });
});

describe("toml-secrets list --fingerprint", () => {
  it("tells equal values from others, and shows no letter of one", () => {
    const line = commandLine();
    line.writeProject(`one = "${canary(0)}"\ntwo = "${canary(0)}"\nthree = "${canary(1)}"\nshort = "canary-1"\nn = 1\n`);
    const entries = JSON.parse(line.run(["list", "--fingerprint", "--json"]).stdout);
    const codes = entries.map(({ fingerprint }: { fingerprint?: string }) => fingerprint);
    expect(codes).toEqual([
      expect.stringMatching(/^[0-9a-f]{6}$/),
      codes[0],
      expect.stringMatching(/^[0-9a-f]{6}$/),
      undefined,
      undefined,
    ]);
    expect(codes[2]).not.toBe(codes[0]);
    const { stdout } = line.run(["list", "--fingerprint"]);
    expect(stdout).toContain(`#${codes[0]}, exported`);
    expect(traceIn(stdout)).toBeUndefined();
    expect(line.run(["list"]).stdout).not.toContain("#");
  });
});

describe("help, version, and width", () => {
  it("knows help, help COMMAND, and -v", () => {
    const line = commandLine();
    expect(line.run(["help"]).stdout).toBe(line.run(["--help"]).stdout);
    expect(line.run(["help", "set"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Usage: toml-secrets set [options] <key>"),
    });
    expect(line.run(["-v"]).stdout).toBe(line.run(["--version"]).stdout);
    expect(line.run(["list", "--secret=canary-1"])).toMatchObject({ status: 2, stderr: expect.not.stringContaining("canary") });
  });

  (process.platform === "linux" ? it : it.skip)("fits into 40 columns", () => {
    const line = commandLine();
    line.writeProject('a_key_that_is_rather_long = "canary-1"\n[db]\nhost = "x"\n');
    for (const args of [["--help"], ["help", "set"], ["help", "scan"], ["list"]]) {
      const shown = onTerminal(line, args, {}, "stty cols 40; ").stdout;
      const lines = shown
        .replaceAll(COLOURS, "")
        .split(/\r?\n/)
        .filter((text) => !/^(?: {2}\$ |Usage:)/.test(text) && !/^ {2}\S+$/.test(text));
      expect(lines.filter((text) => text.length > 40)).toEqual([]);
    }
  });

  (process.platform === "linux" ? it : it.skip)("obeys NO_COLOR as its page says: any value but the empty one", () => {
    const line = commandLine();
    line.writeProject('a = "canary-1"\n');
    const isColoured = (env: NodeJS.ProcessEnv) => onTerminal(line, ["list"], env).stdout.includes("\u001b[");
    expect([{}, { NO_COLOR: "" }, { NO_COLOR: "1" }, { NO_COLOR: "0" }, { NO_COLOR: "false" }].map(isColoured)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("toml-secrets completion", () => {
  const complete = (line: CommandLine, ...words: string[]) =>
    line
      .run(["__complete", "--", ...words])
      .stdout.split("\n")
      .filter(Boolean);

  it("completes commands, options, their values, and keys", () => {
    const line = commandLine();
    line.writeProject('api_key = "canary-1"\n[db]\npassword = "canary-2"\n"odd key" = 1\n');
    line.write("project/other.toml", "of_other = 1\n");
    expect(complete(line, "exp")).toEqual(["export"]);
    expect(complete(line, "")).toEqual(expect.arrayContaining(["init", "set", "get", "help"]));
    expect(complete(line, "export", "--fo")).toEqual(["--format"]);
    expect(complete(line, "export", "--format", "")).toEqual(["env", "shell", "docker", "kubernetes", "github", "json", "toml"]);
    expect(complete(line, "get", "")).toEqual(["api_key", "db", "db.password", 'db."odd key"']);
    expect(complete(line, "set", "db.p")).toEqual(["db.password"]);
    expect(complete(line, "get", "-f", "other.toml", "o")).toEqual(["of_other"]);
    expect(complete(line, "scan", "")).toEqual([]);
    line.writeProject("broken\n");
    expect(complete(line, "get", "")).toEqual([]);
    expect(line.run(["completion", "csh"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("bash, zsh, fish, powershell"),
    });
  });

  /** What each shell makes of a line, by its own means. */
  const shells: Record<string, (script: string, words: string) => readonly [string, readonly string[]]> = {
    bash: (script, words) => [
      "bash",
      [
        "-c",
        `${script}\nCOMP_LINE='${words}'; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _toml_secrets; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ],
    ],
    zsh: (script, words) => [
      "zsh",
      [
        "-fc",
        `compdef() { :; }; compadd() { shift 2; print -l -- "$@"; }; _files() { :; }\n${script}\nwords=(${words}); CURRENT=$#words; _toml_secrets`,
      ],
    ],
    fish: (script, words) => ["fish", ["--no-config", "-c", `${script}\ncomplete -C '${words}'`]],
    powershell: (script, words) => [
      "pwsh",
      [
        "-NoProfile",
        "-Command",
        `${script}\n(TabExpansion2 -inputScript '${words}' -cursorColumn ${words.length}).CompletionMatches.CompletionText`,
      ],
    ],
  };

  it.each(Object.keys(shells))("%s asks it", (shell) => {
    const line = commandLine();
    line.writeProject('[db]\npassword = "canary-2"\nport = 1\n');
    const bin = join(line.root, "bin");
    chmodSync(line.write("bin/toml-secrets", `#!/bin/sh\nexec '${process.execPath}' '${line.bin}' "$@"\n`), 0o755);
    const env = { ...line.processEnv, PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}` };
    const script = line.run(["completion", shell]).stdout;
    const ask = (words: string) => {
      const [program, args] = (shells[shell] as (typeof shells)[string])(script, words);
      return execFileSync(program, args, { cwd: line.project, env, encoding: "utf8" }).trim().split("\n");
    };
    const program = shell === "powershell" ? "pwsh" : shell;
    if (spawnSync(program, ["--version"]).status !== 0) {
      process.stdout.write(`skipped: there is no ${program}\n`);
      return;
    }
    expect(ask("toml-secrets get db.p")).toEqual(["db.password", "db.port"]);
    expect(ask("toml-secrets unse")).toEqual(["unset"]);
  });
});
