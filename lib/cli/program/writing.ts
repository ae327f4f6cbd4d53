import { commands } from "./commands";
import { type Describer, example } from "./describer";

/** The commands that write to a secrets file, or beside it. */
export function describeWriting({ cli, act, command, withTarget }: Describer): void {
  command(
    "init",
    "create .streamlit/secrets.toml, readable only by you, and keep it out of git; asks for the keys of the example file",
  )
    .option("--global", "create the file in the home folder, for all projects")
    .option("--here", "create it in this folder even if a folder above has one")
    .option("--encrypted", "encrypt it, so that it is safe to commit; creates your key if you have none")
    .addHelpText("after", example("toml-secrets init", "toml-secrets init --global"))
    .action((options) => act(() => commands.init().init(options, cli)));

  withTarget(command("set <key>", "set one value; type it at the prompt (it is not shown), or pipe it in"))
    .option("--type <type>", "string, integer, float, boolean, date, or json; default: the type of the old value, or string")
    .option("--allow-empty", "accept an empty value")
    .allowExcessArguments()
    .allowUnknownOption() // arguments after the key are refused without being shown, because one may be the value
    .addHelpText("after", example("toml-secrets set db.password", "openssl rand -hex 32 | toml-secrets set session.key"))
    .action((_key, options, { args }) => act(() => commands.set().set(args, options, cli)));

  withTarget(command("unset <keys...>", "remove keys or whole sections"))
    .addHelpText("after", example("toml-secrets unset db.password"))
    .action((keys, options) => act(() => commands.unset().unset(keys, options, cli)));

  withTarget(command("rename <key> <new-key>", "rename a key, or move it to another section"))
    .addHelpText("after", example("toml-secrets rename db.pass db.password"))
    .action((key, newKey, options) => act(() => commands.rename().rename(key, newKey, options, cli)));

  withTarget(command("edit", "open the secrets file in $VISUAL or $EDITOR; the result is parsed before it replaces the file"))
    .addHelpText("after", example("toml-secrets edit", "EDITOR=nano toml-secrets edit --global"))
    .action((options) => act(() => commands.edit().edit(options, cli)));

  withTarget(command("import <files...>", "copy the values of .env or JSON files; - is standard input"))
    .option("--section <name>", "put all keys into this section")
    .option("--overwrite", "replace keys that already exist")
    .addHelpText("after", example("toml-secrets import .env", "toml-secrets import --section db db.json"))
    .action((files, options) => act(() => commands.import().importFiles(files, options, cli)));

  withTarget(command("example", "write .streamlit/secrets.example.toml, which you commit: keys, kinds, and comments, no values"))
    .option("--overwrite", "replace the file; by default, only missing keys are added")
    .addHelpText("after", example("toml-secrets example"))
    .action((options) => act(() => commands.example().example(options, cli)));
}
