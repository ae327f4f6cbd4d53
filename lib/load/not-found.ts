import { FileNotFoundError, ParseError, seeDocs } from "../core/errors";
import { listPlaces } from "../core/places";
import type { Place } from "../core/types";
import { hintsOn } from "./hints";

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
      hintsOn(places)
        .map((hint) => `  Note: ${hint}.\n`)
        .join("") +
      `  Try: ${next}, and restart the program.\n${seeDocs("ERR_SECRETS_FILE_NOT_FOUND")}`,
    { places },
  );
}

/** The error for a SECRETS_TOML that is only a comment, because it has \\n instead of line breaks. */
export function swallowedByComment(): ParseError {
  const reason = "the variable contains \\n, a backslash and a letter, instead of line breaks, so all of it is one comment";
  return new ParseError(
    `cannot parse SECRETS_TOML: ${reason}\n` +
      '  Try: use real line breaks: SECRETS_TOML="$(cat secrets.toml)"; in a YAML file, use a block (|). Then restart the program.\n' +
      seeDocs("ERR_SECRETS_PARSE"),
    { source: "SECRETS_TOML", line: undefined, column: undefined, reason },
  );
}
