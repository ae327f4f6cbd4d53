import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Candidate } from "../core/types";

/** Folders without any entry, inside the folders that are listed as places of secrets. */
export function emptyFoldersIn(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ kind, path }) =>
    kind === "folder" ? entriesOf(path).flatMap((entry) => emptyBelow(path, entry)) : [],
  );
}

function emptyBelow(folder: string, entry: Dirent): string[] {
  if (!entry.isDirectory() || entry.name.startsWith("..")) return [];
  const path = join(folder, entry.name);
  const entries = entriesOf(path);
  return entries.length === 0 ? [path] : entries.flatMap((below) => emptyBelow(path, below));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // the load says what is wrong with it
  }
}
