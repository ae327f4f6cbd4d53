import { FileNotFoundError, seeDocs } from "../core/errors";
import { listPlaces } from "../core/places";
import type { Place } from "../core/types";

/** The error if no place has secrets. */
export function nothingFound(places: readonly Place[]): FileNotFoundError {
  const has = (kind: Place["kind"]) => places.some((place) => place.kind === kind);
  const ways = [
    ...(has("file") ? ["create one of these files"] : []),
    ...(has("folder") ? ["put a secret into the folder"] : []),
  ];
  const next = ways.length > 0 ? ways.join(", or ") : "set the option `files` or the variable SECRETS_TOML";
  return new FileNotFoundError(
    `there are no secrets: no file, folder or variable was found\n${listPlaces(places)}\n` +
      `  Try: ${next}, and restart the program.\n${seeDocs("ERR_SECRETS_FILE_NOT_FOUND")}`,
    { places },
  );
}
