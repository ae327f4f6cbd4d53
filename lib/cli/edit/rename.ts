import type { KeyPath } from "../../core/key-path";
import { type Pair, type Segment, startsWith, type TomlDocument, type ValueNode } from "./document";
import { tomlKey } from "./literal";
import type { Splice } from "./splice";

/** The splices that rename the key at a path, wherever the document writes it: in headers and in dotted keys too. */
export function renaming({ sections }: TomlDocument, path: KeyPath, name: string): Splice[] {
  const splices: Splice[] = [];
  const nth = path.length - 1;

  /** `above` is the path that the keys start from. */
  const look = (keys: readonly Segment[], above: KeyPath, whole: KeyPath) => {
    if (!startsWith(whole, path)) return;
    const segment = keys[indexOfKey(whole, above, nth)];
    if (segment !== undefined) splices.push({ start: segment.range[0], end: segment.range[1], text: tomlKey(name) });
  };
  const lookAtPair = (pair: Pair) => {
    look(pair.keys, pair.path.slice(0, pair.path.length - pair.keys.length), pair.path);
    lookAtValue(pair.value);
  };
  const lookAtValue = (value: ValueNode) => {
    for (const item of value.items) lookAtValue(item);
    for (const pair of value.pairs) lookAtPair(pair);
  };

  for (const section of sections) {
    if (section.header !== undefined) look(section.header.keys, [], section.path);
    for (const pair of section.pairs) lookAtPair(pair);
  }
  return splices;
}

/** Which of the keys is the nth step of the whole path. A header does not write the numbers of items. */
function indexOfKey(whole: KeyPath, above: KeyPath, nth: number): number {
  if (nth < above.length) return -1;
  return whole.slice(above.length, nth).filter((step) => typeof step === "string").length;
}
