import { BlockSearch } from "./blocks";
import type { Findings } from "./findings";
import { createMachine } from "./machine";
import { type Needle, needlesOf } from "./needles";
import { Screen } from "./screen";

/** Finds needles in a text and in everything that can be decoded from it. The time is linear in the length of the text. */
export interface Matcher {
  readonly needles: readonly Needle[];
  /** The places of needles, as byte offsets. `isLast` means that no more text follows. */
  search(bytes: Uint8Array, isLast: boolean): Findings;
}

/** A matcher of the values of tables. Make a new one if a value becomes known later. */
export function matcherOfValues(...tables: readonly unknown[]): Matcher {
  return createMatcher(needlesOf(...tables));
}

export function createMatcher(needles: readonly Needle[]): Matcher {
  if (needles.length === 0) return { needles, search: (bytes) => ({ matches: [], open: bytes.length }) };
  const byText = new Map(needles.map((needle) => [needle.text, needle]));
  const texts = [...byText.keys()].sort();
  const sorted = texts.map((text) => byText.get(text) as Needle);
  const machine = createMachine(texts);
  const screen = new Screen(machine);
  return { needles, search: (bytes, isLast) => new BlockSearch(machine, screen, sorted, bytes, isLast).findings() };
}
