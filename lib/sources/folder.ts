import { type BigIntStats, type Dirent, readdirSync, readlinkSync } from "node:fs";
import { basename, isAbsolute, sep } from "node:path";
import { pause } from "../core/pause";
import type { SecretsTable } from "../core/types";
import { utf8OrUndefined } from "../core/utf8";
import { adviceForEntry } from "./entry-advice";
import { isAbsent } from "./file-strict";
import { identity, isSkipped, mayBeOpened } from "./folder-entries";
import { cannotRead, errorCode, notUtf8, systemReason } from "./source-error";
import { readRegular, statIfAny } from "./stat";

/*
 * A folder of secrets, as Docker, systemd, Kubernetes, CSI drivers, and Vault's agent write it: a file is a secret, a
 * subfolder is a section, and a subfolder with exactly one file is the value of that file.
 *
 * Kubernetes rotates a volume by replacing `..data`, a link to a dated folder, and then removes the old folder. This reader reads
 * the link once and reads everything through it. If the link points elsewhere afterwards, a part may have been removed during the
 * read, so the folder is read again. The same holds for a folder that is itself a link.
 */

/** The reader gives up if the folder still changes after this time. */
const PATIENCE_MS = 10_000;
/** The pause between two tries; the process that changes the folder may need this processor to finish. */
const PAUSE_MS = 1;

/** Reads the text of a TOML file. */
export type DecodeFile = (text: string, path: string) => SecretsTable;

/**
 * The secrets in a folder, or `undefined` if it has none. A file whose name ends in `.toml` is read as a document; without `decode`, it
 * is a secret like any other file.
 * @throws SourceError (`ERR_SECRETS_SOURCE`), and what `decode` throws.
 */
export function readFolder(path: string, decode?: DecodeFile): SecretsTable | undefined {
  const giveUpAt = Date.now() + PATIENCE_MS;
  do {
    const before = statOf(path);
    if (before === undefined) throw cannotRead(path, "there is no such folder", adviceForEntry(path));
    if (!before.isDirectory()) throw cannotRead(path, "it is not a folder", adviceForEntry(path));
    const content = tryFolder(path, [identity(before)], decode);
    const after = content === CHANGED ? undefined : statOf(path);
    if (content !== CHANGED && after !== undefined && identity(after) === identity(before))
      return content.files === 0 ? undefined : content.table;
    pause(PAUSE_MS);
  } while (Date.now() < giveUpAt);
  throw cannotRead(path, "it kept changing while it was read");
}

interface Content {
  readonly table: SecretsTable;
  /** The number of secrets in it, at any depth. */
  readonly files: number;
  /** The value of the file, if there is exactly one file and no folder. */
  readonly onlyFile: Bytes | undefined;
}

type Bytes = string | Uint8Array;

/** The content of a folder entry. */
type Entry = { readonly file: Bytes } | { readonly folder: Content } | { readonly document: SecretsTable };

/** The folder changed while it was read. */
const CHANGED = Symbol("changed");

function tryFolder(path: string, above: readonly string[], decode: DecodeFile | undefined): Content | typeof CHANGED {
  const generation = generationOf(path);
  if (generation === CHANGED) return CHANGED;
  const names = entriesOf(generation ?? path);
  if (names === CHANGED) return CHANGED;
  const table: Record<string, unknown> = Object.create(null);
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = readEntry(below(generation ?? path, name.name), name, above, decode);
    if (entry === CHANGED) return CHANGED;
    if (entry === undefined) continue;
    entries.push(entry);
    if ("document" in entry) Object.assign(table, entry.document);
    else table[name.name] = "file" in entry ? entry.file : (entry.folder.onlyFile ?? entry.folder.table);
  }
  if (generation !== generationOf(path)) return CHANGED;
  const [first] = entries;
  return {
    table,
    files: entries.reduce((sum, entry) => sum + ("folder" in entry ? entry.folder.files : 1), 0),
    onlyFile: entries.length === 1 && first !== undefined && "file" in first ? first.file : undefined,
  };
}

/**
 * The target of Kubernetes' `..data` link, if there is one. It reads the link once, because `realpath` reads it several
 * times and fails if the folder is removed in between.
 */
function generationOf(folder: string): string | undefined | typeof CHANGED {
  const target = linkTarget(folder, "..data");
  if (target === undefined) return undefined;
  const generation = isAbsolute(target) ? target : below(folder, target);
  if (statOf(generation)?.isDirectory()) return generation;
  return linkTarget(folder, "..data") === target ? undefined : CHANGED; // the link dangles, or it is being replaced
}

/** The target of a link in a folder; `undefined` if no link has that name. */
function linkTarget(folder: string, name: string): string | undefined {
  try {
    return readlinkSync(below(folder, name));
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === "EINVAL") return undefined; // EINVAL: it is not a link
    throw cannotRead(folder, systemReason(error));
  }
}

/** Not `join`, which removes `x/..`: if x is a link, the result is another folder. */
function below(folder: string, name: string): string {
  return folder + sep + name;
}

/** The entries sorted by name, because the order on the disk differs between machines. */
function entriesOf(path: string): Dirent[] | typeof CHANGED {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter(({ name }) => !isSkipped(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isAbsent(error)) return CHANGED;
    throw cannotRead(path, systemReason(error));
  }
}

/** The content of an entry; `undefined` for a dangling link, a loop of links, or a device. */
function readEntry(
  path: string,
  entry: Dirent,
  above: readonly string[],
  decode: DecodeFile | undefined,
): Entry | undefined | typeof CHANGED {
  if (entry.isFile()) return readSecret(path, decode);
  if (!mayBeOpened(entry)) return undefined;
  const stats = statOf(path);
  if (stats === undefined) return entry.isSymbolicLink() ? undefined : changedOr(path);
  if (stats.isFile()) return readSecret(path, decode);
  if (!stats.isDirectory() || above.includes(identity(stats))) return undefined;
  const folder = tryFolder(path, [...above, identity(stats)], decode);
  if (folder === CHANGED) return CHANGED;
  return folder.files === 0 ? undefined : { folder }; // Docker makes an empty folder where the file of a secret is missing
}

function readSecret(path: string, decode: DecodeFile | undefined): Entry | typeof CHANGED {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readRegular(path);
  } catch (error) {
    if (isAbsent(error)) return changedOr(path);
    throw cannotRead(path, systemReason(error));
  }
  if (bytes === undefined) return CHANGED;
  const text = utf8OrUndefined(bytes) ?? (require("./encodings") as typeof import("./encodings")).utf16Text(bytes);
  if (decode !== undefined && /\.toml$/i.test(path)) {
    if (text === undefined) throw notUtf8(path, bytes);
    return { document: decode(text, path) };
  }
  if (text === undefined) return { file: new Uint8Array(bytes) };
  return { file: withoutLineBreaksAtEnd(text.startsWith("\ufeff") ? text.slice(1) : text) };
}

/**
 * A listed entry no longer exists. But a name that is not UTF-8 is listed with U+FFFD in it and never existed under that name.
 */
function changedOr(path: string): typeof CHANGED {
  if (basename(path).includes("\ufffd")) throw cannotRead(path, "its name is not UTF-8 text");
  return CHANGED;
}

function withoutLineBreaksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}

/** Follows links; `undefined` if the target does not exist, or if the links form a loop. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statIfAny(path, { bigint: true });
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === "ELOOP") return undefined;
    throw cannotRead(path, systemReason(error));
  }
}
