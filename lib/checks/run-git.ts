import { spawnSync } from "node:child_process";
import type { Environment } from "../core/types";

/** The result of a git command. */
export interface GitResult {
  /** The exit code; `null` if git did not start or was stopped. */
  readonly status: number | null;
  readonly stdout: Buffer;
  /** Git's message, in English. It may contain paths; do not show it. */
  readonly stderr: string;
  /** Git is not installed. */
  readonly isAbsent: boolean;
  /** Git did not end in time and was stopped. */
  readonly isTimedOut: boolean;
}

export interface GitOptions {
  readonly input?: string;
  /** The names of git's variables to keep. Git sets variables for its hooks that name another repository or index. @default none */
  readonly obey?: readonly string[];
  /** How long git may take, in milliseconds. A FIFO or a slow disk must not stop the program. @default 10,000 */
  readonly timeoutMs?: number;
  /** Git is stopped if it writes more. @default 64 MiB */
  readonly maxBytes?: number;
}

/**
 * Runs git in a user's repository. The configuration of a repository can make git run programs (core.fsmonitor, the transport of
 * a remote from which missing objects are fetched), and variables can name another repository. This function disables both. Use
 * it only for commands that run no hook, filter, pager, or alias.
 */
export function runGit(folder: string, env: Environment, args: readonly string[], options: GitOptions = {}): GitResult {
  const { input = "", obey = [], timeoutMs = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  const isObeyed = ([name]: [string, unknown]) => {
    const isKey = /^(SECRETS|SOPS)_AGE_KEY$/i.test(name); // git does not need it
    return !isKey && (!name.toUpperCase().startsWith("GIT_") || obey.includes(name));
  };
  const clean = Object.fromEntries(Object.entries(env).filter(isObeyed));
  const { status, stdout, stderr, error } = spawnSync("git", ["-c", "core.fsmonitor=false", ...args], {
    cwd: folder,
    env: {
      ...clean,
      LC_ALL: "C",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_NO_LAZY_FETCH: "1",
      GIT_ALLOW_PROTOCOL: "none",
      GIT_NO_REPLACE_OBJECTS: "1", // read the objects that a push sends, not their replacements by `git replace`
    },
    input,
    maxBuffer: maxBytes,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return {
    status,
    stdout: stdout ?? Buffer.alloc(0),
    stderr: stderr?.toString() ?? "",
    isAbsent: code === "ENOENT",
    isTimedOut: code === "ETIMEDOUT",
  };
}
