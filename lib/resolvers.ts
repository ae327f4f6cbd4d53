import { aws as awsCommand } from "./resolve/aws-command";
import { type CommandOptions, createCommand, type Tool } from "./resolve/create-command";
import * as desktop from "./resolve/desktop";
import { op } from "./resolve/one-password";
import type { Resolver } from "./resolve/resolver";
import * as servers from "./resolve/servers";

/* Resolvers for `createSecrets({ resolve })`. Only programs that import this entry load it. */

export { type AwsOptions, aws } from "./resolve/aws-sdk";
export type { CommandOptions } from "./resolve/create-command";
export type { KeepassxcOptions } from "./resolve/desktop";
export { StoreFailure } from "./resolve/failure";
export type { Answers, Resolve, Resolver } from "./resolve/resolver";

/**
 * Synchronous resolvers that run the command of a store, without a shell, a terminal, or standard input. Each takes options:
 * `path` (the command: a name on PATH, or an absolute path), `timeoutMs` (milliseconds, default 10000), `maxBytes` (default
 * 1048576).
 * @throws TypeError if a limit is not a whole number from 1 to 2147483647, or `path` is not a string.
 * @example
 * createSecrets({ resolve: { op: commands.op(), pass: commands.pass({ timeoutMs: 30_000 }) } });
 */
export const commands = Object.freeze({
  op: of(op),
  bw: of(desktop.bw),
  vault: of(servers.vault),
  bao: of(servers.bao),
  aws: of(awsCommand),
  gcloud: of(servers.gcloud),
  az: of(servers.az),
  doppler: of(servers.doppler),
  infisical: of(servers.infisical),
  pass: of(desktop.pass),
  "secret-tool": of(desktop.secretTool),
  security: of(desktop.security),
  "systemd-creds": of(desktop.systemdCreds),
  "keepassxc-cli": of(desktop.keepassxc),
  sops: of(servers.sops),
  kubectl: of(servers.kubectl),
});

/**
 * A synchronous resolver that runs any other command. `{}` in an argument is replaced with the text after `://` in the reference.
 * Without `{}`, that text is added as the last argument. The text must not begin with a dash.
 * @throws TypeError if `argv` is not an array of strings that begins with a command, or a limit is not a whole number from 1 to
 * 2147483647.
 * @example
 * createSecrets({ resolve: { gopass: command(["gopass", "show", "--password", "--", "{}"]) } });
 */
export function command(argv: readonly string[], options: CommandOptions = {}): Resolver {
  if (!Array.isArray(argv) || !argv.every((part) => typeof part === "string") || !argv[0]) {
    throw new TypeError('command takes a command and its arguments: command(["gopass", "show", "--", "{}"])');
  }
  return desktop.custom(argv, options);
}

function of<Options extends CommandOptions>(tool: Tool<Options>) {
  return (options: Partial<Options> = {}): Resolver => createCommand(tool, options as Options);
}
