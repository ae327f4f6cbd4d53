import { homedir } from "node:os";
import { exportEnv } from "./export-env";
import { load } from "./load";
import type { SecretsOptions } from "./options";
import type { StandardSchema } from "./standard-schema";
import type { Loaded } from "./types";

/** The one load of an instance: the edges of the process where the options name no others, then load, export and warn. */
export function firstLoad(options: SecretsOptions): Loaded {
  const env = options.env ?? process.env;
  const merged = load({
    cwd: () => options.cwd ?? process.cwd(),
    home: () => options.home ?? homedir(),
    env,
    files: options.files,
    envPrefix: options.envPrefix ?? "SECRETS__",
    parse: options.parse,
  });
  const loaded = options.schema === undefined ? merged : validated(merged, options.schema);
  const skipped = exportEnv(loaded.table, env, options.exportEnv ?? "override");
  if (skipped.length > 0) warnOfSteering(skipped, options.warn ?? emitWarning);
  return loaded;
}

function validated(merged: Loaded, schema: StandardSchema): Loaded {
  const { validate } = require("./validate") as typeof import("./validate");
  return { ...merged, table: validate(merged.table, schema), input: merged.table };
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
