import { KeyError, seeDocs } from "../core/errors";
import { formatPath } from "../core/key-path";
import { listPlaces } from "../core/places";
import { printable } from "../core/printable";
import { suggest } from "../core/suggest";
import type { Loaded, Place, SecretsTable } from "../core/types";
import type { StandardSchema } from "../schema/standard-schema";

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

/** The error for a path whose step `at` is not in `table`, the section that the steps before it lead to. */
function keyError(path: readonly (string | number)[], at: number, table: SecretsTable, places: readonly Place[]): KeyError {
  const wanted = formatPath(path);
  const meant = whatWasMeant(path.slice(at), table);
  const suggestion = meant && formatPath([...path.slice(0, at), ...meant]);
  const lacks = at < path.length - 1 ? ` (there is no ${formatPath(path.slice(0, at + 1))})` : "";
  const message = [
    `there is no secret ${wanted}${lacks}`,
    ...(suggestion ? [`  Did you mean ${suggestion}?`] : []),
    listPlaces(places),
    `  Try: add it to one of these places and restart, or read it with a fallback: getSecret(secrets, ${printable(JSON.stringify(argumentFor(path)))}, fallback).`,
    seeDocs("ERR_SECRETS_KEY"),
  ];
  return new KeyError(message.join("\n"), { path, suggestion, places });
}

/** A path that does exist below `table`, close to `steps`: of what follows its first key, as much as is there. */
function whatWasMeant(steps: readonly (string | number)[], table: SecretsTable): (string | number)[] | undefined {
  const dotted = steps.join("."); // a key with a dot in it, where dotted text was given
  if (steps.length > 1 && Object.hasOwn(table, dotted)) return [dotted];
  const close: (string | number)[] | undefined = suggest(String(steps[0]), table);
  if (close === undefined) return undefined;
  let value = close.reduce<unknown>((section, key) => (section as SecretsTable)[key], table);
  for (const step of steps.slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) break;
    close.push(step);
    value = (value as SecretsTable)[step];
  }
  return close;
}

/** The path as `getSecret` takes it: dotted text where no step holds a dot. */
function argumentFor(path: readonly (string | number)[]): string | readonly (string | number)[] {
  return path.some((step) => String(step).includes(".")) ? path : path.join(".");
}
