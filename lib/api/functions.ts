import type { Transform } from "node:stream";
import type { PathInput } from "../core/key-path";
import type { FileProblem, PlainCopy } from "../core/types";
import { targetIfView, targetOf } from "../view/view";
import type { SecretsWatcher } from "../watch/watch";
import type { Instance } from "./lazy-host";
import type { WatchOptions } from "./options";
import { candidatesOf } from "./resolve-options";
import { secrets } from "./secrets";

/* The functions that take a view. They require what they need on first use, so programs that only read do not load it. */

/**
 * A plain, deep, mutable copy of a view, or of an array that contains views. The copy is not protected: printing it shows its
 * values.
 * @throws TypeError for anything else; any error of the load.
 * @example
 * const config = toObject(secrets.db_credentials);
 * config.host ??= "localhost";
 */
export function toObject<T extends object>(view: T): PlainCopy<T> {
  const { withStackFrom, copyOf } = unwrap();
  return withStackFrom(toObject, () => {
    if (!Array.isArray(view)) targetOf(view);
    return copyOf(view, targetIfView);
  }) as PlainCopy<T>;
}

/**
 * The value at a path. Returns the fallback if the value is absent, even if there are no secrets at all.
 * @param path a dotted string (`"db.username"`), or an array of steps, for keys that contain a dot (`["db", "my.key"]`,
 * `["hosts", 0]`).
 * @throws KeyError (`ERR_SECRETS_KEY`), FileNotFoundError (`ERR_SECRETS_FILE_NOT_FOUND`) without a fallback; ParseError
 * (`ERR_SECRETS_PARSE`), SourceError (`ERR_SECRETS_SOURCE`) even with one.
 * @example
 * getSecret(secrets, "db_credentials.port", 5432);
 */
export function getSecret<T = unknown>(view: object, path: PathInput, ...fallback: [fallback?: T]): T {
  const { secretAt, withStackFrom } = unwrap();
  return withStackFrom(getSecret, () => secretAt(targetOf(view), view, path, fallback, targetIfView)) as T;
}

/**
 * Loads now. Returns `false` if there is no source at all, for programs that can run without secrets.
 * @throws ParseError (`ERR_SECRETS_PARSE`), SourceError (`ERR_SECRETS_SOURCE`): an existing source must be valid.
 * @example
 * if (!loadIfExists()) console.warn("no secrets: running in demo mode");
 */
export function loadIfExists(view: object = secrets): boolean {
  const { withStackFrom } = unwrap();
  return withStackFrom(loadIfExists, () => targetOf(view).ask()) !== undefined;
}

/**
 * Resolves all references of a view: those of a section, or of the whole instance. Each resolver is called once, and the
 * resolvers run at the same time. Asynchronous resolvers need this call before a read. With synchronous resolvers, one call
 * replaces many slow reads.
 * @param options.timeoutMs how long to wait for asynchronous resolvers, in milliseconds (default 10000)
 * @throws ResolveError (`ERR_SECRETS_RESOLVE`) if a reference can't be resolved; the others are resolved all the same. TypeError
 * if `view` is not a view, or `timeoutMs` is not a whole number from 1 to 2147483647. Any error of the load.
 * @example
 * await resolveSecrets();
 * await client.connect({ ...secrets.db_credentials });
 */
export async function resolveSecrets(view: object = secrets, options: { readonly timeoutMs?: number } = {}): Promise<void> {
  const target = targetOf(view);
  const { resolveWithin } = require("./references") as typeof import("./references");
  await resolveWithin(target, options.timeoutMs ?? 10_000);
}

/**
 * Watches every place of an instance from now on, even if no file exists there yet. It warns once for each burst of changes that
 * a restart is required, and names the path and the kind of change. It reloads nothing, loads nothing, shows no content, and does
 * not keep the process alive.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) if the home or working folder is unknown; TypeError for an unknown option.
 * @example
 * const watcher = watchSecrets(secrets, { onChange: ({ path, kind }) => shutDown(`${path} was ${kind}`) });
 * await watcher.ready;
 */
export function watchSecrets(view: object = secrets, options: WatchOptions = {}): SecretsWatcher {
  const { checkWatchOptions } = require("./check-options") as typeof import("./check-options");
  checkWatchOptions("watchSecrets", options);
  const { startWatching } = require("./start-watching") as typeof import("./start-watching");
  const host = instanceOf(view);
  return startWatching(host.options, options, candidatesOf(host.options, host.looked()));
}

/** The instance that a view belongs to. @throws TypeError if `view` is not a view. */
export function instanceOf(view: object): Instance {
  return targetOf(view).host() as Instance;
}

/**
 * Replaces every loaded value of a view in a text with `[redacted]`, also if the value is encoded: for JSON, URLs, or HTML, as
 * base64 or hex, or in several of these ways. It loads nothing, so it masks nothing before the first read. It does not mask
 * values that look like ordinary text (fewer than six characters, booleans, dates, common words, words of the key itself).
 * @throws TypeError if `text` is not a string, or `view` is not a view.
 * @example
 * console.error(redact(inspect(error)));
 */
export function redact(text: string, view: object = secrets): string {
  if (typeof text !== "string") throw notText(text);
  const target = targetOf(view);
  const table = target.peek();
  if (table === undefined) return text;
  const { matcherOf, redactText } = redaction();
  return redactText(text, matcherOf(table, ...unwrap().alsoToMask(target)));
}

/**
 * A Transform that masks UTF-8 text as {@link redact} does, even if a value is split over chunks. It delays only text that may be
 * the beginning of a value.
 * @throws TypeError if `view` is not a view.
 * @example
 * child.stdout.pipe(redactStream()).pipe(process.stdout);
 */
export function redactStream(view: object = secrets): Transform {
  const target = targetOf(view);
  const { createRedactStream, matcherOf } = redaction();
  return createRedactStream(() => {
    const table = target.peek();
    return table && matcherOf(table, ...unwrap().alsoToMask(target));
  });
}

/**
 * Prints uncaught errors and unhandled rejections masked, with message, stack, `cause`, and properties. The exit code of the
 * process does not change. If the program has its own listener for `uncaughtException`, that listener still decides.
 * @returns a function that turns this off.
 * @throws TypeError if `view` is not a view.
 * @example
 * guardErrors();
 */
export function guardErrors(view: object = secrets): () => void {
  targetOf(view);
  const { guardUncaughtErrors } = require("../redaction/uncaught-errors") as typeof import("../redaction/uncaught-errors");
  return guardUncaughtErrors((text) => redact(text, view));
}

/**
 * Reports problems of the secrets files on the disk and in git: readable by others, owned by another user (the file, a link, or a
 * folder on the way), in a folder that others can write to, tracked by git, or not ignored. Each problem says how to fix it.
 * Nothing is loaded. Permissions are not checked on Windows. Git is not checked if it is not installed.
 * @throws TypeError if `view` is not a view; SourceError (`ERR_SECRETS_SOURCE`) if the home or working folder is unknown.
 * @example
 * for (const { path, message, fix } of checkFiles()) console.warn(`${path}: ${message}. Try: ${fix}`);
 */
export function checkFiles(view: object = secrets): FileProblem[] {
  const { checkCandidates } = require("../checks/check-files") as typeof import("../checks/check-files");
  const { options, looked } = instanceOf(view);
  const user = process.getuid && process.getgid && { uid: process.getuid(), gid: process.getgid() };
  return checkCandidates(candidatesOf(options, looked()), user, options.env ?? process.env);
}

/** Looks at nothing that a Proxy could answer with an error of its own. */
function notText(given: unknown): TypeError {
  const { types } = require("node:util") as typeof import("node:util");
  const isArray = !types.isProxy(given) && Array.isArray(given);
  const kind = isArray
    ? "an array"
    : types.isNativeError(given)
      ? "an error"
      : given === null
        ? "null"
        : `a value of type ${typeof given}`;
  return new TypeError(`redact takes a string, and got ${kind}; pass util.inspect(value), or the string that you print`);
}

function unwrap() {
  return require("../view/unwrap") as typeof import("../view/unwrap");
}

function redaction() {
  return require("../redaction/redact") as typeof import("../redaction/redact");
}
