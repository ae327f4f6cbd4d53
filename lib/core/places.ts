import { printable } from "./printable";
import type { Place } from "./types";

/** The lines of a message that say where the load looked. */
export function listPlaces(places: readonly Place[]): string {
  const lines = places.map(({ where, kind, found, isEmpty }) => {
    return `    ${found ? "found    " : "not found"}  ${printable(where)}${noteOf(kind, found)}${isEmpty ? " (no keys in it)" : ""}`;
  });
  return ["  Looked in (later entries win):", ...lines].join("\n");
}

function noteOf(kind: Place["kind"], found: boolean): string {
  if (kind === "environment") return " (environment variable)";
  return kind === "folder" && !found ? " (an empty folder)" : ""; // a folder that does not exist is an error
}
