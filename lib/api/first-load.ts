import type { Environment, Loaded } from "../core/types";
import { exportEnv } from "../env/export-env";
import { load } from "../load/load";
import type { SecretsOptions } from "./options";
import { resolveOptions, warnerOf } from "./resolve-options";

/** The variables that instances wrote to each environment. No instance reads them back as secrets. */
const writtenTo = new WeakMap<Environment, Map<string, string>>();

function writtenIn(env: Environment): Map<string, string> {
  let written = writtenTo.get(env);
  if (written === undefined) {
    written = new Map();
    writtenTo.set(env, written);
  }
  return written;
}

/** The only load of an instance: starts the watcher if the option asks for it, loads, validates, exports, and warns. */
export function firstLoad(options: SecretsOptions): Loaded {
  return finishLoad(beginLoad(options), options);
}

/** The first half, which calls no store. Values that are in a store become references. */
export function beginLoad(options: SecretsOptions): Loaded {
  if (options.watch) {
    const { startWatching } = require("./start-watching") as typeof import("./start-watching");
    startWatching(options, options.watch === true ? {} : options.watch);
  }
  const request = resolveOptions(options);
  const loaded = load({ ...request, written: writtenIn(request.env) });
  if (loaded.mayRefer === undefined || options.resolve === false) return loaded;
  const isRegistered = options.resolve !== undefined || request.env.SECRETS_RESOLVE;
  if (loaded.mayRefer === "any" && !isRegistered) return loaded;
  const { withReferences } = require("./references") as typeof import("./references");
  return withReferences(loaded, options, request.env);
}

/**
 * The second half: validates, exports, and warns. A schema and a list of names to export resolve references.
 * @throws ResolveError, after which it can be called again.
 */
export function finishLoad(begun: Loaded, options: SecretsOptions): Loaded {
  const { env, envPrefix } = resolveOptions(options);
  const written = writtenIn(env);
  let loaded = begun;
  if (options.schema !== undefined) {
    if (begun.mayRefer !== undefined) {
      const { resolveForSchema } = require("./references") as typeof import("./references");
      resolveForSchema(begun);
    }
    const { validated } = require("../schema/validate") as typeof import("../schema/validate");
    loaded = validated(loaded, options.schema);
  }
  const skipped = exportEnv(loaded.table, env, options.exportEnv ?? "override", { envPrefix, written });
  if (skipped.length > 0) {
    const { formatPath } = require("../core/key-path") as typeof import("../core/key-path");
    warnerOf(options)(
      `not exported to the environment, because such names change how this process or its children run: ${skipped.map((name) => formatPath([name])).join(", ")}. ` +
        "They stay readable on the object. To export one anyway, list it in the option exportEnv.",
    );
  }
  return loaded;
}
