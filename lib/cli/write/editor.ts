import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { withoutKeys } from "../../crypto/key-command";
import { type CliContext, UsageError } from "../context";
import { isAlive } from "../edit/lock";

/*
 * The editor of the person, and the folder in which it sees the secrets: one that nobody else can enter, in memory if the system has
 * such a place. Swap files and backups of the editor are in that folder too, and are removed with it.
 */

/** A folder that exists during an edit. */
export interface EditFolder {
  readonly file: string;
  remove(): void;
}

export function createEditFolder(text: string): EditFolder {
  const place = placeInMemory() ?? tmpdir();
  removeLeftovers(place);
  const folder = mkdtempSync(join(place, `${prefix()}${process.pid}-`)); // made with mode 0700
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const file = join(folder, "secrets.toml");
    writeFileSync(file, text, { mode: 0o600 });
    return { file, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Containers may share the folder, but each has its own process ids. */
function prefix(): string {
  return `toml-secrets-edit-${hostname().replaceAll(/[^\w.]/g, "_")}-`;
}

/** Removes the folders of commands that were killed. Those of other users can't be removed. */
function removeLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    const [pid = "", random] = name.startsWith(prefix()) ? name.slice(prefix().length).split("-") : [];
    if (random === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(place, name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}

function placeInMemory(): string | undefined {
  const place = "/dev/shm";
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return statSync(place).isDirectory() ? place : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs the editor until it exits. The editor handles the signals that a terminal sends to both.
 * @returns how it ended, if not with 0: its exit code, or "a signal".
 * @throws UsageError if no editor is found.
 */
export async function runEditor(file: string, cli: CliContext): Promise<string | undefined> {
  const command = editorOf(cli);
  const [program = "", ...rest] = command.trim().split(/ +/);
  const env = withoutKeys(process.env); // an editor needs no private key
  const isWindows = process.platform === "win32";
  const child = isWindows
    ? spawn(`${command} "${file}"`, { stdio: "inherit", shell: true, env })
    : spawn("/bin/sh", ["-c", `${program} ${privately(program, cli)} ${rest.join(" ")} "$1"`, command, file], {
        stdio: "inherit",
        env,
      });
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    return code === 0 ? undefined : String(code ?? "a signal");
  } finally {
    process.off("SIGINT", ignore);
  }
}

function editorOf(cli: CliContext): string {
  const named = cli.env.VISUAL || cli.env.EDITOR;
  if (named) return named;
  if (process.platform === "win32") return "notepad";
  const isTerminal = (cli.stdin as NodeJS.ReadStream).isTTY === true;
  const found = ["editor", "nano", "vim", "vi"].find((name) => isTerminal && isInPath(name, cli.env.PATH));
  if (found === undefined) throw new UsageError("no editor is known: set VISUAL or EDITOR, for example EDITOR=nano");
  return found;
}

function isInPath(name: string, path: string | undefined): boolean {
  return findProgram(name, path) !== undefined;
}

/** The file that a command name stands for, at the end of its links: `vi` may be vim. */
function findProgram(name: string, path = ""): string | undefined {
  for (const file of name.includes("/") ? [name] : path.split(delimiter).map((folder) => join(folder, name))) {
    try {
      accessSync(file, constants.X_OK);
      return realpathSync(file);
    } catch {
      // It may be in the next folder.
    }
  }
  return undefined;
}

/**
 * Options with which editors keep no copy elsewhere, as a shell reads them: vim's swap, undo and history files, nano's and emacs's
 * backups. They come before the person's own.
 */
function privately(program: string, { env }: CliContext): string {
  const isAlias = /^(?:vi|editor)$/.test(basename(program));
  const name = basename(isAlias ? (findProgram(program, env.PATH) ?? program) : program).replace(/\.\w+$/, "");
  if (/^(?:g|m|n)?vim$/.test(name)) return "-n -i NONE -c 'set nobackup nowritebackup noundofile noswapfile'";
  if (name === "nano" || name === "rnano") return "--ignorercfiles";
  if (name === "emacs") return "--eval '(setq make-backup-files nil auto-save-default nil create-lockfiles nil)'";
  return "";
}
