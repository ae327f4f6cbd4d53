import type { Place } from "./types";

/** The lines of a message that say where was looked. */
export function listPlaces(places: readonly Place[]): string {
  const lines = places.map(({ where, kind, found }) => {
    return `    ${found ? "found    " : "not found"}  ${where}${kind === "environment" ? " (environment variable)" : ""}`;
  });
  return ["  Looked at, the later wins:", ...lines].join("\n");
}
