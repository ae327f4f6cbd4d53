import type { Transform } from "node:stream";
import type { Path } from "../core/key-path";
import type { FileProblem, PlainCopy } from "../core/types";
import { targetIfView, targetOf } from "../view/view";
import type { SecretsWatcher } from "../watch/watch";
import type { WatchOptions } from "./options";
import { candidatesOf } from "./resolve-options";
import { type Instance, secrets } from "./secrets";

/* The functions that take a view: what they do is not paid for by programs that only read. */

/**
 * A plain, deep, mutable copy of a view, or of an array that holds views. What you do with it is not protected any more: it
 * prints its values.
 * @throws TypeError for anything else; what the load threw.
 * @example
 * const config = toObject(secrets.db_credentials);
 * config.host ??= "localhost";
 */
export function toObject<T extends object>(view: T): PlainCopy<T> {
  const { askedBy, copyOf } = unwrap();
  return askedBy(toObject, () => {
    if (!Array.isArray(view)) targetOf(view);
    return copyOf(view, targetIfView);
  }) as PlainCopy<T>;
}

/**
 * The value at a path; the fallback where it is absent, also where there are no secrets at all.
 * @param path dotted text (`"db.user"`), or the steps where a key has a dot in it (`["db", "my.key"]`, `["hosts", 0]`).
 * @throws KeyError (`ERR_SECRETS_KEY`), FileNotFoundError (`ERR_SECRETS_FILE_NOT_FOUND`) without a fallback; ParseError
 * (`ERR_SECRETS_PARSE`), SourceError (`ERR_SECRETS_SOURCE`) even with one.
 * @example
 * getSecret(secrets, "db_credentials.port", 5432);
 */
export function getSecret<T = unknown>(view: object, path: Path, ...fallback: [fallback?: T]): T {
  const { askedBy, valueAt } = unwrap();
  return askedBy(getSecret, () => valueAt(targetOf(view), view, path, fallback, targetIfView)) as T;
}

/**
 * Loads now. `false` where there is no source at all, for programs to which secrets are optional.
 * @throws ParseError (`ERR_SECRETS_PARSE`), SourceError (`ERR_SECRETS_SOURCE`): a source that is there must be right.
 * @example
 * if (!loadIfExists()) console.warn("no secrets: running in demo mode");
 */
export function loadIfExists(view: object = secrets): boolean {
  const { askedBy } = unwrap();
  return askedBy(loadIfExists, () => targetOf(view).ask()) !== undefined;
}

/**
 * Watches every place of an instance from now on, also where there is no file yet, and warns once a burst that a restart is
 * required, naming the path and the act. It reloads nothing, loads nothing, shows no content, and does not keep the process alive.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) where a place can't even be told; TypeError for an option that does not exist.
 * @example
 * const watcher = watchSecrets(secrets, { onChange: ({ path, kind }) => shutDownInOrder(`${path} was ${kind}`) });
 * await watcher.ready;
 */
export function watchSecrets(view: object = secrets, options: WatchOptions = {}): SecretsWatcher {
  const { checkWatchOptions } = require("./check-options") as typeof import("./check-options");
  checkWatchOptions("watchSecrets", options);
  const { startWatching } = require("./start-watching") as typeof import("./start-watching");
  const host = instanceOf(view);
  return startWatching(host.options, options, candidatesOf(host.options, host.looked()));
}

/** The instance that a view belongs to. @throws TypeError where `view` is none. */
export function instanceOf(view: object): Instance {
  return targetOf(view).host() as Instance;
}

/**
 * The text with every loaded value of a view masked by `[redacted]`: as it is, JSON-escaped, URL-encoded, in base64 and in hex.
 * It loads nothing: before the first read there is nothing to mask. What can't be told from ordinary text stays (fewer than six
 * characters, booleans, dates, common words, words of the key itself).
 * @throws TypeError where `view` is no view.
 * @example
 * console.error(redact(error.stack));
 */
export function redact(text: string, view: object = secrets): string {
  const target = targetOf(view);
  const table = target.peek();
  if (table === undefined) return text;
  const { matcherOf, redactText } = require("../redaction/redact") as typeof import("../redaction/redact");
  return redactText(text, matcherOf(table, unwrap().inputIfLoaded(target)));
}

/**
 * A Transform for UTF-8 text that does what {@link redact} does, also where a value is split over chunks. It holds back only
 * what may be the beginning of a value.
 * @throws TypeError where `view` is no view.
 * @example
 * child.stdout.pipe(redactStream()).pipe(process.stdout);
 */
export function redactStream(view: object = secrets): Transform {
  const target = targetOf(view);
  const { createRedactStream, matcherOf } = require("../redaction/redact") as typeof import("../redaction/redact");
  return createRedactStream(() => {
    const table = target.peek();
    return table && matcherOf(table, unwrap().inputIfLoaded(target));
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
  targetOf(view);
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

function unwrap() {
  return require("../view/unwrap") as typeof import("../view/unwrap");
}
