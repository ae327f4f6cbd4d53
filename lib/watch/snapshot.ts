import { createHash, type Hash } from "node:crypto";
import { SourceError } from "../core/errors";
import { isTable } from "../core/table";
import type { Candidate } from "../core/types";
import { readFile } from "../sources/file-strict";
import { readFolder } from "../sources/folder";

/** For each existing place, a hash of its content, or the reason if it can't be read. */
export type Snapshot = ReadonlyMap<string, string>;

/** Takes a snapshot of the places. Comparing two snapshots tells a change from a save that changed nothing. */
export function snapshot(candidates: readonly Candidate[]): Snapshot {
  const hashes = new Map<string, string>();
  for (const candidate of candidates) {
    const hash = hashOf(candidate);
    if (hash !== undefined) hashes.set(candidate.path, hash);
  }
  return hashes;
}

function hashOf({ kind, path }: Candidate): string | undefined {
  try {
    const content = kind === "file" ? readFile(path) : readFolder(path);
    if (content === undefined) return undefined;
    const hash = createHash("sha256");
    addTo(hash, content);
    return hash.digest("base64");
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.reason === "there is no such folder" ? undefined : error.reason;
  }
}

/** Adds every part after its length, so that different contents never produce the same input. */
function addTo(hash: Hash, content: unknown): void {
  if (isTable(content)) {
    const keys = Object.keys(content);
    hash.update(`{${keys.length}`);
    for (const key of keys) {
      addTo(hash, key);
      addTo(hash, content[key]);
    }
  } else {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(String(content));
    hash.update(`${typeof content}${bytes.length}:`).update(bytes);
  }
}
