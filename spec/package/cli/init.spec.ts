import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CommandLine, commandLine } from "../../support/command-line";
import { COPY_NAMES } from "../../support/copy-names";
import { git } from "../../support/git";

const COPIES = `.streamlit/secrets.toml~*
.streamlit/secrets.toml.[~bo]*
.streamlit/secrets.toml.sav*
.streamlit/secrets.toml.sw?
.streamlit/secrets.toml.tmp*
.streamlit/[.#]*secrets.toml*
.streamlit/secrets *.toml
`;
const ADDED = "added .streamlit/secrets.toml to .gitignore, and the names of copies that editors leave\n";
const file = (folder: string) => join(folder, ".streamlit/secrets.toml");

describe("toml-secrets init", () => {
  it("makes a file that only its owner can read, which loads, and keeps it out of git", () => {
    const line = commandLine();
    const { status, stdout, stderr } = line.run(["init"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`created .streamlit/secrets.toml, readable only by you\n${ADDED}`);
    expect(statSync(file(line.project)).mode & 0o777).toBe(0o600);
    expect(statSync(join(line.project, ".streamlit")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(line.project, ".gitignore"), "utf8")).toBe(`.streamlit/secrets.toml\n${COPIES}`);
    expect(line.run(["list"]).stdout).toBe("There are no keys yet.\n");
    git(line.project, "init");
    expect(line.run(["check"]).status).toBe(0);
  });

  it("has examples that are right once the signs before them are gone", () => {
    const line = commandLine();
    line.run(["init"]);
    const text = readFileSync(file(line.project), "utf8").replaceAll(/^# (?=[a-z_]+ = |\[)/gm, "");
    line.writeProject(text);
    expect(JSON.parse(line.run(["list", "--json"]).stdout).map(({ key }: { key: string }) => key)).toEqual([
      "db_username",
      "db_password",
      "db_credentials",
      "db_credentials.host",
      "db_credentials.port",
      "db_credentials.username",
      "db_credentials.password",
    ]);
  });

  it("never overwrites, nor adds its line twice", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    for (let time = 0; time < 2; time++) {
      expect(line.run(["init"])).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("already exists and is left unchanged"),
      });
    }
    expect(readFileSync(file(line.project), "utf8")).toBe('a = "canary"\n');
    expect(readFileSync(join(line.project, ".gitignore"), "utf8")).toBe(`.streamlit/secrets.toml\n${COPIES}`);
  });

  it("leaves a link that leads nowhere, and what it leads to, alone", () => {
    const line = commandLine();
    mkdirSync(join(line.project, ".streamlit"));
    line.link("project/.streamlit/secrets.toml", join(line.root, "elsewhere.toml"));
    const { status, stderr } = line.run(["init"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: cannot write .*secrets\.toml: /);
    expect(existsSync(join(line.root, "elsewhere.toml"))).toBe(false);
  });

  it("makes the one for all projects with --global, and leaves .gitignore alone", () => {
    const line = commandLine();
    expect(line.run(["init", "--global"]).stdout).toContain("created ~/.streamlit/secrets.toml");
    expect(existsSync(file(line.home))).toBe(true);
    expect(existsSync(file(line.project))).toBe(false);
    expect(existsSync(join(line.home, ".gitignore"))).toBe(false);
  });

  it.each([
    ["dist", `dist\n.streamlit/secrets.toml\n${COPIES}`],
    ["dist\r\n", `dist\r\n.streamlit/secrets.toml\r\n${COPIES.replaceAll("\n", "\r\n")}`],
    ["/.streamlit/secrets.toml\n", `/.streamlit/secrets.toml\n${COPIES}`],
    [".streamlit/\n", ".streamlit/\n"],
    [
      ".streamlit/secrets.toml\n!.streamlit/secrets.toml\n",
      `.streamlit/secrets.toml\n!.streamlit/secrets.toml\n.streamlit/secrets.toml\n${COPIES}`,
    ],
  ])("adds to the list of ignored files what it lacks: %j", (before, after) => {
    const line = commandLine();
    git(line.project, "init");
    line.write("project/.gitignore", before);
    line.run(["init"]);
    expect(readFileSync(join(line.project, ".gitignore"), "utf8")).toBe(after);
  });

  it("keeps the copies that editors leave out of git, and lets the example in", () => {
    const line = commandLine();
    git(line.project, "init");
    line.run(["init"]);
    for (const name of COPY_NAMES) line.write(`project/.streamlit/${name}`, "canary");
    for (const name of [
      "secrets.example.toml",
      "secrets.toml.example",
      "secrets.toml.sample",
      "secrets.prod.toml",
      "config.toml",
    ])
      line.write(`project/.streamlit/${name}`, "");
    git(line.project, "add", ".");
    const added = git(line.project, "ls-files").toString().split("\n").filter(Boolean);
    expect(added).toEqual([
      ".gitignore",
      ".streamlit/config.toml",
      ".streamlit/secrets.example.toml",
      ".streamlit/secrets.prod.toml",
      ".streamlit/secrets.toml.example",
      ".streamlit/secrets.toml.sample",
    ]);
  });

  it("trusts a rule of a folder above", () => {
    const line = commandLine();
    git(line.root, "init");
    line.write(".gitignore", "secrets.toml\n");
    line.run(["init"]);
    expect(existsSync(join(line.project, ".gitignore"))).toBe(false);
  });

  it("says that git has the file already, and keeps it out once it is taken out of the index", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    git(line.project, "init");
    git(line.project, "add", "-f", ".streamlit/secrets.toml");
    expect(line.run(["init"]).stdout).toContain(`${ADDED}Warning: git tracks it`);
    git(line.project, "rm", "--cached", ".streamlit/secrets.toml");
    git(line.project, "add", ".");
    expect(git(line.project, "ls-files").toString()).not.toContain("secrets.toml");
  });

  it("writes to no list that is a link, and says what to do", () => {
    const line = commandLine();
    const target = line.write("home/.profile", "# the user's own\n");
    line.link("project/.gitignore", target);
    for (const how of ["without git", "with git"]) {
      if (how === "with git") git(line.project, "init");
      const { status, stdout, stderr } = line.run(["init"]);
      expect(status).toBe(1);
      expect(stdout).not.toContain("added");
      expect(stderr).toMatch(
        /^error: cannot write .*\.gitignore: it is a symbolic link or not a file, .*\n {2}Try: replace it with a file that has the line \.streamlit\/secrets\.toml\.\n$/,
      );
    }
    expect(readFileSync(target, "utf8")).toBe("# the user's own\n");
  });

  it("says so where another rule lets the file in all the same", () => {
    const line = commandLine();
    git(line.project, "init");
    line.write("project/.streamlit/.gitignore", "!secrets.toml\n");
    const { stdout } = line.run(["init"]);
    expect(stdout).toContain(`${ADDED}Warning: the next \`git add .\` adds it to the repository.\n`);
    const [, command = ""] = /find the rule that includes it again: git (.*)\.\n/.exec(stdout) ?? [];
    expect(git(line.project, ...command.split(" ")).toString()).toContain(".streamlit/.gitignore:1:!secrets.toml");
  });

  it("says who else can read what is there already, or put another in its place", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    const folder = join(line.project, ".streamlit");
    for (const path of [line.root, line.project]) chmodSync(path, 0o755);
    chmodSync(folder, 0o777);
    chmodSync(file(line.project), 0o644);
    const { status, stdout } = line.run(["init"]);
    expect(status).toBe(0);
    expect(stdout).toContain(`Warning: every user of this machine can read it.\n  Try: chmod 600 ${file(line.project)}\n`);
    expect(stdout).toContain(`can put another secrets file in place of yours.\n  Try: chmod o-w ${folder}\n`);
  });

  it("says why it can't write, and what is in the way", () => {
    const line = commandLine();
    line.write("project/.streamlit", "a file");
    expect(line.run(["init"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: cannot write .*\.streamlit: something that is not a folder has this name\n/),
    });
    rmSync(join(line.project, ".streamlit"));
    mkdirSync(file(line.project), { recursive: true });
    expect(line.run(["init"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: cannot write .*secrets\.toml: it exists and is not a file\n/),
    });
  });

  const canMount = process.getuid?.() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
  if (!canMount) console.log("skipped: nothing can be mounted here, so no file system is read-only");
  (canMount ? it.each : it.skip.each)([
    ["with nothing in it", () => {}, ".streamlit"],
    ["with a folder for the file", (line: CommandLine) => mkdirSync(join(line.project, ".streamlit")), ".streamlit/secrets.toml"],
    ["with the file", (line: CommandLine) => chmodSync(line.writeProject('a = "canary"\n'), 0o600), ".gitignore"],
  ])("says that the file system is read-only, %s", (_what, prepare, name) => {
    const line = commandLine();
    prepare(line);
    const shell = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"';
    const command = [process.execPath, line.bin, "init"];
    const { status, stderr } = spawnSync("unshare", ["-m", "sh", "-c", shell, "sh", ...command], {
      cwd: line.project,
      env: line.processEnv,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^error: cannot write \S+: .*read-only.*\n {2}Try: .*\n$/),
    });
    expect(stderr).toContain(`cannot write ${join(line.project, name)}:`);
    expect(existsSync(join(line.project, ".gitignore"))).toBe(false);
  });

  (process.getuid?.() === 0 ? it.skip : it)("says that the folder can't be written to", () => {
    const line = commandLine();
    chmodSync(line.project, 0o500);
    expect(line.run(["init"])).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: cannot write .*\n {2}Try: /) });
    chmodSync(line.project, 0o700);
  });
});
