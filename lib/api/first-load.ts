import type { Environment, Loaded } from "../core/types";
import { exportEnv } from "../env/export-env";
import { load } from "../load/load";
import type { SecretsOptions } from "./options";
import { resolveOptions, warnerOf } from "./resolve-options";

/** What instances wrote to each environment. An instance does not read these variables back as secrets. */
const writtenTo = new WeakMap<Environment, Map<string, string>>();

/** The one load of an instance: watches if asked to, loads, validates, exports, and warns. */
export function firstLoad(options: SecretsOptions): Loaded {
  if (options.watch) {
    const { startWatching } = require("./start-watching") as typeof import("./start-watching");
    startWatching(options, options.watch === true ? {} : options.watch);
  }
  const request = resolveOptions(options);
  const { env, envPrefix } = request;
  let written = writtenTo.get(env);
  if (written === undefined) {
    written = new Map();
    writtenTo.set(env, written);
  }
  let loaded = load({ ...request, written });
  if (options.schema !== undefined) {
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
