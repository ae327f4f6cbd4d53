import type { Loaded, SecretsTable } from "../core/types";
import type { StandardSchema } from "../schema/standard-schema";
import { keyError } from "./missing-key";

/** The error for a path whose step `at` is not in `table`; `undefined` where the schema lets it be absent. */
export function missing(
  path: readonly (string | number)[],
  table: SecretsTable,
  at: number,
  loaded: Loaded,
  schema: StandardSchema | undefined,
): Error | undefined {
  if (schema !== undefined && isAllowedToMiss(path, schema, loaded)) return undefined;
  return keyError(path, at, table, loaded.places);
}

/** Is it a key that the schema knows as an optional one? */
function isAllowedToMiss(path: readonly (string | number)[], schema: StandardSchema, { table, input = table }: Loaded): boolean {
  const { isOptional } = require("../schema/optional-keys") as typeof import("../schema/optional-keys");
  return isOptional(path, input, schema);
}
