import type { Needle } from "./needles";

/** A part of a text, from byte `start` to byte `end`, that a needle covers. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
}

/** The result of a search: the matches in order, and the offset from which more text may give a match. */
export interface Findings {
  readonly matches: Match[];
  readonly open: number;
}
