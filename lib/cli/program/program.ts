import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { SecretsError } from "../../core/errors";
import { adviceForCommandLine } from "../advice";
import {
  type CliContext,
  EXIT,
  loadSecrets,
  printable,
  printableLines,
  type SourceOptions,
  shortPlace,
  UsageError,
} from "../context";
import { styleOf, wrapped } from "../terminal";
import type { Describer } from "./describer";
import { describeEncryption } from "./encryption";
import { describeReading } from "./reading";
import { describeWriting } from "./writing";

/** Runs a command line (without `node` and the program) and returns the exit code. Each command is loaded when it is called. */
export async function runCli(args: readonly string[], cli: CliContext): Promise<number> {
  let code: number = EXIT.ok;
  const program = describe(cli, async (act) => {
    code = await act();
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed" && isFile(args, cli)) return EXIT.usage;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed the reason
    const isUsage = error instanceof Error && error.name === "UsageError";
    if (!isUsage && !(error instanceof SecretsError)) throw error;
    cli.stderr.write(`${styleOf(cli.stderr).red("error:")} ${printableLines(withoutValues(adviceForCommandLine(error), cli))}\n`);
    return isUsage ? EXIT.usage : EXIT.problem;
  }
}

/** Is `--help` or `-h` perhaps the name of a file, from a `*` that the shell has expanded? Then nothing was done, and that is no success. */
function isFile(args: readonly string[], cli: CliContext): boolean {
  const name = args.find((arg) => arg === "--help" || arg === "-h");
  if (args[0] !== "scan" || name === undefined || !existsSync(resolve(cli.cwd, name))) return false;
  cli.stderr.write(`${JSON.stringify(name)} is an option and also a file in this folder; to scan all files, write ./* or -- *\n`);
  return true;
}

function describe(cli: CliContext, act: Describer["act"]): Command {
  const { version } = require("../../../package.json") as { version: string };
  const program = new Command("toml-secrets");
  configure(program, cli)
    .description("Secrets in .streamlit/secrets.toml: write them, check them, list their keys, and run programs with them.")
    .version(version, "-v, --version", "print the version")
    .helpCommand("help [command]", "print this help, or the help of a command")
    .showHelpAfterError("(see toml-secrets --help)")
    .enablePositionalOptions()
    .addHelpText("after", wrapped(HELP, cli.stdout.columns));
  const command = (usage: string, description: string) => configure(program.command(usage), cli).description(description);
  const describer = { cli, act, command, withSources: (reading: Command) => withSources(reading, cli), withTarget, program };
  describeWriting(describer);
  describeReading(describer);
  describeEncryption(describer);
  return program;
}

/** The output for help and errors. In a narrow terminal each description is below its term. */
function configure(command: Command, cli: CliContext): Command {
  const isNarrow = (cli.stdout.columns ?? 80) < 60;
  return command
    .exitOverride()
    .configureHelp({
      minWidthToWrap: 20,
      ...(isNarrow
        ? { formatItem: (term, _width, text, help) => `  ${term}\n${indented(help.boxWrap(text, (help.helpWidth ?? 40) - 6))}` }
        : {}),
    })
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      writeErr: (text) => cli.stderr.write(text),
      // An unknown option may contain a value (--value=…), which must not get into a log.
      outputError: (text, write) => write(printableLines(withoutValues(text.replace(/('--?[^'=]*)=[\s\S]*'/, "$1=…'"), cli))),
      getOutHelpWidth: () => cli.stdout.columns ?? 80,
      getErrHelpWidth: () => cli.stderr.columns ?? 80,
      getOutHasColors: () => cli.stdout.hasColors,
      getErrHasColors: () => cli.stderr.hasColors,
    });
}

/** An error quotes the arguments, and one may be a value: `toml-secrets get "$TOKEN"`. Values that can be loaded here are masked. */
function withoutValues(message: string, cli: CliContext): string {
  try {
    const { hideValuesIn } = require("../../core/hide-values") as typeof import("../../core/hide-values");
    return hideValuesIn(message, loadSecrets({}, cli).table);
  } catch {
    return message; // there are no secrets to load
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "      ");
}

function withSources(command: Command, cli: CliContext): Command {
  return command
    .option("-f, --file <path>", "a file (.toml) or folder instead of the defaults; repeatable, later ones win", collectFiles)
    .hook("preAction", (_program, action) => refuseMissing(action.opts(), cli));
}

/** A path on the command line must exist: a load skips a missing file, so it would report no mistake. */
function refuseMissing({ file, allowMissing }: SourceOptions & { readonly allowMissing?: boolean }, cli: CliContext): void {
  if (file === undefined || allowMissing) return;
  const { candidatesOf } = require("../../api/resolve-options") as typeof import("../../api/resolve-options");
  for (const { kind, path } of candidatesOf({ cwd: cli.cwd, env: cli.env, files: file })) {
    // The load itself refuses a folder that does not exist.
    if (kind === "file" && !existsSync(path))
      throw new UsageError(`-f ${printable(shortPlace(path, cli))}: there is no such file`);
  }
}

function withTarget(command: Command): Command {
  return command
    .option("-f, --file <path>", "a file (.toml) instead of the default", collectFiles)
    .option("--global", "the file in the home folder, for all projects");
}

function collectFiles(file: string, files: readonly string[] = []): string[] {
  if (file === "") throw new UsageError("--file got an empty path; is the variable that you pass set?");
  return [...files, file];
}

const HELP = `
Exit codes: 0 success, 1 a problem was found or the secrets can't be loaded, 2 wrong usage.
\`run\` exits as its command does; 126 if it can't be started, 127 if it is not found.

Examples:
  $ toml-secrets set db.password
  $ toml-secrets run -- node server.js
  $ toml-secrets scan dist
`;
