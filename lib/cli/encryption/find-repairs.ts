import { formatPath, type KeyPath } from "../../core/key-path";
import type { Keyring } from "../../crypto/keyring";
import { sealToken } from "../../crypto/seal";
import { createSiv, type Siv } from "../../crypto/siv";
import { applySplices } from "../edit/splice";
import { headerOf } from "./header";
import type { OpenFile } from "./open-file";
import { kindOfSource } from "./rewrite";
import { type FileValue, fileValues, sourceOf } from "./values";

/** A value that opens with another place or another key. */
export interface Repair {
  readonly path: KeyPath;
  /** The place that it was made for. */
  readonly from: KeyPath;
  /** The commit whose key encrypted it; `undefined` if that is the present key. */
  readonly commit: string | undefined;
}

interface Version {
  readonly commit: string;
  readonly text: string;
}

/** The repaired document, and the paths of values that were not found. */
export function findRepairs(
  { text, siv }: OpenFile,
  history: readonly Version[],
  keyring: Keyring,
): { readonly text: string; readonly repairs: readonly Repair[]; readonly lost: readonly KeyPath[] } {
  const values = fileValues(text).filter(({ encoded }) => encoded?.form === "token");
  const closed = values.filter((value) => sourceOf(siv, value) === undefined);
  const places = placesIn([text, ...history.map((version) => version.text)]);
  const keys = [{ siv, commit: undefined }, ...keysOf(history, keyring)];
  const repairs: Repair[] = [];
  const lost: KeyPath[] = [];
  const splices = closed.flatMap((value) => {
    const found = originOf(value, keys, places);
    if (found === undefined) {
      lost.push(value.path);
      return [];
    }
    repairs.push({ path: value.path, from: found.from, commit: found.commit });
    const [start, end] = value.range;
    return [{ start, end, text: `"${sealToken(siv, value.path, found.kind, found.source)}"` }];
  });
  return { text: applySplices(text, splices), repairs, lost };
}

interface FileKey {
  readonly siv: Siv;
  readonly commit: string | undefined;
}

function originOf({ path, encoded }: FileValue, keys: readonly FileKey[], places: readonly KeyPath[]) {
  for (const { siv, commit } of keys) {
    for (const from of [path, ...places]) {
      const source = sourceOf(siv, { path: from, encoded });
      const kind = source === undefined ? undefined : kindOfSource(source);
      if (source !== undefined && kind !== undefined) return { from, commit, source, kind };
    }
  }
  return undefined;
}

/** Every place of an encrypted value in any of the versions. */
function placesIn(texts: readonly string[]): KeyPath[] {
  const places = new Map<string, KeyPath>();
  for (const text of texts) {
    for (const { path, encoded } of valuesIfValid(text)) if (encoded !== undefined) places.set(formatPath(path), path);
  }
  return [...places.values()];
}

function valuesIfValid(text: string): FileValue[] {
  try {
    return fileValues(text);
  } catch {
    return []; // a version that was committed with the marks of a conflict
  }
}

/** The keys of those versions that this person can open, each once. */
function keysOf(history: readonly Version[], keyring: Keyring): FileKey[] {
  const known = new Set<string>();
  return history.flatMap(({ commit, text }) => {
    const header = headerIfValid(text);
    if (header === undefined || known.has(header.public)) return [];
    const { fileKey } = keyring.search(header.lines);
    if (fileKey === undefined) return [];
    known.add(header.public);
    return [{ siv: createSiv(fileKey), commit }];
  });
}

function headerIfValid(text: string) {
  try {
    return headerOf(text, "a version in git");
  } catch {
    return undefined;
  }
}
