import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { formatPath } from "../../core/key-path";
import type { Loaded } from "../../core/types";
import { leavesOf } from "../../redaction/leaves";
import { createMatcher, type Matcher } from "../../redaction/matcher";
import { type Needle, needlesOf } from "../../redaction/needles";
import { redactText } from "../../redaction/redact";
import { type CliContext, EXIT, loadSecretsIfAny, type SourceOptions, shortPlace, UsageError } from "../context";
import { linesAdded } from "../scan/diff";
import { filesAt } from "../scan/files";
import { type Document, type FoundValue, findValues, type Unreadable } from "../scan/find-values";
import { filesInIndex } from "../scan/git-index";
import { KEY_STARTS } from "../scan/private-keys";
import { createProgress } from "../scan/progress";
import { asJson, type Report, reportText } from "../scan/report";
import { throwIfLocked, type UnopenedValue, unopenedIn } from "../scan/unopened-values";

interface ScanOptions extends SourceOptions {
  readonly staged?: boolean;
  readonly index?: boolean;
  readonly diff?: boolean;
  readonly allowMissing?: boolean;
  /** Skips encrypted values that do not open. */
  readonly allowLocked?: boolean;
  readonly json?: boolean;
}

interface Told {
  readonly unreadable: Unreadable;
  readonly skipped: (where: string) => void;
}

/** Finds the values of the secrets where they should not be: in files, in git's index, in a diff. Prints file, line, and key. */
export async function scan(paths: readonly string[], { json, ...options }: ScanOptions, cli: CliContext): Promise<number> {
  refuseFileNames({ ...options, json: json ?? false }, cli);
  const loaded = loadedFor(options, cli);
  if (loaded === undefined) {
    const nothing = {
      found: [],
      unreadable: [],
      tooPlain: [],
      locked: [],
      inStores: [],
      skipped: [],
      needles: 0,
      documents: 0,
      bytes: 0,
    };
    cli.stdout.write(json ? asJson(nothing) : "there are no secrets, so there is nothing to look for\n");
    return EXIT.ok;
  }
  const unreadable: Report["unreadable"][number][] = [];
  const skipped: string[] = [];
  const told = {
    unreadable: (where: string, reason: string) => unreadable.push({ where, reason }),
    skipped: (where: string) => skipped.push(where),
  };
  const documents = documentsOf(paths, options, loaded, told, cli);
  const needles = needlesOf(loaded.table);
  const unopened = unopenedIn(loaded.table);
  if (!options.allowLocked) throwIfLocked(unopened);
  const matcher = createMatcher([...needles, ...KEY_STARTS]);
  const progress = createProgress(cli.stderr);
  const found: FoundValue[] = [];
  const names = new Set<string>();
  try {
    for await (const document of documents) {
      for (const one of findValues(progress.watched(document), matcher)) found.push(one);
      if (!names.has(document.where)) found.push(...foundInName(document.where, matcher));
      names.add(document.where);
    }
  } finally {
    progress.end();
  }
  const keysOf = (some: readonly UnopenedValue[]) => some.map(({ path }) => formatPath(path));
  const tooPlain = keysWithout(needles, loaded);
  const locked = keysOf(unopened.filter(({ error }) => error !== undefined));
  const inStores = keysOf(unopened.filter(({ error }) => error === undefined));
  const all = { found, unreadable, tooPlain, locked, inStores, skipped, needles: needles.length, ...progress.total() };
  const report = withoutValues(all, matcher);
  cli.stdout.write(json ? asJson(report) : reportText(report, cli));
  return found.length + unreadable.length === 0 ? EXIT.ok : EXIT.problem;
}

/** Finds values in the path of a file. Line and column are 0. */
function foundInName(where: string, matcher: Matcher): FoundValue[] {
  return [...findValues({ where, parts: [Buffer.from(where)] }, matcher)].map((one) => ({ ...one, line: 0, column: 0 }));
}

/** The same report, with masks in the place of values in paths. */
function withoutValues(report: Report, matcher: Matcher): Report {
  const known = new Map<string, string>();
  const masked = (where: string) => {
    const shown = known.get(where) ?? redactText(where, matcher);
    known.set(where, shown);
    return shown;
  };
  return {
    ...report,
    found: report.found.map((one) => ({ ...one, where: masked(one.where) })),
    unreadable: report.unreadable.map((one) => ({ ...one, where: masked(one.where) })),
    skipped: report.skipped.map(masked),
  };
}

/** A shell expands `*` to file names. @throws UsageError if an option is also the name of a file, because then it may come from `*`. */
function refuseFileNames(
  { allowMissing, allowLocked, json, staged, index, diff, file = [] }: ScanOptions,
  cli: CliContext,
): void {
  const flags = { allowMissing, allowLocked, json, staged, index, diff };
  const names = Object.entries(flags)
    .filter(([, isSet]) => isSet)
    .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  const options = [...names, ...file.flatMap((path) => ["-f", "--file", `-f${path}`, `--file=${path}`])];
  const taken = options.find((name) => existsSync(resolve(cli.cwd, name)));
  if (taken === undefined) return;
  throw new UsageError(
    `${JSON.stringify(taken)} is an option and also a file in this folder; to scan all files, write ./* or -- *, or pass no paths`,
  );
}

/** With `--allow-locked`, a file that is encrypted as a whole and does not open counts as absent. */
function loadedFor(options: ScanOptions, cli: CliContext): Loaded | undefined {
  try {
    return loadSecretsIfAny(options, cli);
  } catch (error) {
    if (!options.allowLocked || (error as { code?: unknown }).code !== "ERR_SECRETS_LOCKED") throw error;
    return { table: {}, sources: [], places: [] };
  }
}

/** @throws UsageError for a path that does not exist, or outside of a git repository. */
function documentsOf(
  paths: readonly string[],
  { staged, index, diff }: ScanOptions,
  loaded: Loaded,
  told: Told,
  cli: CliContext,
): Iterable<Document> | AsyncIterable<Document> {
  const ways = [paths.length > 0, staged, index, diff].filter(Boolean).length;
  if (ways > 1) throw new UsageError("scan takes one of paths, --staged, --index, and --diff");
  if (staged || index) return filesInIndex(cli.cwd, cli.env, staged ? "staged" : "all", told.unreadable);
  if (diff) return linesAdded(cli.stdin, told.unreadable);
  const absent = paths.find((path) => !existsSync(resolve(cli.cwd, path)));
  if (absent !== undefined) throw new UsageError(`${JSON.stringify(absent)} does not exist`);
  return filesIn(paths.length > 0 ? paths : ["."], loaded, told, cli);
}

function* filesIn(paths: readonly string[], { sources }: Loaded, told: Told, cli: CliContext): Generator<Document> {
  const files = sources.filter(({ place }) => place.kind === "file" || place.kind === "folder");
  const scanOptions = {
    except: new Set(files.map(({ place }) => realpathSync(place.where))),
    unreadable: (path: string, reason: string) => told.unreadable(shortPlace(path, cli), reason),
    skipped: (path: string) => told.skipped(shortPlace(path, cli)),
  };
  for (const path of paths) {
    for (const document of filesAt(resolve(cli.cwd, path), scanOptions)) {
      yield { ...document, where: shortPlace(document.where, cli) };
    }
  }
}

function keysWithout(needles: readonly Needle[], { table }: Loaded): string[] {
  const having = new Set(needles.map(({ path }) => formatPath(path)));
  const texts = [...leavesOf(table)].filter(({ value }) => typeof value === "string" && value !== "");
  return texts.map(({ path }) => formatPath(path)).filter((key) => !having.has(key));
}
