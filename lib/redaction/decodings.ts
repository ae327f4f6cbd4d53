import { rawLayer } from "./layers";
import type { Heads } from "./prefilter";
import { Search } from "./search";
import { MIN_LENGTH } from "./telling";
import type { Machine } from "./walker";

/** The texts that can be decoded from a text, itself among them. */
export function decodings(bytes: Uint8Array): Uint8Array[] {
  const seen: Uint8Array[] = [];
  const heads: Heads = { find: (_bytes, from, to) => Math.max(from, to - MIN_LENGTH + 1) };
  const nothing: Machine = {
    heads,
    encoded: heads,
    automaton: { step: () => 0, continues: () => false, depthOf: () => 0, endOf: () => -1 },
  };
  const one = new Search(nothing, [], bytes.length, (layer) => seen.push(layer.bytes.slice(0, layer.length)));
  one.layer(rawLayer(bytes, false), 0, 0);
  return seen;
}
