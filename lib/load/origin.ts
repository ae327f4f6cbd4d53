import { readFileSync } from "node:fs";
import type { KeyPath } from "../core/key-path";
import { printable } from "../core/printable";
import { isTable } from "../core/table";
import type { Loaded, Place, SecretsTable, Source } from "../core/types";
import { lineFinder } from "../toml/document";

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

type OriginOf = (path: KeyPath) => Origin | undefined;

/**
 * Tells the source that the key at a path came from; `undefined` where none has it (a default of a schema, say). It is found
 * when it is asked for: a load keeps its sources apart, and their texts not at all, so a line means reading the file again.
 */
export function originFinder({ sources }: Loaded): OriginOf {
  const finders = new Map<string, LineOf>();
  const spot = ({ place }: Source, path: KeyPath): Spot => {
    if (place.kind !== "file") return { where: place.where, line: undefined };
    const lineOf = finders.get(place.where) ?? lineFinderOf(place.where);
    finders.set(place.where, lineOf);
    return { where: place.where, line: lineOf(path) };
  };
  return (path) => {
    const having = sources.filter((source) => has(source.table, path));
    const standing = having.filter((source) => !isReplaced(sources, sources.indexOf(source), path));
    const winner = standing.findLast((source) => !leadsThrough(source, path)) ?? standing.at(-1);
    if (winner === undefined) return undefined;
    const hidden = having.filter((source) => source !== winner && !leadsThrough(source, path));
    return { ...spot(winner, path), kind: winner.place.kind, hides: hidden.map((source) => spot(source, path)) };
  };
}

/** `"/app/.streamlit/secrets.toml, line 4"` */
export function formatSpot({ where, line }: Spot): string {
  return printable(line === undefined ? where : `${where}, line ${line}`);
}

/** Does a later file or folder have the root key, and so replace all of it? A single variable does not; it merges. */
function isReplaced(sources: readonly Source[], index: number, path: KeyPath): boolean {
  return sources.slice(index + 1).some((later) => !isSingleVariable(later) && has(later.table, path.slice(0, 1)));
}

/** Is it a single variable whose key is further down? What it leads through stays what it was, and hides nothing. */
function leadsThrough(source: Source, path: KeyPath): boolean {
  return isSingleVariable(source) && isTable(valueAt(source.table, path));
}

function isSingleVariable({ place }: Source): boolean {
  return place.kind === "environment" && place.where !== "SECRETS_TOML";
}

type LineOf = (path: KeyPath) => number | undefined;

function lineFinderOf(file: string): LineOf {
  try {
    const lineOf = lineFinder(readFileSync(file, "utf8"));
    return (path) => {
      try {
        return lineOf(path);
      } catch {
        return undefined; // the key is gone by now
      }
    };
  } catch {
    return () => undefined; // the file is, or it is no longer what was read
  }
}

function has(table: SecretsTable, path: KeyPath): boolean {
  return valueAt(table, path) !== NOTHING;
}

const NOTHING = Symbol("nothing");

function valueAt(table: SecretsTable, path: KeyPath): unknown {
  let value: unknown = table;
  for (const step of path) {
    if (!(isTable(value) || Array.isArray(value)) || !Object.hasOwn(value, step)) return NOTHING;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
