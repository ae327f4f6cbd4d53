import { type CliContext, EXIT, UsageError } from "../context";
import { removeKey } from "../edit/edit";
import { formatPath, keyPath, type TargetOptions, targetOf } from "../target";
import { editPlainText, plainTextOf } from "../write/plain-text";

/** Removes keys, sections, or items from the secrets file. All are removed, or none. */
export function unset(keys: readonly string[], options: TargetOptions, cli: CliContext): number {
  const target = targetOf(options, cli);
  const text = plainTextOf(target, cli);
  if (text === undefined) throw new UsageError(`there is no ${target.shown}`);
  const paths = keys.map((key) => keyPath(key, text, target));
  editPlainText(target, cli, (before = "") => paths.reduce((rest, path) => removeKey(rest, path, target.path), before));
  cli.stdout.write(paths.map((path) => `removed ${formatPath(path)} from ${target.shown}\n`).join(""));
  return EXIT.ok;
}
