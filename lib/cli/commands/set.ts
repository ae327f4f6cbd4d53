import { existsSync } from "node:fs";
import type { KeyPath } from "../../core/key-path";
import { askHidden, canAsk, hasTypedAhead, readPipedValue } from "../ask";
import { type CliContext, EXIT, UsageError } from "../context";
import { kindAt, setValue } from "../edit/edit";
import { formatPath, keyPath, makeFolder, readerOf, type Target, type TargetOptions, targetOf, valueAsArgument } from "../target";
import { styleOf } from "../terminal";
import { keepPrivate } from "../write/keep-private";
import { editPlainText, plainTextOrShape } from "../write/plain-text";
import { sourceOf, TYPES, type Type, typeOfKind } from "../write/value-source";

interface SetOptions extends TargetOptions {
  readonly type?: Type;
  readonly allowEmpty?: boolean;
}

/** Puts one value into the secrets file: typed without an echo, or from a pipe. */
export async function set(
  args: readonly string[],
  { type, allowEmpty = false, ...options }: SetOptions,
  cli: CliContext,
): Promise<number> {
  const [key = "", ...values] = args;
  if (values.length > 0) throw valueAsArgument();
  if (key.startsWith("-"))
    throw new UsageError("set has no such option, and a key that begins with - is written in quotes: '\"-key\"'");
  if (type !== undefined && !TYPES.includes(type)) throw new UsageError(`--type takes ${TYPES.join(", ")}`);
  const target = targetOf(options, cli);
  const { text: before, isLocked } = plainTextOrShape(target, cli);
  const path = keyPath(key, before, target);
  const kept = typeKept(before, path, target);
  const text = await valueFor(path, allowEmpty, cli);
  const source = sourceOf(text, type ?? kept ?? "string");
  if (isLocked) return propose(path, source, target, cli);
  const isNew = !existsSync(target.path);
  makeFolder(target);
  editPlainText(target, cli, (text = "") => setValue(text, path, source, target.path));
  cli.stdout.write(report(path, target, isNew, source.startsWith('"') || source.startsWith("'"), cli));
  return EXIT.ok;
}

/** Without the key of an encrypted file a value can still be proposed to those who have it. */
async function propose(path: KeyPath, source: string, target: Target, cli: CliContext): Promise<number> {
  const { propose } = require("../encryption/propose") as typeof import("../encryption/propose");
  await propose(path, source, target, cli);
  cli.stdout.write(
    `proposed ${styleOf(cli.stdout).bold(formatPath(path))} in ${target.shown}; nobody reads it before somebody who has the key of the file ` +
      `runs: npx toml-secrets accept ${formatPath(path)}\n`,
  );
  return EXIT.ok;
}

/** The type of the value that is replaced. @throws the errors of setting it, so that they come before the question. */
function typeKept(text: string | undefined, path: KeyPath, { path: file }: Target): Type | undefined {
  const kind = text === undefined ? undefined : kindAt(text, path, file);
  if (kind === undefined || kind === "section") {
    setValue(text ?? "", path, '""', file);
    return undefined;
  }
  return typeOfKind(kind) ?? "json";
}

async function valueFor(path: KeyPath, allowEmpty: boolean, cli: CliContext): Promise<string> {
  if (!canAsk(cli)) return readPipedValue(cli, allowEmpty);
  const text = await askHidden(`Value of ${formatPath(path)} (it is not shown): `, cli);
  if (hasTypedAhead(cli)) {
    throw new UsageError(
      "that had several lines, which this terminal does not mark as pasted; nothing was written\n  Try: pipe it in.",
    );
  }
  if (text === undefined || (text === "" && !allowEmpty)) {
    throw new UsageError("nothing was typed, and nothing was written; --allow-empty to set an empty value");
  }
  return text;
}

function report(path: KeyPath, target: Target, isNew: boolean, isText: boolean, cli: CliContext): string {
  const { bold } = styleOf(cli.stdout);
  const lines = isNew ? [`created ${bold(target.shown)}, readable only by you`] : [];
  lines.push(`set ${bold(formatPath(path))} in ${target.shown}`, readIt(path, target, isText), ...keepPrivate(target, cli));
  return `${lines.join("\n")}\n`;
}

/** The line that says how a program reads it, and where the program has to start. */
function readIt(path: KeyPath, { project, isDefault, shown }: Target, isText: boolean): string {
  const variable =
    path.length === 1 && isText && /^[A-Za-z_]\w*$/.test(String(path[0])) ? `, or as the environment variable ${path[0]}` : "";
  if (!isDefault) return `read it with ${readerOf(path)} of createSecrets({ files: ${JSON.stringify(shown)} })`;
  const where = project !== undefined && shown.startsWith("/") ? `, in a program that starts in ${project}` : "";
  return `read it with ${readerOf(path)}${variable}${where}`;
}
