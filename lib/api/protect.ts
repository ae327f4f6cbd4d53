import type { Transform } from "node:stream";
import type { FileProblem } from "../core/types";
import { rare } from "../view/view";
import { instanceOf } from "./functions";
import { candidatesOf } from "./resolve-options";
import { secrets } from "./secrets";

/**
 * The text with every loaded value of a view masked by `[redacted]`: as it is, JSON-escaped, URL-encoded, in base64 and in hex.
 * It loads nothing: before the first read there is nothing to mask. What can't be told from ordinary text stays (fewer than six
 * characters, booleans, dates, common words, words of the key itself).
 * @throws TypeError where `view` is no view.
 * @example
 * console.error(redact(error.stack));
 */
export function redact(text: string, view: object = secrets): string {
  const table = rare().tableIfLoaded(view);
  if (table === undefined) return text;
  const { matcherOf, redactText } = require("../redaction/redact") as typeof import("../redaction/redact");
  return redactText(text, matcherOf(table, rare().inputIfLoaded(view)));
}

/**
 * A Transform for UTF-8 text that does what {@link redact} does, also where a value is split over chunks. It holds back only
 * what may be the beginning of a value.
 * @throws TypeError where `view` is no view.
 * @example
 * child.stdout.pipe(redactStream()).pipe(process.stdout);
 */
export function redactStream(view: object = secrets): Transform {
  rare().tableIfLoaded(view);
  const { createRedactStream, matcherOf } = require("../redaction/redact") as typeof import("../redaction/redact");
  return createRedactStream(() => {
    const table = rare().tableIfLoaded(view);
    return table && matcherOf(table, rare().inputIfLoaded(view));
  });
}

/**
 * Prints uncaught errors and unhandled rejections masked: message, stack, `cause` and all. The process ends with the exit code
 * that it would have had. Where the program listens for `uncaughtException` itself, that listener goes on deciding.
 * @returns a function that takes the guard away.
 * @throws TypeError where `view` is no view.
 * @example
 * guardErrors();
 */
export function guardErrors(view: object = secrets): () => void {
  rare().tableIfLoaded(view);
  const { installGuard } = require("../redaction/uncaught-errors") as typeof import("../redaction/uncaught-errors");
  return installGuard((text) => redact(text, view));
}

/**
 * What is wrong with how the secrets' files lie on the disk and in git: readable by others, owned by another user (the file, a
 * link or a folder on the way), in a folder that others can write to, tracked by git or not ignored. Each problem says how to
 * mend it. Nothing is loaded. Permissions are not looked at on Windows, git not where there is none.
 * @throws TypeError where `view` is no view; SourceError (`ERR_SECRETS_SOURCE`) where a place can't even be told.
 * @example
 * for (const { path, message, fix } of checkFiles()) console.warn(`${path}: ${message}. Try: ${fix}`);
 */
export function checkFiles(view: object = secrets): FileProblem[] {
  const { checkCandidates } = require("../checks/check-files") as typeof import("../checks/check-files");
  const { options, looked } = instanceOf(view);
  const user = process.getuid && process.getgid && { uid: process.getuid(), gid: process.getgid() };
  return checkCandidates(candidatesOf(options, looked()), user, options.env ?? process.env);
}
