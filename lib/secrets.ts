import { again, askedBy, FileNotFoundError, SourceError } from "./errors";
import { type Path, stepsOf } from "./key-path";
import type { SecretsOptions, WatchOptions } from "./options";
import { forgetReady, hostOf, isView, pathOf, tableIfAny, tableOf, type ViewHost } from "./shell";
import type { SchemaOutput, StandardSchema } from "./standard-schema";
import type { DefaultSecrets, Loaded, PlainCopy, ReadonlySecrets, UntypedSecrets } from "./types";
import { createRootView } from "./view";
import type { SecretsWatcher } from "./watch";

/*
 * Everything here is paid for by every import, so what only a read needs is required by the first read.
 */

/** What an instance was made with, for those that look at its places again. */
const optionsOfHost = new WeakMap<ViewHost, SecretsOptions>();

/**
 * A lazy, read-only object over your secrets. Nothing is read before the first key is asked for; the outcome of that first
 * load, success or failure, stands until the process restarts.
 *
 * Reading it throws `KeyError` (`ERR_SECRETS_KEY`), `FileNotFoundError` (`ERR_SECRETS_FILE_NOT_FOUND`), `ParseError`
 * (`ERR_SECRETS_PARSE`) or `SourceError` (`ERR_SECRETS_SOURCE`); writing to it `ReadOnlyError` (`ERR_SECRETS_READ_ONLY`).
 * @throws TypeError for an option, or a value of one, that does not exist.
 * @example
 * const secrets = createSecrets({ files: "/run/secrets", exportEnv: false });
 * await client.connect({ ...secrets.db_credentials });
 */
export function createSecrets<Schema extends StandardSchema>(
  options: SecretsOptions & { readonly schema: Schema },
): ReadonlySecrets<SchemaOutput<Schema>>;
export function createSecrets<T extends object = UntypedSecrets>(options?: SecretsOptions): ReadonlySecrets<T>;
export function createSecrets(options?: SecretsOptions): object {
  if (options !== undefined) {
    const { checkOptions } = require("./check-options") as typeof import("./check-options");
    checkOptions(options);
  }
  return createRootView(lazyHost({ ...options }));
}

/**
 * The default instance: `~/.streamlit/secrets.toml`, overridden by `<cwd>/.streamlit/secrets.toml` and by the environment.
 * @throws as {@link createSecrets} says, when a key is asked for.
 * @example
 * import { secrets } from "toml-secrets";
 * secrets.db_username;
 * await client.connect({ ...secrets.db_credentials });
 */
export const secrets: DefaultSecrets = createRootView(lazyHost({})) as DefaultSecrets;

/**
 * A plain, deep, mutable copy of a view, or of an array that holds views. What you do with it is not protected any more: it
 * prints its values.
 * @throws TypeError for anything else; what the load threw.
 * @example
 * const config = toObject(secrets.db_credentials);
 * config.host ??= "localhost";
 */
export function toObject<T extends object>(view: T): PlainCopy<T> {
  const { deepCopy } = require("./copy") as typeof import("./copy");
  if (Array.isArray(view))
    return view.map((item) => (isView(item) || Array.isArray(item) ? toObject(item) : deepCopy(item))) as PlainCopy<T>;
  return deepCopy(askedBy(toObject, () => tableOf(view))) as PlainCopy<T>;
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
  return askedBy(getSecret, () => valueAt(view, stepsOf(path), fallback) as T);
}

function valueAt(view: object, steps: readonly (string | number)[], fallback: readonly unknown[]): unknown {
  const root = fallback.length === 0 ? tableOf(view) : tableIfAny(view);
  let value: unknown = root === undefined ? undefined : view;
  for (const [at, step] of steps.entries()) {
    if (root !== undefined && hasStep(value, step)) {
      value = (value as Record<string | number, unknown>)[step];
      continue;
    }
    if (fallback.length > 0) return fallback[0];
    const above = pathOf(view);
    const error = hostOf(view).missing([...above, ...steps], isView(value) ? tableOf(value) : {}, above.length + at);
    if (error !== undefined) throw error;
    return undefined;
  }
  return root === undefined ? fallback[0] : value;
}

/**
 * Loads now. `false` where there is no source at all, for programs to which secrets are optional.
 * @throws ParseError (`ERR_SECRETS_PARSE`), SourceError (`ERR_SECRETS_SOURCE`): a source that is there must be right.
 * @example
 * if (!loadIfExists()) console.warn("no secrets: running in demo mode");
 */
export function loadIfExists(view: object = secrets): boolean {
  return askedBy(loadIfExists, () => tableIfAny(view)) !== undefined;
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
  const { startWatching } = require("./first-load") as typeof import("./first-load");
  return startWatching(optionsOf(view), options);
}

/** Lets a test answer for an instance: `current` is asked at each read, and the instance's own load only where it gives nothing. */
export function overrideHost(view: object, current: () => Loaded | undefined): void {
  hostOf(view).override = current;
  forgetReady(view);
}

/** What an instance was made with. @throws TypeError where `view` is none. */
export function optionsOf(view: object): SecretsOptions {
  return optionsOfHost.get(hostOf(view)) ?? {};
}

function hasStep(value: unknown, step: string | number): boolean {
  if (isView(value)) return String(step) in value;
  return Array.isArray(value) && /^(0|[1-9]\d*)$/.test(String(step)) && Object.hasOwn(value, step);
}

type Outcome = { readonly loaded: Loaded } | { readonly error: unknown };

/** Loads on the first question, and holds on to the outcome. */
function lazyHost(options: SecretsOptions): ViewHost {
  let outcome: Outcome | undefined;
  let loading = false;
  const settle = (): Outcome => {
    if (outcome !== undefined) return outcome;
    if (loading) throw readWhileLoading();
    loading = true;
    try {
      const { firstLoad } = require("./first-load") as typeof import("./first-load");
      outcome = { loaded: firstLoad(options) };
    } catch (error) {
      outcome = { error };
    }
    return outcome;
  };
  const read = (): Loaded => {
    const override = host.override?.();
    if (override !== undefined) return override;
    const settled = settle();
    if ("error" in settled) throw again(settled.error);
    return settled.loaded;
  };
  const host: ViewHost = {
    read: () => read().table,
    ask: () => {
      if (host.override?.() !== undefined) return read().table;
      const settled = settle();
      return "error" in settled && settled.error instanceof FileNotFoundError ? undefined : read().table;
    },
    peek: () => host.override?.()?.table ?? (outcome !== undefined && "loaded" in outcome ? outcome.loaded.table : undefined),
    peekInput: () => {
      const isOverridden = host.override?.() !== undefined;
      return !isOverridden && outcome !== undefined && "loaded" in outcome ? outcome.loaded.input : undefined;
    },
    missing: (path, table, at = path.length - 1) => {
      if (options.schema !== undefined && isAllowedToMiss(path, options.schema, read())) return undefined;
      const { keyError } = require("./key-error") as typeof import("./key-error");
      return keyError(path, at, table, read().places);
    },
  };
  optionsOfHost.set(host, options);
  return host;
}

/** Is it a key that the schema knows as an optional one? Only asked of keys that are not there. */
function isAllowedToMiss(path: readonly (string | number)[], schema: StandardSchema, { table, input = table }: Loaded): boolean {
  const { isOptional } = require("./validate") as typeof import("./validate");
  return isOptional(path, input, schema);
}

/** What a parser, a schema or a `warn` gets that reads the secrets while they are being loaded. */
function readWhileLoading(): SourceError {
  const reason = "they were read while they were being loaded";
  return new SourceError(`cannot read secrets: ${reason}\n  Try: let \`parse\` and \`warn\` work on what they are handed.`, {
    source: "",
    reason,
  });
}
