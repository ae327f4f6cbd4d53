import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { originFinder } from "../origin";
import { typesFile } from "../types-file";
import { type Cli, EXIT, loadSecretsIfAny, type SourceOptions, shortPlace } from "./cli";

interface TypesOptions extends SourceOptions {
  readonly out: string;
  readonly check?: boolean;
  readonly allowMissing?: boolean;
}

/** Writes the declarations that type the default `secrets`, or tells whether they are what the files would give now. */
export function types({ out, check, ...options }: TypesOptions, cli: Cli): number {
  const loaded = loadSecretsIfAny(options, cli);
  if (loaded === undefined) {
    cli.stdout.write(`there are no secrets; ${out} stays as it is\n`);
    return EXIT.ok;
  }
  const originOf = originFinder(loaded);
  const text = typesFile(loaded.table, (key) => {
    const origin = originOf([key]);
    return origin && shortPlace(origin.where, cli);
  });
  const path = resolve(cli.cwd, out);
  const isFresh = textOf(path) === text;
  if (isFresh || !check) {
    if (!isFresh) replaceFile(path, text);
    cli.stdout.write(isFresh ? `${out} is up to date\n` : `wrote ${out}; let tsconfig.json include it, and commit it\n`);
    return EXIT.ok;
  }
  cli.stderr.write(`${out} is not what the secrets files would give now\n  Try: npx toml-secrets types, and commit it.\n`);
  return EXIT.problem;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}

/** An editor that looks at it must not find half of it. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
