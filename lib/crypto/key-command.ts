import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import type { Environment } from "../core/types";

const TIMEOUT_MS = 60_000;

type Output = { readonly text: string } | { readonly problem: string };

/** The output of each command. A command runs once in a process, because it may ask a person or a server. */
const outputs = new Map<string, Output>();

/** What `SECRETS_AGE_KEY_CMD` prints. Its input and its messages are those of this process, so that it can ask for a password. */
export function outputOf(command: string, env: Environment): Output {
  let output = outputs.get(command);
  if (output === undefined) {
    output = run(command, env);
    outputs.set(command, output);
  }
  return output;
}

function run(command: string, env: Environment): Output {
  try {
    return outcomeOf(spawned(command, env));
  } catch (error) {
    // Node's permission model throws instead of giving an error.
    return { problem: `it can't be run (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})` };
  }
}

function spawned(command: string, env: Environment): SpawnSyncReturns<string> {
  return spawnSync(command, {
    shell: true,
    env: withoutCommand(withoutKeys(env)) as NodeJS.ProcessEnv,
    encoding: "utf8",
    stdio: ["inherit", "pipe", "inherit"],
    timeout: TIMEOUT_MS,
    maxBuffer: 1024 * 1024,
    windowsHide: true,
  });
}

function outcomeOf({ error, status, signal, stdout }: SpawnSyncReturns<string>): Output {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ETIMEDOUT") return { problem: "it took longer than 60 seconds" };
  if (code !== undefined) return { problem: `it can't be run (${code})` };
  return status === 0 ? { text: stdout } : { problem: `it failed (${signal ?? `exit code ${status}`})` };
}

/** The command may start a program that uses this library. That program would run the same command again, without end. */
function withoutCommand(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.toUpperCase() !== "SECRETS_AGE_KEY_CMD"));
}

/** The environment for a child process that needs no private key. */
export function withoutKeys(env: Environment): Environment {
  const isKey = (name: string) => ["SECRETS_AGE_KEY", "SOPS_AGE_KEY"].includes(name.toUpperCase());
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isKey(name)));
}
