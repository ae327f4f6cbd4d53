import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { canary, traceIn } from "../../support/canaries";
import { type CommandLine, commandLine } from "../../support/command-line";
import { typed } from "../../support/typed";

const TEXT = `# mine\na = "${canary(0)}" # x\n`;
const fileOf = (line: CommandLine) => join(line.project, ".streamlit/secrets.toml");
const textOf = (line: CommandLine) => readFileSync(fileOf(line), "utf8");
const itOnUnix = process.platform === "win32" ? it.skip : it;

/** A project whose editor is a shell script: $1 is the file. It notes where the file was, and the modes of file and folder. */
function project(script: string): CommandLine & { editor: string; notes: () => string[]; temporary: string } {
  const line = commandLine();
  chmodSync(line.writeProject(TEXT), 0o600);
  const notes = join(line.root, "notes");
  const editor = line.write(
    "home/editor",
    `#!/bin/sh\nfor last in "$@"; do :; done; set -- "$last"\n(echo "$1"; stat -c %a "$1" "$(dirname "$1")") >> '${notes}'\n${script}\n`,
  );
  chmodSync(editor, 0o755);
  const temporary = join(line.root, "tmp");
  mkdirSync(temporary);
  return { ...line, editor, temporary, notes: () => readFileSync(notes, "utf8").trim().split("\n") };
}

const run = (line: ReturnType<typeof project>, env: NodeJS.ProcessEnv = {}) =>
  line.run(["edit"], { env: { EDITOR: line.editor, TMPDIR: line.temporary, ...env } });

describe("toml-secrets edit", () => {
  itOnUnix("takes over what the editor leaves, from a private folder that is gone afterwards", () => {
    const line = project(`printf 'b = 2\\n' >> "$1"; cp "$1" "$1~"; cp "$1" "$(dirname "$1")/.secrets.toml.swp"`);
    expect(run(line)).toMatchObject({
      status: 0,
      stdout:
        "changed .streamlit/secrets.toml\nadded .streamlit/secrets.toml to .gitignore, and the names of copies that editors leave\n",
      stderr: "",
    });
    expect(textOf(line)).toBe(`${TEXT}b = 2\n`);
    expect(statSync(fileOf(line)).mode & 0o777).toBe(0o600);
    const [file = "", ...modes] = line.notes();
    expect(modes).toEqual(["600", "700"]);
    expect(file.startsWith(line.project)).toBe(false);
    expect(existsSync(join(file, ".."))).toBe(false);
    expect(readdirSync(line.temporary)).toEqual([]);
    expect(readdirSync(join(line.project, ".streamlit"))).toEqual(["secrets.toml"]);
  });

  itOnUnix("changes nothing if the editor changes nothing, fails, or leaves what is not TOML and nobody can answer", () => {
    for (const [script, status, message] of [
      [":", 0, "nothing was changed"],
      [
        `printf 'b = 2\\n' >> "$1"; exit 3`,
        2,
        "the editor ended with 3, so its changes were not applied\n  Nothing was written.",
      ],
      ["exit 3", 2, "the editor ended with 3; nothing was changed"],
      [`printf 'b = ${canary(1)}\\n' >> "$1"`, 2, "line 3"],
    ] as const) {
      const line = project(script);
      const { status: ended, stdout, stderr } = run(line);
      expect({ ended, said: stdout + stderr }).toEqual({ ended: status, said: expect.stringContaining(message) });
      expect(traceIn(stdout + stderr)).toBeUndefined();
      expect(textOf(line)).toBe(TEXT);
      expect(existsSync(join(line.notes()[0] as string, ".."))).toBe(false);
    }
  });

  itOnUnix("writes nothing if another program has changed the file meanwhile", () => {
    const line = project(`printf 'b = 2\\n' >> "$1"; printf 'c = 3\\n' > "$PWD/.streamlit/secrets.toml"`);
    expect(run(line)).toMatchObject({ status: 2, stderr: expect.stringContaining("was changed by another program") });
    expect(textOf(line)).toBe("c = 3\n");
  });

  itOnUnix("makes a file if there is none, and prefers VISUAL, with its arguments", () => {
    const line = project(`printf 'b = 2\\n' > "$1"`);
    const env = { VISUAL: `${line.editor} --wait`, EDITOR: "false", TMPDIR: line.temporary };
    expect(line.run(["edit", "-f", "conf/new.toml"], { env })).toMatchObject({ status: 0, stderr: "" });
    const file = join(line.project, "conf/new.toml");
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["b = 2\n", 0o600]);
  });

  it("says what to set if no editor is known", () => {
    const line = commandLine();
    line.writeProject(TEXT);
    expect(line.run(["edit"])).toMatchObject({ status: 2, stderr: expect.stringContaining("set VISUAL or EDITOR") });
  });

  (process.platform === "linux" ? it : it.skip)("lets a person go back to the editor, or give up", async () => {
    const line = project(`if grep -q broken "$1"; then printf 'fixed = 1\\n' > "$1"; else printf 'broken\\n' >> "$1"; fi`);
    const env = { EDITOR: line.editor, TMPDIR: line.temporary };
    const back = await typed(line, ["edit"], [["Go back to the editor", "\r"]], env);
    expect(back).toMatchObject({ status: 0, screen: expect.stringContaining("line 3") });
    expect(textOf(line)).toBe("fixed = 1\n");
    const given = await typed(line, ["edit"], [["Go back to the editor", "q\r"]], env);
    expect(given).toMatchObject({ status: 2, screen: expect.stringContaining("cancelled; nothing was written") });
    expect(textOf(line)).toBe("fixed = 1\n");
  });

  (process.platform === "linux" ? it : it.skip)("asks before it drops what an editor saved and then failed", async () => {
    const line = project(`if grep -q half "$1"; then printf 'whole = 1\n' > "$1"; else printf 'half = 1\n' >> "$1"; exit 3; fi`);
    const env = { EDITOR: line.editor, TMPDIR: line.temporary };
    const given = await typed(line, ["edit"], [["Go back to the editor", "q\r"]], env);
    expect(given).toMatchObject({ status: 2, screen: expect.stringContaining("the editor ended with 3") });
    expect(textOf(line)).toBe(TEXT);
    expect((await typed(line, ["edit"], [["Go back to the editor", "\r"]], env)).status).toBe(0);
    expect(textOf(line)).toBe("whole = 1\n");
  });
});

/** Real editors, in a home whose settings keep copies elsewhere, as many people have it. */
describe.each([
  [
    "vim",
    ["-c", "normal Gob = 2", "-c", "wq"],
    ".vimrc",
    "set backup writebackup undofile swapfile\nset backupdir=~/keep directory=~/keep undodir=~/keep viminfo='100,n~/keep/info\n",
  ],
  ["nano", [], ".nanorc", 'set backup\nset backupdir "~/keep"\nset historylog\nset positionlog\n'],
] as const)("toml-secrets edit with %s", (editor, args, settings, text) => {
  const isThere = spawnSync(editor, ["--version"]).status === 0;
  if (!isThere) process.stdout.write(`skipped: there is no ${editor}\n`);

  (isThere && process.platform === "linux" ? it : it.skip)("leaves no copy anywhere", async () => {
    const line = commandLine();
    chmodSync(line.writeProject(TEXT), 0o600);
    line.write(`home/${settings}`, text);
    mkdirSync(join(line.home, "keep"));
    const copies = () =>
      spawnSync("grep", ["-rlaF", canary(0), line.root, "/dev/shm", "--exclude-dir=node_modules"], { encoding: "utf8" })
        .stdout.trim()
        .split("\n");
    const before = new Set(copies()); // another spec kills `edit` meanwhile
    const command = [editor, ...args.map((arg) => `'${arg}'`)].join(" ");
    // nano: a line is typed at the top, and the file is written and left. Its title gives way to a long path; its menu stays.
    const answers = editor === "nano" ? ([["Write Out", "b = 2\r\u000f\r\u0018"]] as const) : [];
    const { status } = await typed(line, ["edit"], answers, { EDITOR: command });
    expect(status).toBe(0);
    expect(textOf(line)).toContain("b = 2\n");
    const left = copies().filter((path) => !before.has(path) || path === fileOf(line));
    expect(left).toEqual([fileOf(line)]);
    expect(readdirSync(join(line.home, "keep"))).toEqual([]);
  });
});
