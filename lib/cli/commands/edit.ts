import { SecretsError } from "../../core/errors";
import { readText } from "../../sources/file";
import { decodeToml } from "../../toml/decode";
import { askLine, canAsk } from "../ask";
import { type CliContext, EXIT, printableLines, UsageError } from "../context";
import { makeFolder, type Target, type TargetOptions, targetOf } from "../target";
import { styleOf } from "../terminal";
import { createEditFolder, runEditor } from "../write/editor";
import { keepPrivate } from "../write/keep-private";
import { plainTextOf, replacePlainText } from "../write/plain-text";

/** Opens a copy of the secrets file in an editor. Replaces the file with the copy when the copy is valid TOML. */
export async function edit(options: TargetOptions, cli: CliContext): Promise<number> {
  const target = targetOf(options, cli);
  const before = plainTextOf(target, cli);
  const editFolder = createEditFolder(before ?? "");
  const end = (signal: NodeJS.Signals) => {
    editFolder.remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    return await untilTaken(editFolder.file, before, target, cli);
  } finally {
    for (const signal of signals) process.off(signal, end);
    editFolder.remove();
  }
}

async function untilTaken(file: string, before: string | undefined, target: Target, cli: CliContext): Promise<number> {
  let base = before;
  for (;;) {
    const failure = await runEditor(file, cli);
    const outcome = failure === undefined ? take(file, base, target, cli) : refuse(file, base, failure);
    if (outcome === "same") {
      cli.stdout.write(`nothing was changed in ${target.shown}\n`);
      return EXIT.ok;
    }
    if (outcome === "taken") {
      const lines = [`${before === undefined ? "created" : "changed"} ${target.shown}`, ...keepPrivate(target, cli)];
      cli.stdout.write(`${lines.join("\n")}\n`);
      return EXIT.ok;
    }
    const isOvertaken = outcome === "overtaken";
    const problem = isOvertaken ? `${target.shown} was changed by another program while you were editing it` : outcome.message;
    if (!canAsk(cli)) throw new UsageError(`${problem}\n  Nothing was written.`);
    cli.stderr.write(`${styleOf(cli.stderr).red("error:")} ${printableLines(problem)}\n`);
    const question = isOvertaken
      ? "Replace it with yours (w), or drop yours (q)? "
      : "Go back to the editor (Enter), or drop your changes (q)? ";
    const answer = (await askLine(question, cli)).trim().toLowerCase();
    if (isOvertaken ? answer !== "w" : answer === "q") throw new UsageError("cancelled; nothing was written");
    if (isOvertaken) base = plainTextOf(target, cli);
  }
}

/**
 * The error for an editor that failed. Somebody may have ended it this way to drop the changes (`:cq` in vim). But it may also
 * have crashed after saving, so the error is returned and not thrown if there are changes: the person can go back to them.
 */
function refuse(file: string, base: string | undefined, failure: string): UsageError {
  if ((readText(file) ?? "") === (base ?? "")) throw new UsageError(`the editor ended with ${failure}; nothing was changed`);
  return new UsageError(`the editor ended with ${failure}, so its changes were not applied`);
}

/** Replaces the file with the edited text, if that is TOML and nobody else has changed the file. */
function take(file: string, base: string | undefined, target: Target, cli: CliContext): "same" | "taken" | "overtaken" | Error {
  let text: string;
  try {
    text = readText(file) ?? "";
    if (text === (base ?? "")) return "same";
    decodeToml(text, target.path);
  } catch (error) {
    if (error instanceof SecretsError) return error;
    throw error;
  }
  try {
    makeFolder(target);
    return replacePlainText(target, cli, text, base) ? "taken" : "overtaken";
  } catch (error) {
    // A person goes back to the editor, so that what was typed is not lost.
    if (canAsk(cli) && (error instanceof SecretsError || error instanceof UsageError)) return error;
    throw error;
  }
}
