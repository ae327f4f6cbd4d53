import { writeSync } from "node:fs";
import { inspect } from "node:util";

type Redact = (text: string) => string;

/** Listeners with this mark are guards; what it holds masks. Registered, for there may be several copies of this package. */
const GUARD = Symbol.for("toml-secrets guard");

/**
 * Prints uncaught errors through `redact` instead of leaving it to the runtime, and ends the process with the exit code that it
 * would have had. Where the program has a listener of its own for uncaught errors, that one goes on deciding.
 * @returns a function that takes the guard away.
 */
export function guardUncaughtErrors(redact: Redact): () => void {
  const onUncaught = (error: unknown) => {
    const guards = process.listeners("uncaughtException").flatMap(redactOf);
    if (process.listenerCount("uncaughtException") > guards.length) return;
    const text = guards.reduce(maskedBy, textOf(error));
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
/** By how much `inspect` indents what is within something else. */
const INDENT = 2;

/** A string that is cut, or broken at its line ends, might not be known again as a value, or as its beginning. */
function textOf(error: unknown): string {
  try {
    return inspect(error, { depth: DEPTH, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY });
  } catch {
    return "error, which can't be printed: it throws where it is looked at"; // what it throws may hold a value as well
  }
}

/**
 * `inspect` indents each line of an error that is within another thing, and so a value of several lines is not there as it is. The
 * lines of each depth are masked once more without their indentation, with the line before them, in which a value may begin.
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

/** As Node does: `exit` listeners are told 1, and may set another code; what they throw changes nothing. */
function exit(): void {
  try {
    process.exit(1);
  } catch {
    process.exit(1);
  }
}

/** Past `process.stderr`, for what that holds back would be lost at the exit. A pipe that is full is waited for. */
function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  for (let waits = 0; written < bytes.length && waits < MAX_WAITS; ) {
    try {
      written += writeSync(2, bytes, written);
      waits = 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return; // nobody is there to read it
      waits++;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}

const WAIT_MS = 5;
const MAX_WAITS = 2_000;
