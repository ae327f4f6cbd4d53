import { SourceError } from "../core/errors";
import { printable } from "../core/printable";
import { errorCode, systemReason } from "../sources/source-error";

/** The error for a file that can't be written; `why` is a system error or a text. */
export function cannotWrite(path: string, why: unknown, next = "check who owns the folder and whether you can write to it") {
  const reason = typeof why === "string" ? why : errorCode(why) === "ENOENT" ? "there is no such folder" : systemReason(why);
  return refusal("write", path, reason, next);
}

/** The error for a file that a command must not change in its present state. */
export function cannotChange(source: string, reason: string, next: string): SourceError {
  return refusal("change", source, reason, next);
}

function refusal(act: string, source: string, reason: string, next: string): SourceError {
  return new SourceError(`cannot ${act} ${printable(source)}: ${reason}\n  Try: ${next}.`, { source, reason });
}
