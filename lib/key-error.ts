import { KeyError, seeDocs } from "./errors";
import { formatPath } from "./key-path";
import { listPlaces } from "./places";
import { suggest } from "./suggest";
import type { Place, SecretsTable } from "./types";

/** The error for a path whose step `at` is not in `table`, the section that the steps before it lead to. */
export function keyError(
  path: readonly (string | number)[],
  at: number,
  table: SecretsTable,
  places: readonly Place[],
): KeyError {
  const wanted = formatPath(path);
  const close = suggest(String(path[at]), table);
  const suggestion = close && formatPath([...path.slice(0, at), ...close, ...path.slice(at + 1)]);
  const lacks =
    at < path.length - 1
      ? ` (${at === 0 ? "there" : formatPath(path.slice(0, at))} is no ${formatPath([path[at] as string])})`
      : "";
  const message = [
    `there is no secret ${wanted}${lacks}`,
    ...(suggestion ? [`  Did you mean ${suggestion}?`] : []),
    listPlaces(places),
    `  Try: add it to one of these places and restart, or allow for its absence: getSecret(secrets, ${JSON.stringify(argumentFor(path))}, fallback).`,
    seeDocs("ERR_SECRETS_KEY"),
  ];
  return new KeyError(message.join("\n"), { path, suggestion, places });
}

/** The path as `getSecret` takes it: dotted text where no step holds a dot. */
function argumentFor(path: readonly (string | number)[]): string | readonly (string | number)[] {
  return path.some((step) => String(step).includes(".")) ? path : path.join(".");
}
