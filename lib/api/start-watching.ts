import { snapshot } from "../watch/snapshot";
import { type SecretsWatcher, watch } from "../watch/watch";
import type { SecretsOptions, WatchOptions } from "./options";
import { candidatesOf, warnerOf } from "./resolve-options";

/** Watches the places of an instance from now on, even if its load fails. */
export function startWatching(
  options: SecretsOptions,
  { warn = warnerOf(options), onChange }: WatchOptions,
  candidates = candidatesOf(options),
): SecretsWatcher {
  return watch({ candidates, baseline: snapshot(candidates), warn, onChange });
}
