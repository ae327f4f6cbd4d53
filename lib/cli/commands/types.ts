import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { originFinder } from "../../load/origin";
import { type CliContext, EXIT, loadSecretsIfAny, printable, type SourceOptions, shortPlace } from "../context";
import { cannotWrite } from "../write-error";
import { typesFile } from "./types-declaration";

interface TypesOptions extends SourceOptions {
  readonly out: string;
  readonly check?: boolean;
  readonly allowMissing?: boolean;
}

/** Writes the declaration file of the default `secrets`, or checks whether it is up to date. */
export function types({ out, check, ...options }: TypesOptions, cli: CliContext): number {
  const loaded = loadSecretsIfAny(options, cli);
  const shown = printable(out);
  if (loaded === undefined) {
    cli.stdout.write(`there are no secrets; ${shown} is left unchanged\n`);
    return EXIT.ok;
  }
  const originOf = originFinder(loaded);
  const text = typesFile(loaded.table, (key) => {
    const origin = originOf([key]);
    return origin && shortPlace(origin.where, cli);
  });
  const path = resolve(cli.cwd, out);
  const before = readNormalized(path);
  // In CI the secrets may come from other places than on the machine where the file was written.
  const isFresh = check ? before !== undefined && withoutOrigins(before) === withoutOrigins(text) : before === text;
  if (isFresh || !check) {
    if (!isFresh) replaceFile(path, text);
    cli.stdout.write(isFresh ? `${shown} is up to date\n` : `wrote ${shown}; include it in tsconfig.json and commit it\n`);
    return EXIT.ok;
  }
  cli.stderr.write(`${shown} is out of date\n  Try: run npx toml-secrets types and commit the file.\n`);
  return EXIT.problem;
}

function readNormalized(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}

function withoutOrigins(text: string): string {
  return text.replaceAll(/^ +\/\*\* from .* \*\/\n/gm, "");
}

/**
 * Replaces the file in one step, so that an editor never reads half of it. Does not write through a link, because anybody may
 * have created it.
 */
function replaceFile(path: string, text: string): void {
  if (existsSync(path) && statSync(path).isDirectory())
    throw cannotWrite(path, "it is a folder", "give the path of a file in it");
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw cannotWrite(path, error);
  }
}
