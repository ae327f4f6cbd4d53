import { spawnSync } from "node:child_process";
import { utf8OrUndefined } from "../core/utf8";
import { StoreFailure } from "./failure";

/** How a command is run. */
export interface RunOptions {
  /** How long one call of the command may take, in milliseconds. After a call that took longer, the read starts no other. @default 10000 */
  readonly timeoutMs?: number;
  /** How much a command may print, in bytes. @default 1048576 (1 MiB) */
  readonly maxBytes?: number;
  /** The variables of the command. @default those of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Runs a command with its arguments (the last ones may come from a file) and returns what it printed. */
export type Run = (argv: readonly string[], input?: string) => string;

/**
 * Runs the commands of a resolver. There is no shell. The command gets no terminal and nothing on its standard input, so it can't ask for a
 * password, and its standard error is dropped, because it may quote a secret.
 */
export function createRun({ timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES, env = process.env }: RunOptions): Run {
  return ([file = "", ...args], input) => {
    if ([file, ...args].some((part) => part.includes("\0")))
      throw new StoreFailure("the reference contains a NUL", CORRECT_REFERENCE);
    const { error, status, signal, stdout, pid } = start(file, args, { timeoutMs, maxBytes, input, env });
    const hasEnded = status !== null && status !== 0; // a command that ends before it has read its input causes an error too
    if (error !== undefined && !hasEnded) {
      endGroup(pid);
      throw notRun(error, file, { timeoutMs, maxBytes });
    }
    if (status !== 0) {
      const how = status === null ? `was ended by ${signal}` : `failed with exit code ${status}`;
      throw new StoreFailure(`the command ${named(file)} ${how}`, checkYourself(file));
    }
    const text = utf8OrUndefined(stdout);
    if (text !== undefined) return text;
    throw new StoreFailure(`the command ${named(file)} printed bytes that are not UTF-8 text`, checkYourself(file));
  };
}

export const CORRECT_REFERENCE = "correct the reference in the secrets file";

interface Start {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly input: string | undefined;
  readonly env: NonNullable<RunOptions["env"]>;
}

/** Detached: the command is in a session of its own, so it has no terminal, and it can be killed together with its children. */
function start(file: string, args: readonly string[], { timeoutMs, maxBytes, input, env }: Start) {
  const options = {
    ...(input === undefined ? {} : { input }),
    env: withoutItself(env), // passed explicitly, because a test runner has a `process.env` of its own
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "ignore"] as ("ignore" | "pipe")[],
    timeout: timeoutMs,
    killSignal: "SIGKILL" as const,
    maxBuffer: maxBytes,
    windowsHide: true,
    detached: process.platform !== "win32",
  };
  try {
    return spawnSync(file, args, options);
  } catch (error) {
    throw notRun(error as NodeJS.ErrnoException, file, { timeoutMs, maxBytes }); // `node --permission` throws
  }
}

/**
 * A command that runs on Node (`bw`) loads the preload too, if NODE_OPTIONS names it. It must not resolve the same references,
 * because it would start itself again without end.
 */
function withoutItself(env: Start["env"]): Start["env"] {
  return env.SECRETS_RESOLVE === process.env.SECRETS_RESOLVE ? { ...env, SECRETS_RESOLVE: "false" } : env;
}

/** Kills the processes that the command started, because one of them may wait for a password. */
function endGroup(pid: number): void {
  if (pid === 0 || process.platform === "win32") return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function notRun(
  { code }: NodeJS.ErrnoException,
  file: string,
  { timeoutMs, maxBytes }: { timeoutMs: number; maxBytes: number },
): StoreFailure {
  if (code === "ETIMEDOUT") return tooSlow(file, timeoutMs);
  if (code === "ENOBUFS")
    return new StoreFailure(`the command ${named(file)} printed more than ${maxBytes} bytes`, checkYourself(file));
  if (process.platform === "win32" && (code === "ENOENT" || code === "EINVAL")) return notExecutable(file);
  if (code === "ENOENT")
    return new StoreFailure(`the command ${named(file)} is not installed, or not on PATH`, `install ${named(file)}`);
  if (code === "ERR_ACCESS_DENIED") {
    return new StoreFailure(
      "this process may not start commands",
      "run node with --allow-child-process, or use an asynchronous resolver",
    );
  }
  if (code === "E2BIG") return new StoreFailure("the reference is too long for the system", CORRECT_REFERENCE);
  return new StoreFailure(`the command ${named(file)} could not be started (${code ?? "no code"})`, checkYourself(file));
}

/** Windows runs `az.cmd` with `cmd.exe`, whose arguments can't be quoted safely: see CVE-2024-27980. */
function notExecutable(file: string): StoreFailure {
  return new StoreFailure(
    `the command ${named(file)} is not installed, or is not an .exe file on PATH`,
    `install ${named(file)}; if it is a .cmd or .bat file, use an asynchronous resolver, because such a file needs a shell`,
  );
}

function tooSlow(file: string, timeoutMs: number): StoreFailure {
  return new StoreFailure(
    `the command ${named(file)} took longer than ${timeoutMs / 1000} s`,
    "unlock the store, or give the command more time with the option timeoutMs",
  );
}

function checkYourself(file: string): string {
  return `sign in and run ${named(file)} in a terminal to see its own message`;
}

/** The command without its folder. It comes from code, never from a file. */
function named(file: string): string {
  return file.split(/[\\/]/).at(-1) as string;
}
