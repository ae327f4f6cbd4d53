import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { pause } from "../core/pause";

type Redact = (text: string) => string;

/** Marks listeners that are guards. Its value masks texts. It is registered, because a process may have several copies of this package. */
const GUARD = Symbol.for("toml-secrets guard");

/**
 * Prints uncaught errors through `redact` in place of the runtime, and ends the process with the exit code that the runtime would
 * have set. If the program has its own listener for uncaught errors, that listener decides what happens.
 * @returns a function that removes the guard.
 */
export function guardUncaughtErrors(redact: Redact): () => void {
  const onUncaught = (error: unknown) => {
    const guards = process.listeners("uncaughtException").flatMap(redactOf);
    if (process.listenerCount("uncaughtException") > guards.length) return;
    const text = guards.reduce(maskedBy, inspected(error));
    print(`Uncaught ${text}\n\nNode.js ${process.version}\n`);
    exit();
  };
  process.on("uncaughtException", Object.assign(onUncaught, { [GUARD]: redact }));
  return () => {
    process.removeListener("uncaughtException", onUncaught);
  };
}

function redactOf(listener: object): Redact[] {
  const redact = (listener as { [GUARD]?: Redact })[GUARD];
  return redact === undefined ? [] : [redact];
}

const DEPTH = 10;
/** The indentation that `inspect` adds at each depth. */
const INDENT = 2;

/** Without limits, because a value that `inspect` cuts or breaks into lines can't be found. */
function inspected(error: unknown): string {
  try {
    return inspect(error, { depth: DEPTH, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY });
  } catch {
    return "error, which can't be printed: it throws where it is looked at"; // the error that it throws may contain a value too
  }
}

/**
 * `inspect` indents each line of a nested error, which changes a value of several lines. So the lines of each depth are masked again
 * without their indentation. The line before them is included, because a value may begin in it.
 */
function maskedBy(text: string, mask: Redact): string {
  let shown = mask(text);
  for (let depth = 1; depth <= DEPTH + 1; depth++) {
    const indented = `\n${" ".repeat(depth * INDENT)}`;
    shown = shown
      .split(new RegExp(`\n(?! {${depth * INDENT}})`))
      .map((lines) => (lines.includes("\n") ? mask(lines.replaceAll(indented, "\n")).replaceAll("\n", indented) : lines))
      .join("\n");
  }
  return shown;
}

/** Ends the process as Node does. Listeners of `exit` get the code 1 and may set another. An error that they throw is ignored. */
function exit(): void {
  try {
    process.exit(1);
  } catch {
    process.exit(1);
  }
}

/** Writes to the file descriptor, because text in the buffer of `process.stderr` would be lost at the exit. Waits if a pipe is full. */
function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  for (let waits = 0; written < bytes.length && waits < MAX_WAITS; ) {
    try {
      written += writeSync(2, bytes, written);
      waits = 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return; // nobody reads it
      waits++;
      pause(WAIT_MS);
    }
  }
}

const WAIT_MS = 5;
const MAX_WAITS = 2_000;
