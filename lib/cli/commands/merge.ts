import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { runGit } from "../../checks/run-git";
import { formatPath } from "../../core/key-path";
import { type CliContext, EXIT } from "../context";
import { mergeTexts } from "../encryption/merge-texts";

/**
 * git's merge driver: `merge %O %A %B` writes the outcome to the second file. Tokens are compared, so no key is needed.
 * If it can't merge key by key, it writes git's merge of the lines.
 */
export function merge(base: string, ours: string, theirs: string, cli: CliContext): number {
  const [baseFile, oursFile, theirsFile] = [base, ours, theirs].map((file) => resolve(cli.cwd, file)) as [string, string, string];
  const read = (file: string) => readFileSync(file, "utf8");
  const lines = runGit(cli.cwd, cli.env, [
    "merge-file",
    "-p",
    "-L",
    "ours",
    "-L",
    "base",
    "-L",
    "theirs",
    oursFile,
    baseFile,
    theirsFile,
  ]);
  const lineMerge = lines.status === 0 ? lines.stdout.toString() : undefined;
  const { text, conflicts } = mergeTexts(read(baseFile), read(oursFile), read(theirsFile), lineMerge);
  if (text !== undefined) writeFileSync(oursFile, text);
  else if (lines.status !== null && lines.status >= 0 && lines.status < 128) writeFileSync(oursFile, lines.stdout);
  if (text !== undefined && conflicts.length === 0) return EXIT.ok;
  const what =
    conflicts.length === 0
      ? "it can't be merged key by key"
      : `these keys need a decision: ${conflicts.map(formatPath).join(", ")}; values of another key are found by: npx toml-secrets repair`;
  cli.stderr.write(`toml-secrets: ${what}\n`);
  return EXIT.problem;
}
