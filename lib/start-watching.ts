import type { SecretsOptions, WatchOptions } from "./options";
import { candidatesOf, warnerOf } from "./request";
import { snapshot } from "./watch/snapshot";
import { type SecretsWatcher, watch } from "./watch/watch";

/** Watches the places of an instance from now on, whatever comes of its load. */
export function startWatching(
  options: SecretsOptions,
  { warn = warnerOf(options), onChange }: WatchOptions,
  candidates = candidatesOf(options),
): SecretsWatcher {
  return watch({ candidates, baseline: snapshot(candidates), warn, onChange });
}
