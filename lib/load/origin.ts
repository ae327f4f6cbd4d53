import { readFileSync } from "node:fs";
import type { KeyPath } from "../core/key-path";
import { printable } from "../core/printable";
import { isTable } from "../core/table";
import type { Loaded, Place, Source } from "../core/types";
import { hasPath, valueAt } from "../core/value-at";
import { lineFinder } from "../toml/document";

/** A place, and the line in it if that is known. */
export interface Location {
  readonly where: string;
  /** Counted from 1; only for a TOML file that still contains the key. */
  readonly line: number | undefined;
}

/** The source of a key, and the sources that it hides. */
export interface Origin extends Location {
  readonly kind: Place["kind"];
  /** The same key in sources of lower precedence. */
  readonly hides: readonly Location[];
}

type OriginOf = (path: KeyPath) => Origin | undefined;

/**
 * Finds the source of the key at a path; `undefined` if no source has it (for example, a default of a schema). A load keeps its
 * sources separate, but not their texts. So the file is read again to find a line.
 */
export function originFinder({ sources }: Loaded): OriginOf {
  const finders = new Map<string, LineOf>();
  const spot = ({ place }: Source, path: KeyPath): Location => {
    if (place.kind !== "file") return { where: place.where, line: undefined };
    const lineOf = finders.get(place.where) ?? lineFinderOf(place.where);
    finders.set(place.where, lineOf);
    return { where: place.where, line: lineOf(path) };
  };
  return (path) => {
    const holders = sources.filter((source) => hasPath(source.table, path));
    const candidates = holders.filter((source) => !isReplaced(sources, sources.indexOf(source), path));
    const winner = candidates.findLast((source) => !passesThrough(source, path)) ?? candidates.at(-1);
    if (winner === undefined) return undefined;
    const hidden = holders.filter((source) => source !== winner && !passesThrough(source, path));
    return { ...spot(winner, path), kind: winner.place.kind, hides: hidden.map((source) => spot(source, path)) };
  };
}

/** `"/app/.streamlit/secrets.toml, line 4"` */
export function formatLocation({ where, line }: Location): string {
  return printable(line === undefined ? where : `${where}, line ${line}`);
}

/** Does a later file or folder have the root key, and so replace the whole value? A single variable merges instead. */
function isReplaced(sources: readonly Source[], index: number, path: KeyPath): boolean {
  return sources.slice(index + 1).some((later) => !isSingleVariable(later) && hasPath(later.table, path.slice(0, 1)));
}

/** Is this a single variable for a key deeper down? The sections on its path keep their origin, and it hides nothing there. */
function passesThrough(source: Source, path: KeyPath): boolean {
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
        return undefined; // the key no longer exists
      }
    };
  } catch {
    return () => undefined; // the file no longer exists or has changed
  }
}
