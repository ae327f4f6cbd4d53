import { Command, CommanderError } from "commander";
import { SecretsError } from "../core/errors";
import { type Cli, EXIT, printableLines, UsageError } from "./context";
import { styleOf } from "./terminal";

/** Runs a command line (without `node` and the program), and gives the exit code. Each command is loaded when it is called. */
export async function runCli(args: readonly string[], cli: Cli): Promise<number> {
  let code: number = EXIT.ok;
  const program = describe(cli, async (act) => {
    code = await act();
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // it has said why
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
    .description("Secrets in .streamlit/secrets.toml: make the file, check it, look at it, and run programs with it.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(toml-secrets --help tells what there is)")
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

  command("init", "make .streamlit/secrets.toml, which only you can read, and keep it out of git")
    .option("--global", "make the one in the home folder, for all projects")
    .addHelpText("after", example("toml-secrets init", "toml-secrets init --global"))
    .action((options) => act(() => (require("./commands/init") as typeof import("./commands/init")).init(options, cli)));

  withSources(command("check", "load every source and tell what is wrong: syntax, schema, permissions, git"))
    .option("--schema <file>", "validate with the Standard Schema that this module exports (default, or schema)")
    .option("--allow-missing", "having no secrets at all is no problem")
    .option("--json", "for scripts")
    .addHelpText("after", example("toml-secrets check", "toml-secrets check --schema ./secrets.schema.mjs"))
    .action((options) => act(() => (require("./commands/check") as typeof import("./commands/check")).check(options, cli)));

  withSources(command("list", "show the keys, their kinds, where each is from and what it hides; never a value"))
    .option("--json", "for scripts")
    .addHelpText("after", example("toml-secrets list", "toml-secrets list --json | jq -r '.[] | select(.exported).key'"))
    .action((options) => act(() => (require("./commands/list") as typeof import("./commands/list")).list(options, cli)));

  withSources(command("get <key>", "write one value to a pipe"))
    .option("--show", "write it to a terminal as well")
    .option("--json", "as JSON; sections and lists are JSON anyway")
    .addHelpText(
      "after",
      example("PGPASSWORD=$(toml-secrets get db_credentials.password) psql", "toml-secrets get 'hosts[0].name' --show"),
    )
    .action((key, options) => act(() => (require("./commands/get") as typeof import("./commands/get")).get(key, options, cli)));

  withSources(command("run <command...>", "run a command with the secrets in its environment"))
    .usage("[options] -- <command> [arguments]")
    .option("--only <names>", "these variables (or sections) and no others, separated by commas", splitNames)
    .option("--sections", "sections too: [db] user becomes DB__USER")
    .option("--keep", "what the environment has already wins")
    .passThroughOptions()
    .addHelpText(
      "after",
      example("toml-secrets run -- node server.js", "toml-secrets run --only API_KEY,db --sections -- npm start"),
    )
    .action((parts, options) =>
      act(() => (require("./commands/run") as typeof import("./commands/run")).run(parts, options, cli)),
    );

  withSources(command("types", "write declarations that type `secrets`: names and kinds, never values"))
    .option("--out <file>", "where to", "secrets.d.ts")
    .option("--check", "write nothing; fail where the file is not up to date")
    .option("--allow-missing", "having no secrets at all is no problem")
    .addHelpText("after", example("toml-secrets types", "toml-secrets types --check"))
    .action((options) => act(() => (require("./commands/types") as typeof import("./commands/types")).types(options, cli)));

  withSources(
    command("scan [paths...]", "find the secrets' values where they should not be; names file, line and key, never a value"),
  )
    .option("--staged", "look into what the next commit changes: for a pre-commit hook")
    .option("--index", "look into every file that git tracks, as it is in the index")
    .option("--diff", "look into the lines that a diff adds, which comes from standard input")
    .option("--allow-missing", "having no secrets at all is no problem")
    .option("--json", "for scripts")
    .addHelpText("after", SCAN_HELP)
    .action((paths, options) =>
      act(() => (require("./commands/scan") as typeof import("./commands/scan")).scan(paths, options, cli)),
    );
  return program;
}

function withSources(command: Command): Command {
  const collect = (file: string, files: readonly string[] = []) => {
    if (file === "") throw new UsageError("--file is given an empty path; is the variable set that it is from?");
    return [...files, file];
  };
  return command.option(
    "-f, --file <path>",
    "a file (.toml) or folder instead of the defaults; may be given again, the later wins",
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
A value is found as it is, JSON-escaped, URL-encoded, in base64 and in hex. Without paths it looks into this folder. The secrets
files themselves, .git and node_modules are left out, unless they are what is named. Exit code 1 where something is found.
${example("toml-secrets scan dist", "toml-secrets scan --staged", "git diff --no-color --no-ext-diff HEAD | toml-secrets scan --diff")}`;

const HELP = `
Exit codes: 0 all is well, 1 a problem was found or the secrets can't be loaded, 2 wrong usage.
\`run\` ends as its command does; 126 where it can't be started, 127 where there is none of that name.

Examples:
  $ toml-secrets init
  $ toml-secrets run -- node server.js
  $ toml-secrets scan dist
`;
