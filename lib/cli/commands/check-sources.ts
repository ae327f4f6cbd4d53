import { firstLoad } from "../../api/first-load";
import type { SecretsOptions } from "../../api/options";
import { candidatesOf } from "../../api/resolve-options";
import { checkCandidates } from "../../checks/check-files";
import { SecretsError } from "../../core/errors";
import type { Candidate, FileProblem, Loaded, Place } from "../../core/types";
import { type CliContext, loadSecrets, type SourceOptions } from "../context";
import type { Problem } from "./check-problem";

export interface PlaceReport extends Place {
  /** The number of root keys. */
  readonly keys: number;
  /** It exists but could not be loaded. */
  readonly broken: boolean;
}

export interface SourcesReport {
  readonly candidates: readonly Candidate[];
  readonly places: readonly PlaceReport[];
  /** `undefined` if the load fails. */
  readonly loaded: Loaded | undefined;
  readonly failures: readonly Problem[];
  /** Problems of the files on the disk and in git. */
  readonly fileProblems: readonly FileProblem[];
}

/** A load stops at the first broken source. This loads each source alone, and then all of them together. */
export function checkSources(options: SourceOptions, cli: CliContext): SourcesReport {
  const { cwd, env } = cli;
  const candidates = candidatesOf({ cwd, env, files: options.file });
  const failures: Problem[] = [];
  const places = candidates.map(({ kind, path }) => {
    return lookAlone({ where: path, kind, found: false }, { cwd, env: {}, files: path }, failures);
  });
  const document = { SECRETS_TOML: env.SECRETS_TOML };
  places.push(
    lookAlone({ where: "SECRETS_TOML", kind: "environment", found: false }, { cwd, env: document, files: [] }, failures),
  );
  const whole = outcomeOf(() => loadSecrets(options, cli));
  const loaded = whole instanceof SecretsError ? undefined : whole;
  if (whole instanceof SecretsError) {
    const failure = failureOf(whole);
    if (!failures.some(({ where, message }) => where === failure.where && message === failure.message)) failures.push(failure);
  }
  const variables = Object.keys(env).filter((name) => name.startsWith("SECRETS__")).length;
  places.push({ where: "SECRETS__*", kind: "environment", found: variables > 0, keys: variables, broken: false });
  return { places, candidates, loaded, failures, fileProblems: checkCandidates(candidates, cli.user, env) };
}

function lookAlone(place: Place, options: SecretsOptions, failures: Problem[]): PlaceReport {
  const outcome = outcomeOf(() => firstLoad({ ...options, envPrefix: false, exportEnv: false }));
  if (!(outcome instanceof SecretsError)) {
    return { ...place, found: true, keys: Object.keys(outcome.table).length, broken: false };
  }
  const broken = outcome.code !== "ERR_SECRETS_FILE_NOT_FOUND";
  if (broken) failures.push(failureOf(outcome));
  return { ...place, found: broken && !/there is no such folder/.test(outcome.message), keys: 0, broken };
}

function outcomeOf(act: () => Loaded): Loaded | SecretsError {
  try {
    return act();
  } catch (error) {
    if (error instanceof SecretsError) return error;
    throw error;
  }
}

/** The message without the lines that point to the documentation. */
function failureOf(error: SecretsError): Problem {
  const { source, line, column, reason } = error as SecretsError & {
    source?: string;
    line?: number;
    column?: number;
    reason?: string;
  };
  const fix = /\n {2}Try: (.*)\.(?:\n|$)/.exec(error.message)?.[1];
  const position = line === undefined ? "" : `line ${line}${column === undefined ? "" : `, column ${column}`}: `;
  return {
    code: error.code,
    where: source ?? "secrets",
    message: reason === undefined ? (error.message.split("\n", 1)[0] as string) : position + reason,
    ...(fix === undefined ? {} : { fix }),
  };
}
