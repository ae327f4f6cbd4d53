import type { Loaded } from "../core/types";
import { exportEnv } from "../env/export-env";
import { load } from "../load/load";
import type { SecretsOptions } from "./options";
import { requestOf, warnerOf } from "./resolve-options";

/** The one load of an instance: watch if that is wanted, load, validate, export and warn. */
export function firstLoad(options: SecretsOptions): Loaded {
  if (options.watch) {
    const { startWatching } = require("./start-watching") as typeof import("./start-watching");
    startWatching(options, options.watch === true ? {} : options.watch);
  }
  const request = requestOf(options);
  let loaded = load(request);
  if (options.schema !== undefined) {
    const { validated } = require("../schema/validate") as typeof import("../schema/validate");
    loaded = validated(loaded, options.schema);
  }
  const skipped = exportEnv(loaded.table, request.env, options.exportEnv ?? "override");
  if (skipped.length > 0) {
    const { formatPath } = require("../core/key-path") as typeof import("../core/key-path");
    warnerOf(options)(
      `not exported to the environment, for they would steer this process or its children: ${skipped.map((name) => formatPath([name])).join(", ")}. ` +
        "They stay readable on the object; to export them all the same, list them in the option exportEnv.",
    );
  }
  return loaded;
}
