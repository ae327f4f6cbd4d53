import { isUtf8 } from "node:buffer";
import { SourceError, seeDocs } from "../core/errors";
import { printable } from "../core/printable";

/* Why a source can't be read. It is loaded where one can't. */

/** The error for a source that is there but can't be read. */
export function cannotRead(source: string, reason: string): SourceError {
  const next =
    NEXT_STEPS.find(([pattern]) => pattern.test(reason))?.[1] ?? "look at this path, or take it out of the list of places";
  return new SourceError(
    `cannot read secrets from ${printable(source)}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_SOURCE")}`,
    {
      source,
      reason,
    },
  );
}

/** The same for bytes that are no text. */
export function notUtf8(source: string, bytes: Uint8Array): SourceError {
  return cannotRead(source, `it is not UTF-8 text (the first bad byte is in line ${lineOfBadByte(bytes)})`);
}

/** A reason without the words of the system's own message. */
export function systemReason(error: unknown): string {
  const code = errorCode(error);
  return REASONS[code ?? ""] ?? `the system refused (${code ?? "no code"})`;
}

/** The code of a system's error. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

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
  [
    /permission denied/,
    "let the user that runs this program read it (chown, or chmod u+r); under sudo -u, cron and the like set HOME to that user's folder",
  ],
  [/is no section/, "give the variable another name, or make a section of that key"],
  [/a name that ends in \.toml must be/, "put a file in its place, or give the folder another name"],
  [/neither a file nor a folder/, "put a file in its place, or take it out of the list of places"],
  [/run in a circle/, "let the link lead to a file, or remove it"],
  [/its name/, "rename it, or take it out of the folder"],
  [/UTF-8/, "save the file as UTF-8"],
  [/no such folder/, "create the folder, or take it out of the list of places; a file's name must end in .toml"],
  [/not a folder/, "give a file a name that ends in .toml; any other place must be a folder"],
];

function lineOfBadByte(bytes: Uint8Array): number {
  let line = 1; // a line feed is never inside a UTF-8 sequence, so each line can be tried by itself
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop + 1;
  }
  return line;
}
