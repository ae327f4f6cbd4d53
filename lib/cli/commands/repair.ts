import { formatPath } from "../../core/key-path";
import { type CliContext, EXIT } from "../context";
import { findRepairs } from "../encryption/find-repairs";
import { textsInHistory } from "../encryption/git-texts";
import { keyringOf } from "../encryption/open-file";
import { openTarget, type TrustOptions, writeTarget } from "../encryption/target-file";
import { decryptValues } from "../encryption/values";

/**
 * Repairs values that do not open because they were renamed or moved by hand, or merged across a change of the key. It writes
 * only with `--yes`, because it would also accept an old value that an attacker put there.
 */
export function repair({ yes, ...options }: TrustOptions & { readonly yes?: boolean }, cli: CliContext): number {
  const { target, file } = openTarget(options, cli);
  const { failed } = decryptValues(file.text, file.siv);
  if (failed.length === 0) {
    cli.stdout.write(`every encrypted value of ${target.shown} opens\n`);
    return EXIT.ok;
  }
  const { text, repairs, lost } = findRepairs(file, textsInHistory(target.path, cli.env), keyringOf(cli));
  for (const { path, from, commit } of repairs) {
    const key = commit === undefined ? "" : `, with the key of commit ${commit.slice(0, 10)}`;
    cli.stdout.write(`${formatPath(path)} was ${formatPath(from)}${key}\n`);
  }
  if (lost.length > 0) cli.stdout.write(`not found: ${lost.map(formatPath).join(", ")}\n  Try: set them again.\n`);
  if (repairs.length > 0 && yes) {
    writeTarget(target, file.text, text, file.public, cli);
    cli.stdout.write(`repaired ${repairs.length === 1 ? "1 value" : `${repairs.length} values`} of ${target.shown}\n`);
    return lost.length === 0 ? EXIT.ok : EXIT.problem;
  }
  if (repairs.length > 0) cli.stdout.write("Nothing was written. If these changes are intended, run it again with --yes.\n");
  return EXIT.problem;
}
