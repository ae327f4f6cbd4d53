import type { Command } from "commander";
import { formatPath, type KeyPath } from "../../core/key-path";
import { isTable } from "../../core/table";
import { type CliContext, EXIT, loadSecrets, UsageError } from "../context";
import { COMPLETION_SCRIPTS } from "../formats/completion-scripts";

/** Prints the script with which a shell completes the words of this command. */
export function completion(shell: string, cli: CliContext): number {
  const script = Object.hasOwn(COMPLETION_SCRIPTS, shell) ? COMPLETION_SCRIPTS[shell] : undefined;
  if (script === undefined) throw new UsageError(`completion is for ${Object.keys(COMPLETION_SCRIPTS).join(", ")}`);
  cli.stdout.write(script);
  return EXIT.ok;
}

/** Commands whose arguments are keys. */
const TAKE_KEYS = ["get", "set", "unset", "rename"];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "--type": ["string", "integer", "float", "boolean", "date", "json"],
  "--format": ["env", "shell", "docker", "kubernetes", "github", "json", "toml"],
};

/** Prints the completions of the last word, one a line; nothing if the shell should complete file names. It never fails. */
export function complete(words: readonly string[], program: Command, cli: CliContext): number {
  const current = words.at(-1) ?? "";
  const found = candidates(words.slice(0, -1), current, program, cli).filter((word) => word.startsWith(current));
  cli.stdout.write(found.map((word) => `${word}\n`).join(""));
  return EXIT.ok;
}

function candidates(before: readonly string[], current: string, program: Command, cli: CliContext): readonly string[] {
  const [name] = before;
  const names = program.commands.map((command) => command.name()).filter((command) => !command.startsWith("_"));
  if (name === undefined) return current.startsWith("-") ? optionsOf(program) : [...names, "help"];
  if (name === "help") return before.length === 1 ? names : [];
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined || before.includes("--")) return [];
  const values = VALUES[before.at(-1) ?? ""];
  if (values !== undefined) return values;
  if (current.startsWith("-")) return optionsOf(command);
  if (name === "completion") return Object.keys(COMPLETION_SCRIPTS);
  return TAKE_KEYS.includes(name) && !["-f", "--file"].includes(before.at(-1) ?? "") ? keys(before, cli) : [];
}

function optionsOf(command: Command): string[] {
  return [...command.options.map(({ long, short }) => long ?? short ?? ""), "--help"].filter((option) => option !== "");
}

/** The names of all keys, of the files that the words name with -f. */
function keys(before: readonly string[], cli: CliContext): string[] {
  const files = before.flatMap((word, at) => (["-f", "--file"].includes(before[at - 1] ?? "") ? [word] : []));
  const found: string[] = [];
  const add = (value: unknown, path: KeyPath) => {
    if (path.length > 0) found.push(formatPath(path));
    if (isTable(value)) for (const key of Object.keys(value)) add(value[key], [...path, key]);
  };
  try {
    add(loadSecrets({ file: files.length > 0 ? files : undefined }, cli).table, []);
  } catch {
    return []; // the shell shows no errors
  }
  return found;
}
