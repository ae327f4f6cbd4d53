import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { exportEnv } from "../../env/export-env";
import { type CliContext, EXIT, loadSecrets, printable, type SourceOptions, UsageError } from "../context";
import { pick, variablesOf } from "../variables";

interface RunOptions extends SourceOptions {
  /** Names of variables, or of sections. */
  readonly only?: readonly string[];
  readonly sections?: boolean;
  readonly keep?: boolean;
}

/** Runs a command with the secrets in its environment, and exits as it does. The environment of this process does not change. */
export function run(
  command: readonly string[],
  { only, sections, keep, ...options }: RunOptions,
  cli: CliContext,
): Promise<number> {
  const [file = "", ...args] = command;
  if (file === "") throw new UsageError("run needs a command; the name is empty");
  const { table } = loadSecrets(options, cli);
  const { chosen, names } = variablesOf(table, { only, sections });
  const env = names === undefined ? { ...cli.env } : withoutSources(cli.env, names);
  const absent = keep
    ? pick(
        chosen,
        Object.keys(chosen).filter((name) => !Object.hasOwn(env, name)),
      )
    : chosen;
  const skipped = exportEnv(absent, env, names ?? "override", { withReferences: true });
  if (skipped.length > 0) {
    cli.stderr.write(
      `toml-secrets: not in the environment, because such names change how the command runs: ${skipped.map(printable).join(", ")}. `,
    );
    cli.stderr.write("To pass one anyway, name it in --only.\n");
  }
  let child: ChildProcess;
  try {
    child = start(file, args, env);
  } catch (error) {
    return Promise.resolve(notStarted(file, error as NodeJS.ErrnoException, cli)); // some failures are thrown instead of emitted
  }
  return exitCodeOf(child, file, cli);
}

/** The environment without the variables that secrets are read from, except the chosen ones: they also contain the other secrets. */
function withoutSources(env: CliContext["env"], chosen: readonly string[]): CliContext["env"] {
  const isSource = (name: string) => /^SECRETS_(TOML$|_)|^(SECRETS|SOPS)_AGE_KEY/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => chosen.includes(name) || !isSource(name.toUpperCase())));
}

function start(file: string, args: readonly string[], env: CliContext["env"]): ChildProcess {
  const options = { env, stdio: "inherit" } as const;
  if (process.platform !== "win32") return spawn(file, args, options);
  const crossSpawn = require("cross-spawn") as typeof spawn; // finds npm.cmd, and quotes for cmd.exe
  return crossSpawn(file, args, options);
}

/** Signals that a process manager or a terminal sends. All are passed on to the child. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGBREAK", "SIGCONT"] as const;

function exitCodeOf(child: ChildProcess, file: string, cli: CliContext): Promise<number> {
  const forward = (signal: NodeJS.Signals) => {
    // A terminal sends the signals of its keys to the child as well, whatever the child's stdin is.
    const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    const isTyped = hasTerminal && ["SIGINT", "SIGQUIT", "SIGBREAK"].includes(signal);
    if (!isTyped) child.kill(signal);
  };
  const signals = SIGNALS.filter((signal) => signal in constants.signals);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(notStarted(file, error, cli)));
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal === null) return resolve(code ?? EXIT.problem);
      process.kill(process.pid, signal); // so that the parent process sees how the child ended
      setTimeout(() => resolve(128 + constants.signals[signal]), 100); // some signals do not end this process
    });
  });
}

function notStarted(file: string, { code = "no code" }: NodeJS.ErrnoException, cli: CliContext): number {
  const isAbsent = code === "ENOENT";
  const why = code === "E2BIG" ? "the environment and the arguments are too long for the system, E2BIG" : code;
  const reason = isAbsent ? "command not found" : `it can't be started (${why})`;
  cli.stderr.write(`toml-secrets: ${printable(file)}: ${reason}\n`);
  return isAbsent ? EXIT.notFound : EXIT.notExecutable;
}
