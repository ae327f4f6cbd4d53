import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { SourceError } from "../errors";
import type { SecretsTable } from "../types";
import { cannotRead, isAbsent, systemReason, utf8OrUndefined } from "./read";

/*
 * A folder of secrets, as Docker, systemd, Kubernetes, CSI drivers and Vault's agent lay it out: a file is a secret, a
 * subfolder a section, a subfolder of exactly one file that file's value.
 *
 * Kubernetes rotates a volume by renaming `..data`, a link to a dated folder, and then removes the old one. The link is
 * resolved once and everything read through it; where it leads elsewhere afterwards, what was read may have been half
 * removed, and the folder is read anew.
 */

/** How long a folder may go on changing under the reader before it gives up. */
const PATIENCE_MS = 10_000;

/** The secrets in a folder, or `undefined` where it has none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFolder(path: string): SecretsTable | undefined {
  const giveUpAt = Date.now() + PATIENCE_MS;
  do {
    const stats = statOf(path);
    if (stats === undefined) throw cannotRead(path, "there is no such folder");
    if (!stats.isDirectory()) throw cannotRead(path, "it is not a folder");
    const content = tryFolder(path, [identity(stats)]);
    if (content !== CHANGED) return content.files === 0 ? undefined : content.table;
  } while (Date.now() < giveUpAt);
  throw cannotRead(path, "it kept changing while it was read");
}

interface Content {
  readonly table: SecretsTable;
  /** How many secrets there are in it, at any depth. */
  readonly files: number;
}

/** The folder changed while it was read. */
const CHANGED = Symbol("changed");

function tryFolder(path: string, above: readonly string[]): Content | typeof CHANGED {
  const generation = generationOf(path);
  const entries = entriesOf(generation ?? path);
  if (entries === CHANGED) return CHANGED;
  const table: Record<string, unknown> = Object.create(null);
  let files = 0;
  for (const entry of entries) {
    const value = valueOfEntry(join(generation ?? path, entry.name), entry, above);
    if (value === CHANGED) return CHANGED;
    if (value === undefined) continue;
    files += value.files;
    table[entry.name] = value.value;
  }
  return generation === generationOf(path) ? { table, files } : CHANGED;
}

/** The folder that Kubernetes' `..data` link leads to, if there is one. */
function generationOf(path: string): string | undefined {
  try {
    return realpathSync(join(path, "..data"));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw cannotRead(join(path, "..data"), systemReason(error));
  }
}

/** In the order of their names: that of the disk is another one on every machine. */
function entriesOf(path: string): Dirent[] | typeof CHANGED {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter(({ name }) => !isSkipped(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isAbsent(error)) return CHANGED;
    throw cannotRead(path, systemReason(error));
  }
}

function isSkipped(name: string): boolean {
  return name.startsWith("..") || LITTER.has(name);
}

const LITTER = new Set([".DS_Store", ".gitkeep", ".gitignore", "Thumbs.db"]);

/** What an entry gives: a value, nothing (a dangling link, a loop, a device), or the news that it changed. */
function valueOfEntry(
  path: string,
  entry: Dirent,
  above: readonly string[],
): { value: unknown; files: number } | undefined | typeof CHANGED {
  if (entry.isFile()) return fileValue(path);
  if (!entry.isDirectory() && !entry.isSymbolicLink()) return undefined; // never opened: it might wait, or never end
  const stats = statOf(path);
  if (stats === undefined) return entry.isSymbolicLink() ? undefined : CHANGED;
  if (stats.isFile()) return fileValue(path);
  if (!stats.isDirectory() || above.includes(identity(stats))) return undefined;
  const content = tryFolder(path, [...above, identity(stats)]);
  if (content === CHANGED) return CHANGED;
  const keys = Object.keys(content.table);
  const only = keys.length === 1 ? content.table[keys[0] as string] : undefined;
  const isOneFile = typeof only === "string" || only instanceof Uint8Array;
  return { value: isOneFile ? only : content.table, files: content.files };
}

function fileValue(path: string): { value: string | Uint8Array; files: 1 } | typeof CHANGED {
  try {
    const bytes = readFileSync(path);
    const text = utf8OrUndefined(bytes);
    return { value: text === undefined ? new Uint8Array(bytes) : text.replace(/[\r\n]+$/, ""), files: 1 };
  } catch (error) {
    if (isAbsent(error)) return CHANGED;
    throw cannotRead(path, systemReason(error));
  }
}

/** Follows links; `undefined` for what is absent, dangling or a link in a circle. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === "ELOOP") return undefined;
    throw error instanceof SourceError ? error : cannotRead(path, systemReason(error));
  }
}

/** Tells a folder from every other, for links that lead back up. */
function identity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}
