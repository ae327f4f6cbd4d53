import { spawn } from "node:child_process";
import type { CommandLine } from "./command-line";

/** What a terminal showed, and how the command ended. */
export interface Typed {
  readonly status: number | null;
  readonly screen: string;
}

/**
 * Runs a command on a terminal of its own (`script` of util-linux) and types: each answer once its question is on the screen. It stops
 * waiting for questions when the command ends.
 */
export async function typed(
  line: CommandLine,
  args: readonly string[],
  answers: readonly (readonly [question: string, keys: string])[],
  env: NodeJS.ProcessEnv = {},
): Promise<Typed> {
  const quoted = [process.execPath, line.bin, ...args].map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qec", `stty -echo; ${quoted}`, "/dev/null"], {
    cwd: line.project,
    env: { ...line.processEnv, TERM: "xterm-256color", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let seen = 0;
  let next = 0;
  child.stdout.on("data", (chunk) => {
    screen += chunk;
    const [question, keys] = answers[next] ?? [];
    const at = question === undefined ? -1 : screen.indexOf(question, seen);
    if (keys === undefined || at === -1) return;
    seen = at + 1;
    next++;
    setTimeout(() => child.stdin.write(keys), 50); // the question is written before the terminal is ready
  });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, screen };
}
