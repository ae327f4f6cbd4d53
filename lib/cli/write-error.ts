import { SourceError } from "../core/errors";
import { printable } from "../core/printable";
import { errorCode, systemReason } from "../sources/source-error";

/** The error for a file that can't be written; `why` is a system error or a text. */
export function cannotWrite(path: string, why: unknown, next = "check who owns the folder and whether you can write to it") {
  const reason = typeof why === "string" ? why : errorCode(why) === "ENOENT" ? "there is no such folder" : systemReason(why);
  return new SourceError(`cannot write ${printable(path)}: ${reason}\n  Try: ${next}.`, { source: path, reason });
}
