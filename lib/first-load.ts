import { exportEnv } from "./export-env";
import { type LoadRequest, load } from "./load";
import type { SecretsOptions, WatchOptions } from "./options";
import { type Candidate, discover } from "./sources/discover";
import type { StandardSchema } from "./standard-schema";
import type { Loaded } from "./types";
import type { SecretsWatcher } from "./watch";

/** The one load of an instance: the edges of the process where the options name no others, then load, export and warn. */
export function firstLoad(options: SecretsOptions): Loaded {
  if (options.watch) startWatching(options, options.watch === true ? {} : options.watch);
  const request = requestOf(options);
  const merged = load(request);
  const loaded = options.schema === undefined ? merged : validated(merged, options.schema);
  const skipped = exportEnv(loaded.table, request.env, options.exportEnv ?? "override");
  if (skipped.length > 0) warnOfSteering(skipped, options.warn ?? emitWarning);
  return loaded;
}

/** Watches the places of an instance from now on, whatever comes of its load. */
export function startWatching(
  options: SecretsOptions,
  { warn = options.warn ?? emitWarning, onChange }: WatchOptions,
): SecretsWatcher {
  const { watch } = require("./watch") as typeof import("./watch");
  const { snapshot } = require("./sources/snapshot") as typeof import("./sources/snapshot");
  const candidates = candidatesOf(options);
  return watch({ candidates, baseline: snapshot(candidates), warn, onChange });
}

/** The files and folders that an instance looks at. */
export function candidatesOf(options: SecretsOptions): Candidate[] {
  const request = requestOf(options);
  return discover(request.files, request.env, request);
}

function requestOf(options: SecretsOptions): LoadRequest {
  return {
    cwd: () => options.cwd ?? process.cwd(),
    home: () => options.home ?? homeFolder(),
    env: options.env ?? process.env,
    files: options.files,
    envPrefix: options.envPrefix ?? "SECRETS__",
    parse: options.parse,
  };
}

/** `os.homedir()`, which takes longer to be loaded than to be asked: it says what this variable says, where that is set. */
function homeFolder(): string {
  const { HOME, USERPROFILE } = process.env;
  return (process.platform === "win32" ? USERPROFILE : HOME) || (require("node:os") as typeof import("node:os")).homedir();
}

function validated(merged: Loaded, schema: StandardSchema): Loaded {
  const { validate } = require("./validate") as typeof import("./validate");
  const { formatSpot, originFinder } = require("./origin") as typeof import("./origin");
  const originOf = originFinder(merged);
  const whereIs = (path: readonly (string | number)[]) => {
    const origin = originOf(path);
    return origin && formatSpot(origin);
  };
  return { ...merged, table: validate(merged.table, schema, whereIs), input: merged.table };
}

function warnOfSteering(names: readonly string[], warn: (message: string) => void): void {
  warn(
    `not exported to the environment, for they would steer this process or its children: ${names.join(", ")}. ` +
      "They stay readable on the object; to export them all the same, list them in the option exportEnv.",
  );
}

function emitWarning(message: string): void {
  process.emitWarning(message, "TomlSecretsWarning");
}
