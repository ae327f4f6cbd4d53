import { spawnSync } from "node:child_process";
import type { Environment } from "../core/types";

/** How a git command ended; `status` is `null` where there is no git. */
export interface GitResult {
  readonly status: number | null;
  readonly stdout: Buffer;
}

export interface GitOptions {
  readonly input?: string;
  /** Of the variables that name another repository or index, which git sets for its hooks: those to obey. @default none */
  readonly obey?: readonly string[];
}

/**
 * Runs git in a user's repository. Git runs what a repository's configuration tells it to (core.fsmonitor, the transport of a remote that
 * objects are fetched from when they are missing), and obeys variables that name another repository; both are taken out of its hands.
 * Use it for commands that run no hook, filter, pager or alias.
 */
export function runGit(folder: string, env: Environment, args: readonly string[], options: GitOptions = {}): GitResult {
  const { input = "", obey = [] } = options;
  const isObeyed = ([name]: [string, unknown]) => !name.toUpperCase().startsWith("GIT_") || obey.includes(name);
  const clean = Object.fromEntries(Object.entries(env).filter(isObeyed));
  const { status, stdout } = spawnSync("git", ["-c", "core.fsmonitor=false", ...args], {
    cwd: folder,
    env: {
      ...clean,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_NO_LAZY_FETCH: "1",
      GIT_ALLOW_PROTOCOL: "none",
      GIT_NO_REPLACE_OBJECTS: "1", // what a push sends, and not what `git replace` shows in its place
    },
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  return { status, stdout: stdout ?? Buffer.alloc(0) };
}
