import { merge } from "./merge";
import { decodeToml } from "./sources/decode-toml";
import { type Candidate, discover, type Edges } from "./sources/discover";
import type { Variable } from "./sources/environment";
import type { Parse } from "./sources/plain-toml";
import { decodeUtf8, readFile } from "./sources/read";
import type { Environment, Loaded, Place, SecretsTable, Source } from "./types";

/*
 * What every load needs is imported, for it is one file in the build; what only some need is required where they do.
 */

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
  const variables = variablesIn(request);
  const places = [...found.map(({ place }) => place), ...variablePlaces(request.envPrefix, variables.length > 0)];
  const sources = found.filter((source): source is Source => source.table !== undefined);
  if (sources.length === 0 && variables.length === 0) {
    const { nothingFound } = require("./nothing-found") as typeof import("./nothing-found");
    throw nothingFound(places);
  }
  const merged = sources.length === 0 ? Object.create(null) : merge(sources.map(({ table }) => table));
  if (variables.length === 0) return { table: merged, sources, places };
  const { tableOfVariable, withVariables } = require("./sources/environment") as typeof import("./sources/environment");
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
  const table = kind === "folder" ? fromFolder(path) : fromFile(path, parse);
  return { place: { where: path, kind, found: table !== undefined }, table };
}

function fromFolder(path: string): SecretsTable | undefined {
  const { readFolder } = require("./sources/folder") as typeof import("./sources/folder");
  return readFolder(path);
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

function variablesIn({ env, envPrefix }: LoadRequest): Variable[] {
  if (envPrefix === false || !Object.keys(env).some((name) => name.startsWith(envPrefix))) return [];
  const { variablesOf } = require("./sources/environment") as typeof import("./sources/environment");
  return variablesOf(env, envPrefix);
}

function variablePlaces(prefix: string | false, found: boolean): Place[] {
  return prefix === false ? [] : [{ where: `${prefix}*`, kind: "environment", found }];
}
