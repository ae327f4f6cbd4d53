import { homedir } from "node:os";
import { isAbsolute, relative, sep } from "node:path";
import type { User } from "../checks/permissions";
import { printable } from "../core/printable";
import type { Environment, Loaded } from "../core/types";

export { printable };

/*
 * What every command is handed: the edges of the process, and nothing that is global.
 */

/** Where a command writes. */
export interface Output {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
}

export interface Cli {
  readonly cwd: string;
  readonly env: Environment;
  readonly user: User | undefined;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** How a command ends. `run` ends as its child does. */
export const EXIT = { ok: 0, problem: 1, usage: 2, notExecutable: 126, notFound: 127 } as const;

/** Options of every command that loads secrets. */
export interface SourceOptions {
  /** Files and folders instead of the defaults, lowest precedence first. */
  readonly file?: readonly string[] | undefined;
}

/** What is wrong with how a command was called. Each command is a file of its own, so it is known by its name and not its class. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Every source as a program that starts here would load it; nothing is exported. @throws what a first read would. */
export function loadSecrets({ file }: SourceOptions, { cwd, env }: Cli): Loaded {
  const { firstLoad } = require("../api/first-load") as typeof import("../api/first-load");
  return firstLoad({ cwd, env, files: file, exportEnv: false });
}

/** The same; `undefined` where there are no secrets at all, and that is to be no problem. */
export function loadSecretsIfAny(options: SourceOptions & { readonly allowMissing?: boolean }, cli: Cli): Loaded | undefined {
  try {
    return loadSecrets(options, cli);
  } catch (error) {
    if (options.allowMissing && (error as { code?: unknown }).code === "ERR_SECRETS_FILE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A place in few words that are the same on every machine: from the working folder, or from the home folder. */
export function shortPlace(where: string, { cwd }: Cli): string {
  if (!isAbsolute(where)) return where;
  for (const [folder, prefix] of [[cwd, ""] as const, [homedir(), "~/"] as const]) {
    const rest = relative(folder, where);
    if (rest !== "" && !rest.startsWith("..") && !isAbsolute(rest)) return prefix + rest.split(sep).join("/");
  }
  return where;
}

/** The same as `printable` for a text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** JSON for scripts, of which people look at the output as well. */
export function jsonText(value: unknown): string {
  return `${printableLines(JSON.stringify(value, undefined, 2))}\n`;
}
