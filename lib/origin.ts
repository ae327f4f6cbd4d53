import { readFileSync } from "node:fs";
import { isTable } from "./outline";
import { findLine } from "./sources/toml";
import type { Loaded, Place, Source } from "./types";

type KeyPath = readonly (string | number)[];

/** A place, and the line in it where that is known. */
export interface Spot {
  readonly where: string;
  /** From 1; of a TOML file whose text still has the key. */
  readonly line: number | undefined;
}

/** Where a key came from, and what it hides. */
export interface Origin extends Spot {
  readonly kind: Place["kind"];
  /** The same key of sources of lower precedence. */
  readonly hides: readonly Spot[];
}

/**
 * The source that the key at `path` came from; `undefined` where none has it (a default of a schema, say). It is found when it
 * is asked for: a load keeps its sources apart, and their texts not at all, so a line means reading the file again.
 */
export function originOf({ sources }: Loaded, path: KeyPath): Origin | undefined {
  const having = sources.filter((source, index) => has(source.table, path) && !isReplaced(sources, index, path));
  const winner = having.at(-1);
  if (winner === undefined) return undefined;
  const hidden = sources.filter((source) => source !== winner && has(source.table, path));
  return { ...spot(winner, path), kind: winner.place.kind, hides: hidden.map((source) => spot(source, path)) };
}

/** `"/app/.streamlit/secrets.toml, line 4"` */
export function formatSpot({ where, line }: Spot): string {
  return line === undefined ? where : `${where}, line ${line}`;
}

/** Does a later file or folder have the root key, and so replace all of it? A single variable does not; it merges. */
function isReplaced(sources: readonly Source[], index: number, path: KeyPath): boolean {
  return sources.slice(index + 1).some((later) => !isSingleVariable(later) && has(later.table, path.slice(0, 1)));
}

function isSingleVariable({ place }: Source): boolean {
  return place.kind === "environment" && place.where !== "SECRETS_TOML";
}

function spot({ place }: Source, path: KeyPath): Spot {
  return { where: place.where, line: place.kind === "file" ? lineIn(place.where, path) : undefined };
}

function lineIn(file: string, path: KeyPath): number | undefined {
  try {
    return findLine(readFileSync(file, "utf8"), path);
  } catch {
    return undefined; // it is gone, or no longer what was read
  }
}

function has(table: unknown, path: KeyPath): boolean {
  let value = table;
  for (const step of path) {
    if (!(isTable(value) || Array.isArray(value)) || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return true;
}
