import { type BigIntStats, type Dirent, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, isAbsolute, sep } from "node:path";
import type { SecretsTable } from "../core/types";
import { isAbsent, utf8OrUndefined } from "./file-strict";
import { cannotRead, errorCode, systemReason } from "./source-error";
import { statIfAny } from "./stat";

/*
 * A folder of secrets, as Docker, systemd, Kubernetes, CSI drivers and Vault's agent lay it out: a file is a secret, a
 * subfolder a section, a subfolder of exactly one file that file's value.
 *
 * Kubernetes rotates a volume by renaming `..data`, a link to a dated folder, and then removes the old one. The link is
 * read once and everything read through it; where it leads elsewhere afterwards, what was read may have been half
 * removed, and the folder is read anew. So is a folder that is itself a link, and leads elsewhere afterwards.
 */

/** How long a folder may go on changing under the reader before it gives up. */
const PATIENCE_MS = 10_000;
/** Between two tries: whoever changes the folder may need this processor to be done with it. */
const PAUSE_MS = 1;

/** The secrets in a folder, or `undefined` where it has none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFolder(path: string): SecretsTable | undefined {
  const giveUpAt = Date.now() + PATIENCE_MS;
  do {
    const before = statOf(path);
    if (before === undefined) throw cannotRead(path, "there is no such folder");
    if (!before.isDirectory()) throw cannotRead(path, "it is not a folder");
    const content = tryFolder(path, [identity(before)]);
    const after = content === CHANGED ? undefined : statOf(path);
    if (content !== CHANGED && after !== undefined && identity(after) === identity(before))
      return content.files === 0 ? undefined : content.table;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  } while (Date.now() < giveUpAt);
  throw cannotRead(path, "it kept changing while it was read");
}

interface Content {
  readonly table: SecretsTable;
  /** How many secrets there are in it, at any depth. */
  readonly files: number;
  /** The one file's value, where there is exactly one file and no folder. */
  readonly onlyFile: Bytes | undefined;
}

type Bytes = string | Uint8Array;

/** What an entry gives. */
type Entry = { readonly file: Bytes } | { readonly folder: Content };

/** The folder changed while it was read. */
const CHANGED = Symbol("changed");

function tryFolder(path: string, above: readonly string[]): Content | typeof CHANGED {
  const generation = generationOf(path);
  if (generation === CHANGED) return CHANGED;
  const names = entriesOf(generation ?? path);
  if (names === CHANGED) return CHANGED;
  const table: Record<string, unknown> = Object.create(null);
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = readEntry(below(generation ?? path, name.name), name, above);
    if (entry === CHANGED) return CHANGED;
    if (entry === undefined) continue;
    entries.push(entry);
    table[name.name] = "file" in entry ? entry.file : (entry.folder.onlyFile ?? entry.folder.table);
  }
  if (generation !== generationOf(path)) return CHANGED;
  const [first] = entries;
  return {
    table,
    files: entries.reduce((sum, entry) => sum + ("file" in entry ? 1 : entry.folder.files), 0),
    onlyFile: entries.length === 1 && first !== undefined && "file" in first ? first.file : undefined,
  };
}

/**
 * The folder that Kubernetes' `..data` link leads to, if there is one. One look at the link tells: `realpath` takes
 * several, and has no answer where the folder is removed between them.
 */
function generationOf(folder: string): string | undefined | typeof CHANGED {
  const target = linkTarget(folder, "..data");
  if (target === undefined) return undefined;
  const generation = isAbsolute(target) ? target : below(folder, target);
  if (statOf(generation)?.isDirectory()) return generation;
  return linkTarget(folder, "..data") === target ? undefined : CHANGED; // it dangles, or it is just being swapped
}

/** What a link in a folder says; `undefined` where there is none of that name. */
function linkTarget(folder: string, name: string): string | undefined {
  try {
    return readlinkSync(below(folder, name));
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === "EINVAL") return undefined; // EINVAL: it is no link
    throw cannotRead(folder, systemReason(error));
  }
}

/** Not `join`, which takes `x/..` away: where x is a link, that is another folder. */
function below(folder: string, name: string): string {
  return folder + sep + name;
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

export function isSkipped(name: string): boolean {
  return name.startsWith("..") || LITTER.has(name);
}

const LITTER = new Set([".DS_Store", ".gitkeep", ".gitignore", "Thumbs.db"]);

/** What an entry gives: nothing where it is a dangling link, a circle of them, or a device. */
function readEntry(path: string, entry: Dirent, above: readonly string[]): Entry | undefined | typeof CHANGED {
  if (entry.isFile()) return readSecret(path);
  if (!entry.isDirectory() && !entry.isSymbolicLink()) return undefined; // never opened: it might wait, or never end
  const stats = statOf(path);
  if (stats === undefined) return entry.isSymbolicLink() ? undefined : changedOr(path);
  if (stats.isFile()) return readSecret(path);
  if (!stats.isDirectory() || above.includes(identity(stats))) return undefined;
  const folder = tryFolder(path, [...above, identity(stats)]);
  return folder === CHANGED ? CHANGED : { folder };
}

function readSecret(path: string): Entry | typeof CHANGED {
  try {
    const bytes = readFileSync(path);
    const text = utf8OrUndefined(bytes);
    return { file: text === undefined ? new Uint8Array(bytes) : withoutLineBreaksAtEnd(text) };
  } catch (error) {
    if (isAbsent(error)) return changedOr(path);
    throw cannotRead(path, systemReason(error));
  }
}

/** An entry that was listed is gone; but a name that is not UTF-8 was listed with U+FFFD in it, and was never there. */
function changedOr(path: string): typeof CHANGED {
  if (basename(path).includes("\ufffd")) throw cannotRead(path, "its name is not UTF-8 text");
  return CHANGED;
}

function withoutLineBreaksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}

/** Follows links; `undefined` for what is absent, dangling or a link in a circle. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statIfAny(path, { bigint: true });
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === "ELOOP") return undefined;
    throw cannotRead(path, systemReason(error));
  }
}

/**
 * Tells a folder from every other. As numbers, Windows' would be rounded; and a file system may give the number of a
 * folder that is gone to the next one, so the time of its making counts too.
 */
export function identity({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}
