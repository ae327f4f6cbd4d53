import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SourceError } from "../../core/errors";
import type { KeyPath } from "../../core/key-path";
import { systemReason } from "../../sources/source-error";
import { readInput } from "../ask";
import { type CliContext, EXIT, printable, UsageError } from "../context";
import { addValues, replaceValues, setValue, valuesOf } from "../edit/edit";
import { parsedValue } from "../edit/verify";
import { type ImportedValue, type Input, readInputFile } from "../formats/read-input";
import { formatPath, keyPath, makeFolder, type Target, type TargetOptions, targetOf } from "../target";
import { keepPrivate } from "../write/keep-private";
import { editPlainText } from "../write/plain-text";

interface ImportOptions extends TargetOptions {
  readonly section?: string;
  readonly overwrite?: boolean;
}

type Placed = Omit<ImportedValue, "path"> & { readonly path: KeyPath };

/** The outcome of an import for each key. */
interface Outcome {
  readonly added: readonly KeyPath[];
  readonly replaced: readonly KeyPath[];
  readonly same: readonly KeyPath[];
  readonly kept: readonly KeyPath[];
}

/** Imports the values of .env and JSON files. A later file wins over an earlier one. */
export async function importFiles(
  files: readonly string[],
  { section, overwrite, ...options }: ImportOptions,
  cli: CliContext,
): Promise<number> {
  const target = targetOf(options, cli);
  const above = section === undefined ? [] : keyPath(section, undefined, target);
  const placed = new Map<string, Placed>();
  const notes: string[] = [];
  for (const file of files) {
    const input = readInputFile(await bytesOf(file, cli), file === "-" ? "standard input" : file);
    notes.push(...notesOn(input, file));
    for (const value of input.values) {
      const path = [...above, ...value.path];
      placed.set(formatPath(path), { ...value, path });
    }
  }
  if (placed.size === 0) throw new UsageError("there is nothing to import: no file contains a variable");
  const isNew = !existsSync(target.path);
  makeFolder(target);
  let outcome: Outcome = { added: [], replaced: [], same: [], kept: [] };
  editPlainText(target, cli, (before = "") => {
    const change = changed(before, [...placed.values()], overwrite ?? false, target);
    outcome = change.outcome;
    return change.text;
  });
  const created = isNew ? [`created ${target.shown}, readable only by you`] : [];
  const said = [...created, ...report(outcome, files, target), ...notes, ...keepPrivate(target, cli)];
  cli.stdout.write(`${said.join("\n")}\n`);
  return EXIT.ok;
}

function changed(before: string, values: readonly Placed[], overwrite: boolean, { path: file }: Target) {
  const known = new Map(valuesOf(before, file).map(({ path, source }) => [formatPath(path), source]));
  const sourceOf = ({ path }: Placed) => known.get(formatPath(path));
  const added = values.filter((value) => sourceOf(value) === undefined);
  const same = values.filter((value) => sourceOf(value) !== undefined && isSameValue(sourceOf(value) as string, value.source));
  const others = values.filter((value) => sourceOf(value) !== undefined && !same.includes(value));
  for (const { path, source } of added) setValue(before, path, source, file); // the error for a section of that name
  let text = overwrite ? replaceValues(before, others, file) : before;
  text = addValues(text, added, file);
  const pathsOf = (list: readonly Placed[]) => list.map(({ path }) => path);
  const outcome: Outcome = {
    added: pathsOf(added),
    same: pathsOf(same),
    replaced: overwrite ? pathsOf(others) : [],
    kept: overwrite ? [] : pathsOf(others),
  };
  return { text, outcome };
}

/** Do two source texts have the same value? They may use different quotes. */
function isSameValue(one: string, other: string): boolean {
  return isDeepStrictEqual(parsedValue(one), parsedValue(other));
}

function report({ added, replaced, same, kept }: Outcome, files: readonly string[], { shown }: Target): string[] {
  const names = (paths: readonly KeyPath[]) => paths.map(formatPath).join(", ");
  const from = files.map((file) => (file === "-" ? "standard input" : printable(file))).join(", ");
  const lines = [`imported ${count(added.length + replaced.length)} from ${from} into ${shown}`];
  if (added.length > 0) lines.push(`  added: ${names(added)}`);
  if (replaced.length > 0) lines.push(`  replaced: ${names(replaced)}`);
  if (same.length > 0) lines.push(`  already the same: ${names(same)}`);
  if (kept.length > 0)
    lines.push(`  kept as it was, because it exists with another value: ${names(kept)}`, "  Try: --overwrite to replace it.");
  return lines;
}

function count(number: number): string {
  return number === 1 ? "1 key" : `${number} keys`;
}

/** Values and lines that the person must check. */
function notesOn({ values, unknownLines }: Input, file: string): string[] {
  const shown = file === "-" ? "standard input" : printable(file);
  const lines = unknownLines.map((line) => `but line ${line} of ${shown} is not NAME=value, and was left out`);
  const references = values.filter(({ hasReference }) => hasReference).map(({ path }) => formatPath(path));
  if (references.length > 0) {
    lines.push(
      `but variables are not expanded: a $ in ${references.join(", ")} stays a $; if it begins a variable, replace that with its value`,
    );
  }
  return lines;
}

async function bytesOf(file: string, cli: CliContext): Promise<Uint8Array> {
  if (file === "-") return readInput(cli);
  const path = resolve(cli.cwd, file);
  try {
    if (statSync(path).isDirectory()) throw cannotImport(file, "it is a folder");
    return readFileSync(path);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw cannotImport(file, isAbsent ? "there is no such file" : systemReason(error));
  }
}

function cannotImport(file: string, reason: string): SourceError {
  return new SourceError(
    `cannot import ${printable(file)}: ${reason}\n  Try: name a .env or JSON file, or - for standard input.`,
    {
      source: file,
      reason,
    },
  );
}
