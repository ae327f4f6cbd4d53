import { createAutomaton } from "./aho-corasick";
import { encodedHeads } from "./encoded-heads";
import type { Findings } from "./findings";
import { type Needle, needlesOf } from "./needles";
import { createHeads } from "./prefilter";
import { search } from "./search";

/** Finds needles in a text and in all that can be decoded from it, in a time that is linear in the length of the text. */
export interface Matcher {
  readonly needles: readonly Needle[];
  /** Where needles stand, as offsets in bytes. `isLast` says that no more text follows. */
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
  const machine = {
    heads: createHeads([...texts, ...texts.flatMap(encodedHeads)]),
    automaton: createAutomaton(texts),
  };
  return { needles, search: (bytes, isLast) => search(bytes, machine, sorted, isLast) };
}
