import type { Command } from "commander";
import { commands } from "./commands";
import { type Describer, example } from "./describer";

/** The commands for encrypted files. */
export function describeEncryption({ cli, act, command, withTarget }: Describer): void {
  const collect = (one: string, before: readonly string[] = []) => [...before, one];
  const withTrust = (described: Command) =>
    withTarget(described).option("--trust", "accept that the file has another key than when you last wrote to it");

  withTrust(command("encrypt", "encrypt every plain value of a secrets file, so that it is safe to commit"))
    .option("--check", "write nothing; fail if a value is plain (needs no key)")
    .option("--staged", "the same for the version in git's index, for a pre-commit hook")
    .option("--to <name=key>", "a recipient of a file that is encrypted for the first time; repeatable", collect)
    .option("--recovery", "add a recovery recipient, whose private key is printed once, for a safe")
    .option("--force", "encrypt even if no key of this machine could open the file")
    .addHelpText(
      "after",
      example("toml-secrets encrypt", "toml-secrets encrypt --to alice=age1… --to ci=age1…", "toml-secrets encrypt --staged"),
    )
    .action((options) => act(() => commands.encrypt().encrypt(options, cli)));

  withTrust(command("decrypt [file]", "decrypt a secrets file: to standard output, or in place"))
    .option("--stdout", "write the plain file to a pipe, without the header")
    .option("--show", "write it even if stdout is a terminal")
    .option("-y, --yes", "do not ask before the plain file is written")
    .addHelpText(
      "after",
      example(
        "toml-secrets decrypt --stdout | less",
        'git config diff.toml-secrets.textconv "npx toml-secrets decrypt --stdout"',
      ),
    )
    .action((file, options) => act(() => commands.decrypt().decrypt(file, options, cli)));

  command("keygen", "create your private key, and print the public one")
    .option("--print", "print the private key instead of storing it")
    .option("--another", "create one more key if there is one already")
    .action((options) => act(() => commands.keygen().keygen(options, cli)));

  const group = withTrust(command("recipients", "list, add, and remove those who can open an encrypted file"))
    .action((options) => act(() => commands.recipients().listRecipients(options, cli)))
    .addHelpText(
      "after",
      example(
        "toml-secrets recipients add alice age1…",
        "curl -s https://github.com/alice.keys | toml-secrets recipients add alice -",
        "toml-secrets recipients add ci --generate | gh secret set SECRETS_AGE_KEY",
        "toml-secrets recipients remove alice",
      ),
    );
  const sub = (usage: string, description: string) => withTrust(group.command(usage).description(description));
  sub("add <name> [key...]", "let somebody open the file: a public key of age or SSH, or - to read one from standard input")
    .option("--generate", "create a key for a place such as CI, and print the private one, once")
    .action((name, key, options) =>
      act(() => commands.recipients().addRecipient(name, key.length === 0 ? undefined : key.join(" "), options, cli)),
    );
  sub("remove <names...>", "remove recipients, and give the file a new key").action((names, options) =>
    act(() => commands.recipients().removeRecipients(names, options, cli)),
  );

  withTrust(command("rotate", "give an encrypted file a new key, for the same recipients")).action((options) =>
    act(() => commands.recipients().rotate(options, cli)),
  );

  withTrust(
    command("accept [keys...]", "accept values that somebody without the key proposed: those of these keys, or all"),
  ).action((keys, options) => act(() => commands.accept().accept(keys, options, cli)));

  withTrust(command("repair", "repair values that do not open after a rename by hand or a merge; writes only with --yes"))
    .option("-y, --yes", "write the repaired values")
    .action((options) => act(() => commands.repair().repair(options, cli)));

  command("merge <base> <ours> <theirs>", "merge two versions of a secrets file key by key: a merge driver for git")
    .addHelpText("after", example('git config merge.toml-secrets.driver "npx toml-secrets merge %O %A %B"'))
    .action((base, ours, theirs) => act(() => commands.merge().merge(base, ours, theirs, cli)));
}
