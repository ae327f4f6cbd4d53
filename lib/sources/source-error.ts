import { isUtf8 } from "node:buffer";
import { SourceError, seeDocs } from "../core/errors";
import { printable } from "../core/printable";

/* The reasons why a source can't be read. Loaded only if one can't be read. */

/** The error for a source that exists but can't be read. */
export function cannotRead(source: string, reason: string, advice?: string): SourceError {
  const step = advice ?? NEXT_STEPS.find(([pattern]) => pattern.test(reason))?.[1];
  const next = step ?? "check this path, or remove it from the list of places";
  return new SourceError(
    `cannot read secrets from ${printable(source)}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_SOURCE")}`,
    {
      source,
      reason,
    },
  );
}

/** The error for bytes that are not text. */
export function notUtf8(source: string, bytes: Uint8Array): SourceError {
  if (Buffer.from(bytes).toString("latin1", 0, AGE_INTRO.length) === AGE_INTRO)
    return cannotRead(source, "it is a binary age file");
  const { encodingOf } = require("./encodings") as typeof import("./encodings");
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) return cannotRead(source, `it is ${encoding.what}`, encoding.advice);
  const reason = `it is not UTF-8 text (the first bad byte is in line ${lineOfBadByte(bytes)}); it may be Latin-1 or Windows-1252`;
  return cannotRead(source, reason);
}

const AGE_INTRO = "age-encryption.org/v1\n";

/** A reason without the text of the system's own message. */
export function systemReason(error: unknown): string {
  const code = errorCode(error);
  return REASONS[code ?? ""] ?? `the system refused (${code ?? "no code"})`;
}

/** The code of a system error. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ERR_ACCESS_DENIED: "permission denied by Node's permission model (--allow-fs-read does not include it)",
  ELOOP: "its symbolic links form a loop",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open (EMFILE)",
  EIO: "the disk failed (EIO)",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full (ENOSPC)",
};

const NEXT_STEPS: readonly (readonly [RegExp, string])[] = [
  [/permission model/, "start Node with --allow-fs-read for this path"],
  [
    /permission denied/,
    "give the user that runs this program read access (chown, or chmod u+r); under sudo -u or cron, set HOME to that user's home folder",
  ],
  [/is not a section/, "rename the variable, or make that key a section"],
  [/a name that ends in \.toml must be/, "replace it with a file, or rename the folder"],
  [/neither a file nor a folder/, "replace it with a file, or remove it from the list of places"],
  [/form a loop/, "point the link to a file, or remove it"],
  [/its name/, "rename it, or move it out of the folder"],
  [/binary age/, "write it as text: age --encrypt --armor"],
  [/UTF-8/, "save the file as UTF-8"],
  [/no such folder/, "create the folder, or remove it from the list of places; the name of a file must end in .toml"],
  [/not a folder/, "use a name that ends in .toml for a file; every other place must be a folder"],
];

function lineOfBadByte(bytes: Uint8Array): number {
  let line = 1; // a line feed is never inside a UTF-8 sequence, so each line can be checked alone
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop + 1;
  }
  return line;
}
