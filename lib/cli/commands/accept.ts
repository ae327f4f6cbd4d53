import { formatPath } from "../../core/key-path";
import { type CliContext, EXIT, printable, UsageError } from "../context";
import { acceptedProposals } from "../encryption/rewrite";
import { openTarget, type TrustOptions, writeTarget } from "../encryption/target-file";

/** Accepts values that somebody without the key proposed: those of the named keys, or all. */
export function accept(keys: readonly string[], options: TrustOptions, cli: CliContext): number {
  const { target, file } = openTarget(options, cli);
  const { text, outcomes } = acceptedProposals(file, (path) => keys.length === 0 || keys.includes(formatPath(path)));
  const found = new Set(outcomes.map(({ path }) => formatPath(path)));
  const absent = keys.find((key) => !found.has(key));
  if (absent !== undefined) throw new UsageError(`there is no proposal for ${printable(absent)} in ${target.shown}`);
  if (outcomes.length === 0) {
    cli.stdout.write(`there are no proposals in ${target.shown}\n`);
    return EXIT.ok;
  }
  writeTarget(target, file.text, text, file.public, cli);
  const refused = outcomes.filter(({ problem }) => problem !== undefined);
  for (const { path, problem } of outcomes) {
    if (problem === undefined) cli.stdout.write(`accepted ${formatPath(path)}\n`);
  }
  for (const { path, problem } of refused) cli.stderr.write(`refused ${formatPath(path)}: ${problem}\n`);
  return refused.length === 0 ? EXIT.ok : EXIT.problem;
}
