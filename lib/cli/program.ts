import { Command, CommanderError } from "commander";
import { SecretsError } from "../core/errors";
import { type Cli, EXIT, printableLines, UsageError } from "./context";
import { styleOf } from "./terminal";

/** Runs a command line (without `node` and the program) and returns the exit code. Each command is loaded when it is called. */
export async function runCli(args: readonly string[], cli: Cli): Promise<number> {
  let code: number = EXIT.ok;
  const program = describe(cli, async (act) => {
    code = await act();
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed the reason
    const isUsage = error instanceof Error && error.name === "UsageError";
    if (!isUsage && !(error instanceof SecretsError)) throw error;
    cli.stderr.write(`${styleOf(cli.stderr).red("error:")} ${printableLines(error.message)}\n`);
    return isUsage ? EXIT.usage : EXIT.problem;
  }
}

type Act = (act: () => number | Promise<number>) => Promise<void>;

function describe(cli: Cli, act: Act): Command {
  const { version } = require("../../package.json") as { version: string };
  const program = new Command("toml-secrets")
    .description("Secrets in .streamlit/secrets.toml: create the file, check it, list its keys, and run programs with it.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(see toml-secrets --help)")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      writeErr: (text) => cli.stderr.write(text),
      getOutHasColors: () => cli.stdout.hasColors,
      getErrHasColors: () => cli.stderr.hasColors,
    })
    .addHelpText("after", HELP);
  const command = (usage: string, description: string) => program.command(usage).description(description);

  command("init", "create .streamlit/secrets.toml, readable only by you, and keep it out of git")
    .option("--global", "create the file in the home folder, for all projects")
    .addHelpText("after", example("toml-secrets init", "toml-secrets init --global"))
    .action((options) => act(() => (require("./commands/init") as typeof import("./commands/init")).init(options, cli)));

  withSources(command("check", "load every source and report problems: syntax, schema, permissions, git"))
    .option("--schema <file>", "validate with the Standard Schema that this module exports (default, or schema)")
    .option("--allow-missing", "succeed when there are no secrets")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", example("toml-secrets check", "toml-secrets check --schema ./secrets.schema.mjs"))
    .action((options) => act(() => (require("./commands/check") as typeof import("./commands/check")).check(options, cli)));

  withSources(command("list", "show the keys, their kinds, where each comes from, and what it hides; never a value"))
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", example("toml-secrets list", "toml-secrets list --json | jq -r '.[] | select(.exported).key'"))
    .action((options) => act(() => (require("./commands/list") as typeof import("./commands/list")).list(options, cli)));

  withSources(command("get <key>", "print one value, for a pipe"))
    .option("--show", "print it even if stdout is a terminal")
    .option("--json", "print JSON; sections and lists are always JSON")
    .addHelpText(
      "after",
      example("PGPASSWORD=$(toml-secrets get db_credentials.password) psql", "toml-secrets get 'hosts[0].name' --show"),
    )
    .action((key, options) => act(() => (require("./commands/get") as typeof import("./commands/get")).get(key, options, cli)));

  withSources(command("run <command...>", "run a command with the secrets in its environment"))
    .usage("[options] -- <command> [arguments]")
    .option("--only <names>", "pass only these variables (or sections), separated by commas", splitNames)
    .option("--sections", "pass sections too: [db] username becomes DB__USERNAME")
    .option("--keep", "keep variables that are already set")
    .passThroughOptions()
    .addHelpText(
      "after",
      example("toml-secrets run -- node server.js", "toml-secrets run --only API_KEY,db --sections -- npm start"),
    )
    .action((parts, options) =>
      act(() => (require("./commands/run") as typeof import("./commands/run")).run(parts, options, cli)),
    );

  withSources(command("types", "write a declaration file that types `secrets`: names and kinds, never values"))
    .option("--out <file>", "the file to write", "secrets.d.ts")
    .option("--check", "write nothing; fail if the file is out of date")
    .option("--allow-missing", "succeed when there are no secrets")
    .addHelpText("after", example("toml-secrets types", "toml-secrets types --check"))
    .action((options) => act(() => (require("./commands/types") as typeof import("./commands/types")).types(options, cli)));

  withSources(
    command(
      "scan [paths...]",
      "find the values of your secrets where they should not be; prints file, line, and key, never a value",
    ),
  )
    .option("--staged", "scan what the next commit changes, for a pre-commit hook")
    .option("--index", "scan every file that git tracks, as it is in the index")
    .option("--diff", "scan the lines that a diff from standard input adds")
    .option("--allow-missing", "succeed when there are no secrets")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", SCAN_HELP)
    .action((paths, options) =>
      act(() => (require("./commands/scan") as typeof import("./commands/scan")).scan(paths, options, cli)),
    );
  return program;
}

function withSources(command: Command): Command {
  const collect = (file: string, files: readonly string[] = []) => {
    if (file === "") throw new UsageError("--file got an empty path; is the variable that you pass set?");
    return [...files, file];
  };
  return command.option(
    "-f, --file <path>",
    "a file (.toml) or folder instead of the defaults; repeatable, the later wins",
    collect,
  );
}

function splitNames(names: string, before: readonly string[] = []): string[] {
  return [...before, ...names.split(",").filter((name) => name !== "")];
}

function example(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}

const SCAN_HELP = `
Values are found as they are, JSON-escaped, URL-encoded, in base64, and in hex. Without paths, this folder is scanned. The secrets
files, .git, and node_modules are skipped unless you name them. The exit code is 1 if something is found.
${example("toml-secrets scan dist", "toml-secrets scan --staged", "git diff --no-color --no-ext-diff HEAD | toml-secrets scan --diff")}`;

const HELP = `
Exit codes: 0 success, 1 a problem was found or the secrets can't be loaded, 2 wrong usage.
\`run\` exits as its command does; 126 if it can't be started, 127 if it is not found.

Examples:
  $ toml-secrets init
  $ toml-secrets run -- node server.js
  $ toml-secrets scan dist
`;
