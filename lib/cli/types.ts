import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { originFinder } from "../origin";
import { typesFile } from "../types-file";
import { cannotWrite } from "./cannot-write";
import { type Cli, EXIT, loadSecrets, printable, type SourceOptions, shortPlace } from "./cli";

interface TypesOptions extends SourceOptions {
  readonly out: string;
  readonly check?: boolean;
}

/** Writes the declarations that type the default `secrets`, or tells whether they are what the files would give now. */
export function types({ out, check, ...options }: TypesOptions, cli: Cli): number {
  const loaded = loadSecrets(options, cli);
  const originOf = originFinder(loaded);
  const text = typesFile(loaded.table, (key) => {
    const origin = originOf([key]);
    return origin && shortPlace(origin.where, cli);
  });
  const path = resolve(cli.cwd, out);
  const shown = printable(out);
  const isFresh = textOf(path) === text;
  if (isFresh || !check) {
    if (!isFresh) replaceFile(path, text);
    cli.stdout.write(isFresh ? `${shown} is up to date\n` : `wrote ${shown}; let tsconfig.json include it, and commit it\n`);
    return EXIT.ok;
  }
  cli.stderr.write(`${shown} is not what the secrets files would give now\n  Try: npx toml-secrets types, and commit it.\n`);
  return EXIT.problem;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}

/** An editor that looks at it must not find half of it, and no file that somebody put there in advance must be written to. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) unlinkSync(temporary);
    throw cannotWrite(path, error);
  }
}
