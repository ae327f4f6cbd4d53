import { readFileSync, statSync } from "node:fs";
import { candidatesOf } from "../../api/resolve-options";
import { emptyFoldersIn } from "../../checks/empty-folders";
import { formatPath } from "../../core/key-path";
import type { Candidate, FileProblem, Loaded, SecretsTable } from "../../core/types";
import { isExportable, variableText } from "../../env/export-env";
import { isUnsafeVariable } from "../../env/unsafe-variables";
import { formatLocation, originFinder } from "../../load/origin";
import { type CliContext, EXIT, jsonText, printable, printableLines, type SourceOptions, shortPlace } from "../context";
import { exposuresOf } from "../exposure/find-exposures";
import { columns, styleOf, tryLine } from "../terminal";
import { checkExamples } from "./check-example";
import type { Problem } from "./check-problem";
import { checkSchema } from "./check-schema";
import { checkSources, type PlaceReport } from "./check-sources";

interface CheckOptions extends SourceOptions {
  readonly schema?: string;
  readonly allowMissing?: boolean;
  readonly json?: boolean;
}

/** Reports the problems of every source, of the schema, of permissions, of git, and every way in which the secrets would leak. */
export async function check({ schema, allowMissing, json, ...options }: CheckOptions, cli: CliContext): Promise<number> {
  const { places, candidates, loaded, failures, fileProblems } = checkSources(options, cli);
  const encryption = encryptionOf(candidates, fileProblems, cli);
  const plain = new Set(encryption.filter(({ code }) => code === "NOT_ENCRYPTED").map(({ where }) => where));
  const problems: Problem[] = failures
    .filter(({ code }) => !(allowMissing && code === "ERR_SECRETS_FILE_NOT_FOUND"))
    // A file that will be encrypted should not be ignored by git.
    .concat(
      fileProblems
        .filter(({ code, path }) => !(code.endsWith("_BY_GIT") && plain.has(path)))
        .map(({ path, ...problem }) => ({ ...problem, where: path })),
    )
    .concat(encryption);
  const isTried = options.resolve !== undefined || schema !== undefined; // a schema looks at every value
  const references = loaded === undefined ? [] : await referenceProblems(loaded, isTried);
  const unresolved = references.filter(({ code }) => code === "ERR_SECRETS_RESOLVE");
  problems.push(...unresolved);
  if (schema !== undefined && loaded !== undefined && unresolved.length === 0) {
    const originOf = originFinder(loaded);
    for (const { path, reason } of await checkSchema(schema, loaded, cli)) {
      const origin = originOf(path);
      const message =
        origin === undefined ? reason : `${reason} (${formatLocation({ ...origin, where: shortPlace(origin.where, cli) })})`;
      problems.push({ code: "ERR_SECRETS_VALIDATION", where: formatPath(path) || schema, message });
    }
  }
  const examples = loaded === undefined ? [] : examplesOn(loaded, options, cli);
  problems.push(...examples.filter(({ code }) => code !== "NOT_IN_EXAMPLE"));
  const notes = emptyFoldersIn(candidates).map(emptyFolder);
  if (loaded !== undefined) notes.push(...notesOn(loaded), ...examples.filter(({ code }) => code === "NOT_IN_EXAMPLE"));
  const exposures = await exposuresOf(candidates, cli);
  problems.push(...exposures.filter(({ isNote }) => !isNote).map(({ isNote, ...problem }) => problem));
  notes.push(...exposures.filter(({ isNote }) => isNote).map(({ isNote, ...note }) => note));
  notes.push(...references.filter(({ code }) => code === "NO_RESOLVER"));
  const ok = problems.length === 0;
  const report = json ? jsonText({ ok, places, problems, notes }) : reportText(places, problems, notes, cli);
  cli.stdout.write(report);
  return ok ? EXIT.ok : EXIT.problem;
}

function emptyFolder(where: string): Problem {
  return {
    code: "EMPTY_FOLDER",
    where,
    message: "the folder is empty, so it is no secret; Docker makes one if the file that it mounts does not exist",
    fix: "create the file on the host and mount it again, or remove the folder",
  };
}

/**
 * Problems of encryption. Their code is loaded only if a file has the header of an encrypted one, or if git tracks a file,
 * because the committed version may be encrypted.
 */
function encryptionOf(candidates: readonly Candidate[], fileProblems: readonly FileProblem[], cli: CliContext): Problem[] {
  const isMentioned = candidates.some(({ kind, path }) => kind === "file" && mentionsEncryption(path));
  if (!isMentioned && !fileProblems.some(({ code }) => code === "TRACKED_BY_GIT")) return [];
  const { encryptionProblems } = require("./check-encryption") as typeof import("./check-encryption");
  return encryptionProblems(candidates, cli);
}

function mentionsEncryption(path: string): boolean {
  try {
    return statSync(path).isFile() && readFileSync(path, "utf8").includes("[toml-secrets]");
  } catch {
    return false; // it is not there, or is not a regular file
  }
}

function examplesOn({ table }: Loaded, { file }: SourceOptions, { cwd, env }: CliContext): Problem[] {
  return checkExamples(table, candidatesOf({ cwd, env, files: file }));
}

/** The references without a resolver, or, if they are tried, those that can't be resolved. */
async function referenceProblems(loaded: Loaded, isTried: boolean): Promise<Problem[]> {
  if (loaded.mayRefer === undefined) return [];
  const { tryReferences, withoutResolver } = require("./check-references") as typeof import("./check-references");
  return isTried ? tryReferences(loaded.table) : withoutResolver(loaded.table);
}

/** Notes on names that are not exported, which may surprise. */
function notesOn({ table }: Loaded): Problem[] {
  return Object.keys(table).flatMap((key) => {
    const reason = whyNotExported(key, table);
    return reason === undefined ? [] : [{ code: "NOT_EXPORTED", where: formatPath([key]), message: reason }];
  });
}

function whyNotExported(key: string, table: SecretsTable): string | undefined {
  const value = table[key];
  if (!isExportable(value)) return undefined;
  if (variableText(key, value) === undefined)
    return "it can't be an environment variable: a name can't contain =, and neither name nor value can contain NUL";
  return isUnsafeVariable(key)
    ? "it is not exported because such a name changes how the process runs; to export it anyway, list it in exportEnv"
    : undefined;
}

function reportText(
  places: readonly PlaceReport[],
  problems: readonly Problem[],
  notes: readonly Problem[],
  cli: CliContext,
): string {
  const { bold, red, green, yellow } = styleOf(cli.stdout);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [
    bold("Places (later entries win)"),
    ...placeLines(places, cli),
    "",
    ...problems.map((problem) => problemLines(red("✖"), problem, cli)),
    ...notes.map((note) => problemLines(yellow("!"), note, cli)),
    ...(problems.length + notes.length > 0 ? [""] : []),
    problems.length === 0 ? green("No problems.") : red(`${count}.`),
    "",
  ].join("\n");
}

function placeLines(places: readonly PlaceReport[], cli: CliContext): string[] {
  const { dim, red, green } = styleOf(cli.stdout);
  const lines = columns(
    places.map(({ where, found, keys, broken }) => {
      const place = printable(shortPlace(where, cli));
      if (broken) return ["✖", place, "see below"];
      return found ? ["✔", place, `${keys} ${keys === 1 ? "key" : "keys"}`] : ["–", place, "not found"];
    }),
  );
  return lines.map((line) => {
    if (line.startsWith("✔")) return `  ${green("✔")}${line.slice(1)}`;
    return `  ${line.startsWith("✖") ? red(line) : dim(line)}`;
  });
}

/** The place and the problem, and below it the fix. */
function problemLines(sign: string, { where, message, fix }: Problem, cli: CliContext): string {
  const { bold, dim } = styleOf(cli.stdout);
  const line = `  ${sign} ${bold(printable(shortPlace(where, cli)))}: ${printableLines(message)}`;
  return fix === undefined ? line : `${line}\n    ${dim(tryLine(printable(fix)))}`;
}
