import { existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { candidatesOf } from "../api/resolve-options";
import { formatPath, type KeyPath, parsePath } from "../core/key-path";
import { foldersAbove } from "../core/paths";
import { readText } from "../sources/file";
import { refuseIfPlanted } from "../sources/planted";
import { errorCode } from "../sources/source-error";
import { decodeToml } from "../toml/decode";
import { type CliContext, printable, shortPlace, UsageError } from "./context";
import { cannotWrite } from "./write-error";

/** Options of every command that writes to a secrets file. */
export interface TargetOptions {
  /** A file instead of the default. */
  readonly file?: readonly string[] | undefined;
  /** The file in the home folder. */
  readonly global?: boolean;
}

/** The file that a command writes to. */
export interface Target {
  readonly path: string;
  /** As it is shown. */
  readonly shown: string;
  /** The folder that `.streamlit` is in, for the file of a project; `undefined` for any other file. */
  readonly project: string | undefined;
  readonly isDefault: boolean;
}

const FILE = join(".streamlit", "secrets.toml");

/**
 * `-f FILE`, `--global`, the last file of `SECRETS_FILES`, or the project's file: in the working folder, or in the nearest folder above
 * that has one. @throws UsageError if that is more than one file, or a folder.
 */
export function targetOf({ file = [], global }: TargetOptions, cli: CliContext): Target {
  if (file.length > 1 || (file.length === 1 && global)) throw new UsageError("name one file to write to: -f FILE, or --global");
  const [named] = file;
  if (named !== undefined) return other(resolve(cli.cwd, named), cli);
  if (global) return { ...other(join(homedir(), FILE), cli), isDefault: true };
  if (cli.env.SECRETS_FILES) return other(lastListed(cli), cli);
  const folder = nearestWith(FILE, cli) ?? cli.cwd;
  const path = join(folder, FILE);
  refuseForeign(path, cli);
  return { path, shown: printable(shortPlace(path, cli)), project: folder, isDefault: true };
}

/**
 * The command did not name the project's file, so it writes no secret to one that another user could have put there.
 * @throws SourceError (`ERR_SECRETS_SOURCE`).
 */
export function refuseForeign(path: string, { user }: CliContext): void {
  if (user !== undefined) refuseIfPlanted(path, user.uid);
}

function other(path: string, cli: CliContext): Target {
  if (!path.endsWith(".toml")) {
    throw new UsageError(`${printable(shortPlace(path, cli))} can't be written to: the name of a secrets file ends in .toml`);
  }
  return { path, shown: printable(shortPlace(path, cli)), project: undefined, isDefault: false };
}

function lastListed(cli: CliContext): string {
  const files = candidatesOf({ cwd: cli.cwd, env: cli.env }).filter(({ kind }) => kind === "file");
  const last = files.at(-1);
  if (last === undefined) throw new UsageError("SECRETS_FILES lists folders only; name a file to write to: -f FILE");
  return last.path;
}

/** The working folder, or the nearest above it, that has a file of that name. The home folder is not a project. */
export function nearestWith(name: string, { cwd }: CliContext): string | undefined {
  const home = homedir();
  for (const folder of [cwd, ...foldersAbove(cwd)]) {
    if (folder === home && folder !== cwd) return undefined;
    if (existsSync(join(folder, name))) return folder;
  }
  return undefined;
}

/** The text of the file; `undefined` if it is not there. */
export function targetText({ path }: Target): string | undefined {
  return readText(path);
}

/** Makes the folder of the file, which only its owner can enter. */
export function makeFolder({ path }: Pick<Target, "path">): void {
  const folder = dirname(path);
  try {
    if (isFolder(folder)) return;
    // With `recursive`, Node reports a read-only file system as a folder that is not there.
    mkdirSync(folder, { recursive: !existsSync(dirname(folder)), mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw cannotWrite(folder, error);
    if (isFolder(folder)) return; // another process has just created it
    throw cannotWrite(folder, "something that is not a folder has this name", "rename or remove it");
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The path that a key names. A key at the root may contain dots without quotes.
 * @throws UsageError for text that is not a key. It is not shown, because somebody may have written the value there.
 */
export function keyPath(key: string, text: string | undefined, { shown }: Target): KeyPath {
  if (text !== undefined && Object.hasOwn(decodeToml(text, shown), key)) return [key];
  const path = parsePath(key);
  if (/^[^"]*=/.test(key)) throw valueAsArgument();
  if (path === undefined) throw new UsageError('that is not a key; it is written like db.hosts[0]."odd key"');
  if (typeof path[0] === "number") throw new UsageError("a key begins with a name");
  return path;
}

/** The refusal of a value on the command line. It does not show the value. */
export function valueAsArgument(): UsageError {
  return new UsageError(
    "a value on the command line stays in the history of the shell, and other users see it in the list of processes (ps)\n" +
      "  Try: name the key alone, and type the value when you are asked for it; or pipe it in: command | toml-secrets set KEY.",
  );
}

/** How a program reads a key. */
export function readerOf(path: KeyPath): string {
  const steps = path.map((step) =>
    typeof step === "string" && /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${printable(JSON.stringify(step))}]`,
  );
  return `secrets${steps.join("")}`;
}

export { formatPath };
