import { homedir } from "node:os";
import { isAbsolute, relative, sep } from "node:path";
import type { SecretsOptions } from "../api/options";
import type { User } from "../checks/permissions";
import { printable } from "../core/printable";
import type { Environment, Loaded } from "../core/types";

export { printable };

/*
 * What every command gets: the state of the process as an argument, so that no command uses globals.
 */

/** Where a command writes. */
export interface Output {
  write(text: string | Uint8Array): void;
  /** Writes text that exists nowhere else, such as a new private key. @throws UsageError if nobody reads it. */
  writeOrThrow(text: string): Promise<void>;
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  /** The width in characters; `undefined` if it is not a terminal. */
  readonly columns?: number | undefined;
}

export interface CliContext {
  readonly cwd: string;
  readonly env: Environment;
  readonly user: User | undefined;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Exit codes. `run` exits with the code of its child. */
export const EXIT = { ok: 0, problem: 1, usage: 2, notExecutable: 126, notFound: 127 } as const;

/** Options of every command that loads secrets. */
export interface SourceOptions {
  /** Files and folders instead of the defaults, lowest precedence first. */
  readonly file?: readonly string[] | undefined;
  /** The commands that resolve references, as in SECRETS_RESOLVE. */
  readonly resolve?: readonly string[] | undefined;
}

/** Wrong usage of a command. Each command is a separate bundle, so this error is recognised by its name and not by its class. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Loads every source as a program that starts here would. Exports nothing. @throws the errors of a first read. */
export function loadSecrets(options: SourceOptions, cli: CliContext): Loaded {
  const { firstLoad } = require("../api/first-load") as typeof import("../api/first-load");
  return firstLoad(instanceOptions(options, cli));
}

/** The options of an instance that reads what a command should read. @throws UsageError for a store that is not known. */
export function instanceOptions({ file, resolve }: SourceOptions, { cwd, env }: CliContext): SecretsOptions {
  if (resolve !== undefined) refuseUnknownStores(resolve);
  const named = resolve === undefined ? env : { ...env, SECRETS_RESOLVE: resolve.join(",") };
  return { cwd, env: named, files: file, exportEnv: false };
}

function refuseUnknownStores(names: readonly string[]): void {
  const { namedResolvers } = require("../resolve/named") as typeof import("../resolve/named");
  const { unknown, known } = namedResolvers(names);
  if (unknown.length === 0) return;
  throw new UsageError(
    `--resolve does not know ${unknown.map((name) => JSON.stringify(name)).join(", ")}; it takes ${known.join(", ")}`,
  );
}

/** Like `loadSecrets`, but returns `undefined` if there are no secrets and `allowMissing` is set. */
export function loadSecretsIfAny(
  options: SourceOptions & { readonly allowMissing?: boolean },
  cli: CliContext,
): Loaded | undefined {
  try {
    return loadSecrets(options, cli);
  } catch (error) {
    if (options.allowMissing && (error as { code?: unknown }).code === "ERR_SECRETS_FILE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A short path that is the same on every machine: relative to the working folder, or to the home folder. */
export function shortPlace(where: string, { cwd }: CliContext): string {
  if (!isAbsolute(where)) return where;
  for (const [folder, prefix] of [[cwd, ""] as const, [homedir(), "~/"] as const]) {
    const rest = relative(folder, where);
    if (rest !== "" && !rest.startsWith("..") && !isAbsolute(rest)) return prefix + rest.split(sep).join("/");
  }
  return where;
}

/** Like `printable`, for text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** JSON for scripts, indented because people read it too. */
export function jsonText(value: unknown): string {
  return `${printableLines(JSON.stringify(value, undefined, 2))}\n`;
}
