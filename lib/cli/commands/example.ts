import { dirname } from "node:path";
import { isIgnored } from "../../checks/git-exposure";
import { readText } from "../../sources/file";
import { type CliContext, EXIT, printable, shortPlace, UsageError } from "../context";
import { editFile } from "../edit/replace-file";
import { formatPath, type TargetOptions, targetOf } from "../target";
import { exampleOf, mergedExample } from "../write/example-file";
import { examplePathOf } from "../write/example-path";
import { plainTextOrShape } from "../write/plain-text";

/** Writes the example file beside the secrets file: keys, kinds and comments, for others to see what a program needs. */
export function example({ overwrite, ...options }: TargetOptions & { readonly overwrite?: boolean }, cli: CliContext): number {
  const target = targetOf(options, cli);
  const { text } = plainTextOrShape(target, cli);
  if (text === undefined) throw new UsageError(`there is no ${target.shown}, from which the example would be made`);
  const path = examplePathOf(target.path);
  const shown = printable(shortPlace(path, cli));
  const lines: string[] = [];
  const { isChanged } = editFile(
    path,
    (before) => {
      if (before !== undefined && !overwrite) {
        const { text: merged, added, stale } = mergedExample(before, text, target.path);
        if (added.length > 0) lines.push(`  added: ${added.map(formatPath).join(", ")}`);
        if (stale.length > 0) lines.push(`  ${target.shown} does not have: ${stale.join(", ")}`);
        return merged;
      }
      const { text: made, commentsLeftOut } = exampleOf(text, target.path);
      if (commentsLeftOut > 0) {
        lines.push(
          `  left out, because they contain a value: ${commentsLeftOut === 1 ? "1 comment" : `${commentsLeftOut} comments`}`,
        );
      }
      return made;
    },
    readText(path) === undefined ? { mode: 0o644 } : {},
  );
  const next = isIgnored(dirname(path), "secrets.example.toml", cli.env)
    ? [`but git ignores it.\n  Try: add a line to .gitignore: !${shown}`]
    : ["look at its comments, and commit it; `npx toml-secrets init` asks for what it names"];
  cli.stdout.write(
    `${[isChanged ? `wrote ${shown}, without values` : `${shown} is up to date`, ...lines, ...(isChanged ? next : [])].join("\n")}\n`,
  );
  return EXIT.ok;
}
