import type { Dirent } from "node:fs";
import { join } from "node:path";
import { entriesAt } from "../core/fs";
import type { Candidate } from "../core/types";

/** Folders without any entry, inside the folders that are listed as places of secrets. */
export function emptyFoldersIn(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ kind, path }) =>
    kind === "folder" ? (entriesAt(path) ?? []).flatMap((entry) => emptyBelow(path, entry)) : [],
  );
}

function emptyBelow(folder: string, entry: Dirent): string[] {
  if (!entry.isDirectory() || entry.name.startsWith("..")) return [];
  const path = join(folder, entry.name);
  const entries = entriesAt(path);
  if (entries === undefined) return []; // the load reports the reason
  return entries.length === 0 ? [path] : entries.flatMap((below) => emptyBelow(path, below));
}
