import type { Loaded } from "../core/types";
import type { StandardSchema } from "./standard-schema";
import { validate } from "./validate";

/** What was loaded, as the schema of an instance makes it. @throws ValidationError, which says where each value stands. */
export function validated(loaded: Loaded, schema: StandardSchema): Loaded {
  let originOf: ReturnType<typeof import("../load/origin")["originFinder"]> | undefined;
  const whereIs = (path: readonly (string | number)[]) => {
    const { formatSpot, originFinder } = require("../load/origin") as typeof import("../load/origin");
    originOf ??= originFinder(loaded);
    const origin = originOf(path);
    return origin && formatSpot(origin);
  };
  return { ...loaded, table: validate(loaded.table, schema, whereIs), input: loaded.table };
}
