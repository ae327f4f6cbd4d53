import type { WriteStream } from "node:tty";
import { type Output, UsageError } from "./context";
import { runCli } from "./program/program";

/* The command `toml-secrets`. Only this file uses the global state of the process. */

/** Node obeys NO_COLOR even if it is empty. */
const WITHOUT_NO_COLOR = { ...process.env, NO_COLOR: undefined };

function outputOf(stream: NodeJS.WriteStream): Output {
  let mayThrow = false;
  // The reader may close the pipe early, as `head` does.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!mayThrow) process.exit(error.code === "EPIPE" ? 0 : 1);
  });
  return {
    write: (text) => void stream.write(text),
    async writeOrThrow(text) {
      mayThrow = true; // stays true if the write fails, because the event "error" comes after the callback
      const error = await new Promise<Error | null | undefined>((resolve) => stream.write(text, resolve));
      if (error) throw new UsageError("nobody reads what this writes to standard output, so the file was not changed");
      mayThrow = false;
    },
    isTerminal: stream.isTTY === true,
    columns: (stream as WriteStream).columns || undefined, // some terminals say 0
    hasColors: wantsColors((stream as WriteStream).hasColors?.(WITHOUT_NO_COLOR) === true),
  };
}

/** See https://no-color.org. Node's own FORCE_COLOR wins over it. */
function wantsColors(isAble: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return !["0", "false"].includes(FORCE_COLOR);
  return isAble && !NO_COLOR;
}

function fail(error: unknown): void {
  // The message of an unexpected error may contain a value; its stack frames do not.
  const { name = "Error", stack = "" } = error as Partial<Error>;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  process.stderr.write(
    `toml-secrets crashed with a ${name}. This is a bug in toml-secrets; please report these lines:\n${frames.join("\n")}\n`,
  );
  process.exitCode = 1;
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    process.stderr.write("error: the working folder is unknown; it may have been removed\n");
    process.exit(1);
  }
}

runCli(process.argv.slice(2), {
  cwd: workingFolder(),
  env: process.env,
  user: process.getuid && process.getgid && { uid: process.getuid(), gid: process.getgid() },
  stdin: process.stdin,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
}).then((code) => {
  process.exitCode = code;
}, fail);
