import { writeSync } from "node:fs";
import { inspect } from "node:util";

/**
 * Prints uncaught errors through `redact` instead of leaving it to the runtime, and ends the process with the exit code that it
 * would have had. Where the program has a listener of its own for uncaught errors, that one goes on deciding.
 * @returns a function that takes the guard away.
 */
export function installGuard(redact: (text: string) => string): () => void {
  const onUncaught = (error: unknown) => {
    if (process.listenerCount("uncaughtException") > 1) return;
    print(`Uncaught ${redact(inspect(error, { depth: 10 }))}\n\nNode.js ${process.version}\n`);
    process.exit(1); // as Node does: `exit` listeners are told 1, and may set another code
  };
  process.on("uncaughtException", onUncaught);
  return () => {
    process.removeListener("uncaughtException", onUncaught);
  };
}

function print(text: string): void {
  try {
    writeSync(2, text); // what process.stderr holds back would be lost
  } catch {
    process.stderr.write(text);
  }
}
