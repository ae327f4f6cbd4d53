import { wrapped } from "../terminal";
import { commands } from "./commands";
import { type Describer, example, splitNames } from "./describer";

/** The commands that read secrets. */
export function describeReading({ cli, act, command, withSources, program }: Describer): void {
  withSources(command("check", "load every source and report problems: syntax, schema, permissions, git, packages, images"))
    .option("--schema <file>", "validate with the Standard Schema that this module exports (default, or schema)")
    .option("--allow-missing", "succeed when there are no secrets")
    .option(
      "--resolve <names>",
      "try to fetch the values from these stores, separated by commas: op, pass, vault, aws …",
      splitNames,
    )
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", example("toml-secrets check", "toml-secrets check --schema ./secrets.schema.mjs"))
    .action((options) => act(() => commands.check().check(options, cli)));

  withSources(command("list", "show the keys, their kinds, where each comes from, and what it hides; never a value"))
    .option("--fingerprint", "add a short code for each long string: equal values have equal codes")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", example("toml-secrets list", "toml-secrets list --json | jq -r '.[] | select(.exported).key'"))
    .action((options) => act(() => commands.list().list(options, cli)));

  withSources(command("get <key>", "print one value, for a pipe"))
    .option("--show", "print it even if stdout is a terminal")
    .option("--resolve <names>", "fetch values from these stores, separated by commas: op, pass, vault, aws …", splitNames)
    .option("--default <text>", "print this if the key does not exist (not for secrets: arguments are visible to others)")
    .option("--json", "print JSON; sections and lists are always JSON")
    .addHelpText(
      "after",
      example("PGPASSWORD=$(toml-secrets get db_credentials.password) psql", "toml-secrets get 'hosts[0].name' --show"),
    )
    .action((key, options) => act(() => commands.get().get(key, options, cli)));

  withSources(command("run <command...>", "run a command with the secrets in its environment"))
    .usage("[options] -- <command> [arguments]")
    .option("--only <names>", "pass only these variables (or sections), separated by commas", splitNames)
    .option("--sections", "pass sections too: [db] username becomes DB__USERNAME")
    .option("--keep", "keep variables that are already set")
    .option("--resolve <names>", "fetch values from these stores, separated by commas: op, pass, vault, aws …", splitNames)
    .passThroughOptions()
    .addHelpText(
      "after",
      example("toml-secrets run -- node server.js", "toml-secrets run --only API_KEY,db --sections -- npm start"),
    )
    .action((parts, options) => act(() => commands.run().run(parts, options, cli)));

  withSources(command("types", "write a declaration file that types `secrets`: names and kinds, never values"))
    .option("--out <file>", "the file to write", "secrets.d.ts")
    .option("--check", "write nothing; fail if the file is out of date")
    .option("--allow-missing", "succeed when there are no secrets")
    .addHelpText("after", example("toml-secrets types", "toml-secrets types --check"))
    .action((options) => act(() => commands.types().types(options, cli)));

  withSources(
    command(
      "scan [paths...]",
      "find the values of your secrets where they should not be; prints file, line, and key, never a value",
    ),
  )
    .option("--staged", "scan what the next commit changes, for a pre-commit hook")
    .option("--index", "scan every file that git tracks, as it is in the index")
    .option("--diff", "scan the lines that a diff from standard input adds")
    .option("--allow-locked", "skip the values of encrypted files that no key here opens")
    .option("--allow-missing", "succeed when there are no secrets")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", wrapped(SCAN_HELP, cli.stdout.columns))
    .action((paths, options) => act(() => commands.scan().scan(paths, options, cli)));

  withSources(
    command("export", "print secrets in the format of another program, to a pipe or to a file")
      .requiredOption("--format <format>", "env, shell, docker, kubernetes, github, json or toml")
      .option("--only <names>", "export only these variables (or sections), separated by commas", splitNames)
      .option("--sections", "export sections too: [db] username becomes DB__USERNAME")
      .option("-o, --out <file>", "write to this file, readable only by you")
      .option("--name <name>", "the name of the Kubernetes Secret", "secrets")
      .option("--show", "print them even if stdout is a terminal")
      .option("--resolve <names>", "fetch values from these stores, separated by commas: op, pass, vault, aws …", splitNames),
  )
    .addHelpText(
      "after",
      example("toml-secrets export --format docker -o secrets.env", 'toml-secrets export --format github >> "$GITHUB_ENV"'),
    )
    .action((options) => act(() => commands.export().exportSecrets(options, cli)));

  command("diff <a> <b>", "compare two files or folders: keys, kinds, and whether values are equal; never prints a value")
    .option("--json", "print JSON, for scripts")
    .addHelpText(
      "after",
      example("toml-secrets diff .env .streamlit/secrets.toml", "toml-secrets diff staging.toml production.toml"),
    )
    .action((a, b, options) => act(() => commands.diff().diff(a, b, options, cli)));

  command(
    "completion <shell>",
    "print the script with which a shell completes commands, options, and keys (bash, zsh, fish, powershell)",
  )
    .addHelpText("after", example('eval "$(toml-secrets completion bash)"', "toml-secrets completion fish | source"))
    .action((shell) => act(() => commands.completion().completion(shell, cli)));

  program
    .command("__complete [words...]", { hidden: true })
    .allowUnknownOption()
    .helpOption(false)
    .passThroughOptions()
    .action((words) => act(() => commands.completion().complete(words, program, cli)));
}

const SCAN_HELP = `
Values are found in plain form, JSON-escaped, URL-encoded, in base64, and in hex. Without paths, this folder is scanned. The secrets
files, .git, and node_modules are skipped unless you name them. The exit code is 1 if something is found.
${example("toml-secrets scan dist", "toml-secrets scan --staged", "git diff --no-color --no-ext-diff HEAD | toml-secrets scan --diff")}`;
