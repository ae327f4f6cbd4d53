import type { Needle } from "./needles";

/** A part of a text, from byte `start` to byte `end`, that a needle covers. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
}

/** What a search gives: what it found, in order, and where what may become a match with more text begins. */
export interface Findings {
  readonly matches: Match[];
  readonly open: number;
}
