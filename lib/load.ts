import { FileNotFoundError, seeDocs } from "./errors";
import { merge } from "./merge";
import { listPlaces } from "./places";
import { type Candidate, discover, type Edges } from "./sources/discover";
import { tableOfVariable, variablesOf, withVariables } from "./sources/environment";
import { readFolder } from "./sources/folder";
import { decodeUtf8, readFile } from "./sources/read";
import { decodeToml, type Parse } from "./sources/toml";
import type { Environment, Loaded, Place, SecretsTable, Source } from "./types";

/** What a load needs to know; the edges of the process are handed in. */
export interface LoadRequest extends Edges {
  readonly env: Environment;
  readonly files: string | readonly string[] | undefined;
  readonly envPrefix: string | false;
  readonly parse: Parse | undefined;
}

/**
 * Discovers, reads, decodes and merges every source, once. Keeps no state and writes nothing.
 * @throws FileNotFoundError, ParseError, SourceError.
 */
export function load(request: LoadRequest): Loaded {
  const found = discover(request.files, request.env, request).map((candidate) => fromCandidate(candidate, request.parse));
  found.push(fromDocumentVariable(request));
  const variables = request.envPrefix === false ? [] : variablesOf(request.env, request.envPrefix);
  const places = [...found.map(({ place }) => place), ...variablePlaces(request.envPrefix, variables.length > 0)];
  const sources = found.filter((source): source is Source => source.table !== undefined);
  if (sources.length === 0 && variables.length === 0) throw nothingFound(places);
  const merged = sources.length === 0 ? Object.create(null) : merge(sources.map(({ table }) => table));
  if (variables.length === 0) return { table: merged, sources, places };
  const own = variables.map((variable) => ({
    place: { where: variable.name, kind: "environment", found: true } as const,
    table: tableOfVariable(merged, variable),
  }));
  return { table: withVariables(merged, variables), sources: [...sources, ...own], places };
}

/** A place, and the table that it has if it is there. */
interface Looked {
  readonly place: Place;
  readonly table: SecretsTable | undefined;
}

function fromCandidate({ kind, path }: Candidate, parse: Parse | undefined): Looked {
  const table = kind === "folder" ? readFolder(path) : fromFile(path, parse);
  return { place: { where: path, kind, found: table !== undefined }, table };
}

function fromFile(path: string, parse: Parse | undefined): SecretsTable | undefined {
  const bytes = readFile(path);
  return bytes === undefined ? undefined : decodeToml(decodeUtf8(bytes, path), path, parse);
}

function fromDocumentVariable({ env, parse }: LoadRequest): Looked {
  const text = env.SECRETS_TOML;
  const found = text !== undefined && text !== "";
  return {
    place: { where: "SECRETS_TOML", kind: "environment", found },
    table: found ? decodeToml(text, "SECRETS_TOML", parse) : undefined,
  };
}

function variablePlaces(prefix: string | false, found: boolean): Place[] {
  return prefix === false ? [] : [{ where: `${prefix}*`, kind: "environment", found }];
}

function nothingFound(places: readonly Place[]): FileNotFoundError {
  const has = (kind: Place["kind"]) => places.some((place) => place.kind === kind);
  const ways = [
    ...(has("file") ? ["create one of these files"] : []),
    ...(has("folder") ? ["put a secret into the folder"] : []),
  ];
  const next = ways.length > 0 ? ways.join(", or ") : "name a file in the option files, or set SECRETS_TOML";
  return new FileNotFoundError(
    `there are no secrets: no file, folder or variable was found\n${listPlaces(places)}\n` +
      `  Try: ${next}, and restart the program.\n${seeDocs("ERR_SECRETS_FILE_NOT_FOUND")}`,
    { places },
  );
}
