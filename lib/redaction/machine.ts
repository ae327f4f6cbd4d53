import { createAutomaton } from "./aho-corasick";
import { eachEncodedHead, eachHeadInLines } from "./encoded-heads";
import { createHeads } from "./prefilter";
import { MIN_LENGTH } from "./telling";
import type { Machine } from "./walker";

/** A pattern has about this many encoded beginnings. */
const FORMS = 8;

/** The tables for texts that are sorted and distinct. */
export function createMachine(texts: readonly string[]): Machine {
  const begins = new Set(texts.map((text) => text.slice(0, MIN_LENGTH)));
  const heads = createHeads(begins.size * (FORMS + 1));
  const encoded = createHeads(begins.size * FORMS);
  for (const begin of begins) {
    heads.add(Buffer.from(begin, "latin1"));
    eachHeadInLines(begin, heads.add);
    eachEncodedHead(begin, (head) => {
      heads.add(head);
      encoded.add(head);
    });
  }
  return { heads, encoded, automaton: createAutomaton(texts) };
}
