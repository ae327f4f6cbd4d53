import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { SourceError, seeDocs } from "../errors";

/**
 * A link that is just being swapped, as Kubernetes does it with every file of a volume, leads nowhere for some microseconds:
 * what is absent at each of so many looks is absent.
 */
const LOOKS = 4;

/** The bytes of a regular file, or `undefined` where there is none. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function readFile(path: string): Buffer | undefined {
  for (let look = 0; look < LOOKS; look++) {
    try {
      const stats = statIfAny(path);
      if (stats === undefined) return undefined;
      if (stats.isDirectory()) throw cannotRead(path, "it is a folder, and a name that ends in .toml must be a file");
      // Opening a FIFO would wait for a writer, and a device may answer for ever.
      if (!stats.isFile()) throw cannotRead(path, "it is neither a file nor a folder");
      return readFileSync(path);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (!isAbsent(error)) throw cannotRead(path, systemReason(error));
    }
  }
  return undefined;
}

/** What is there, links followed; `undefined` for nothing and for a dangling link. Throws the system's own errors. */
export function statIfAny(path: string): BigIntStats | undefined {
  for (let look = 0; look < LOOKS; look++) {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (stats !== undefined) return stats;
  }
  return undefined;
}

/** UTF-8, strictly: a password with a U+FFFD in it is a wrong password. @throws SourceError (`ERR_SECRETS_SOURCE`). */
export function decodeUtf8(bytes: Uint8Array, source: string): string {
  const text = utf8OrUndefined(bytes);
  if (text !== undefined) return text;
  throw cannotRead(source, `it is not UTF-8 text (the first bad byte is in line ${lineOfBadByte(bytes)})`);
}

/** The text, or `undefined` where the bytes are not UTF-8. A BOM is kept. */
export function utf8OrUndefined(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Does the error say that there is no such entry (by now)? */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** A reason without the words of the system's own message. */
export function systemReason(error: unknown): string {
  const code = errorCode(error);
  return REASONS[code ?? ""] ?? `the system refused (${code ?? "no code"})`;
}

/** The error for a source that is there but can't be read. */
export function cannotRead(source: string, reason: string): SourceError {
  const next =
    NEXT_STEPS.find(([pattern]) => pattern.test(reason))?.[1] ?? "look at this path, or take it out of the list of places";
  return new SourceError(`cannot read secrets from ${source}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_SOURCE")}`, {
    source,
    reason,
  });
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ERR_ACCESS_DENIED: "permission denied by Node's permission model (--allow-fs-read does not name it)",
  ELOOP: "its symbolic links run in a circle",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open (EMFILE)",
  EIO: "the disk failed (EIO)",
};

const NEXT_STEPS: readonly (readonly [RegExp, string])[] = [
  [/permission model/, "start Node with --allow-fs-read for this path"],
  [/permission denied/, "let the user that runs this program read it (chown, or chmod u+r)"],
  [/is no section/, "give the variable another name, or make a section of that key"],
  [/a name that ends in \.toml must be/, "put a file in its place, or give the folder another name"],
  [/neither a file nor a folder/, "put a file in its place, or take it out of the list of places"],
  [/run in a circle/, "let the link lead to a file, or remove it"],
  [/its name/, "rename it, or take it out of the folder"],
  [/UTF-8/, "save the file as UTF-8"],
  [/no such folder/, "create the folder, or take it out of the list of places; a file's name must end in .toml"],
  [/not a folder/, "give a file a name that ends in .toml; any other place must be a folder"],
];

/** The code of a system's error. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

function lineOfBadByte(bytes: Uint8Array): number {
  let line = 1; // a line feed is never inside a UTF-8 sequence, so each line can be tried by itself
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (utf8OrUndefined(bytes.subarray(start, stop)) === undefined) return line;
    start = stop + 1;
  }
  return line;
}
