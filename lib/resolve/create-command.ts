import { failureOf, StoreFailure } from "./failure";
import { checkLimit } from "./limit";
import type { Answers, Resolver } from "./resolver";
import { createRun, type Run, type RunOptions } from "./run-command";
import { type StoreUri, uriOf } from "./uri";

/** Options of every command. */
export interface CommandOptions extends RunOptions {
  /** The command: a name on PATH, or an absolute path. @default the name of the tool */
  readonly path?: string;
}

/** How a tool fetches values. */
export interface Tool<Options extends CommandOptions = CommandOptions> {
  readonly name: string;
  /** Fetches one value. @throws StoreFailure */
  one(uri: StoreUri, run: Run, options: Options, reference: string): string;
  /** Fetches several values with one call, and omits those that it can't fetch. The omitted ones are fetched one by one. */
  many?(references: readonly string[], run: Run, options: Options): Answers;
}

/** The synchronous resolver of a tool. */
export function createCommand<Options extends CommandOptions>(tool: Tool<Options>, options: Options): Resolver {
  checkOptions(tool.name, options);
  const { path = tool.name } = options;
  return (references) => {
    const run = createRun(options);
    const runTool: Run = (args, input) => run([path, ...args], input);
    const answers = new Map<string, string | StoreFailure>(
      references.length > 1 ? tool.many?.(references, runTool, options) : undefined,
    );
    let end: StoreFailure | undefined; // no further call makes sense if the command is missing or no time is left
    for (const reference of references) {
      if (answers.has(reference)) continue;
      try {
        if (end === undefined) answers.set(reference, tool.one(uriOf(reference), runTool, options, reference));
        else answers.set(reference, end);
      } catch (error) {
        const failure = failureOf(error);
        if (/took longer|not installed|may not start/.test(failure.reason)) end = failure;
        answers.set(reference, failure);
      }
    }
    return answers;
  };
}

/** @throws TypeError, because a limit that Node refuses would look like a failure of the command. */
function checkOptions(name: string, { path = name, timeoutMs = 1, maxBytes = 1 }: CommandOptions): void {
  if (typeof path !== "string" || path === "") throw new TypeError(`${name}: path is the name or the path of a command`);
  checkLimit(`${name}: timeoutMs`, timeoutMs);
  checkLimit(`${name}: maxBytes`, maxBytes);
}

/** The text without the one line break that commands print after a value. */
export function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, "");
}

/** The JSON that a command printed. @throws StoreFailure */
export function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // The error quotes the text.
  }
  throw new StoreFailure("the command printed something that is not JSON", "update the command");
}
