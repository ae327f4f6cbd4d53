import { type CliContext, EXIT, UsageError } from "../context";
import { renameKey } from "../edit/edit";
import { formatPath, keyPath, readerOf, type TargetOptions, targetOf } from "../target";
import { editPlainText, plainTextOf } from "../write/plain-text";

/** Gives a key another name, or moves its value to another section. */
export function rename(key: string, newKey: string, options: TargetOptions, cli: CliContext): number {
  const target = targetOf(options, cli);
  const text = plainTextOf(target, cli);
  if (text === undefined) throw new UsageError(`there is no ${target.shown}`);
  const path = keyPath(key, text, target);
  const newPath = keyPath(newKey, text, target);
  editPlainText(target, cli, (before = "") => renameKey(before, path, newPath, target.path));
  cli.stdout.write(
    `renamed ${formatPath(path)} to ${formatPath(newPath)} in ${target.shown}\nread it with ${readerOf(newPath)}\n`,
  );
  return EXIT.ok;
}
