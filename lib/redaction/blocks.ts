import { boundaryAfter } from "./boundaries";
import { isCutAt } from "./cuts";
import { EscapeFinder } from "./escape-finder";
import type { Findings, Match } from "./findings";
import { rawLayer } from "./layers";
import type { Needle } from "./needles";
import type { Screen } from "./screen";
import { Search } from "./search";
import type { Machine } from "./walker";

/** The size of a block. The screen is cheaper for each byte of a large block, and a search is cheaper for a small one. */
const BLOCK = 1024;

/** Finds needles in a text and in everything that can be decoded from it. */
export class BlockSearch {
  readonly #found: Match[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly screen: Screen,
    private readonly needles: readonly Needle[],
    private readonly bytes: Uint8Array,
    /** Does no more text follow? */
    private readonly isLast: boolean,
  ) {}

  /** Splits the text at boundaries, and searches the blocks that the screen does not clear. */
  findings(): Findings {
    const { bytes, isLast } = this;
    const escapes = new EscapeFinder(bytes, bytes.length);
    let open = bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const to = boundaryAfter(bytes, from + BLOCK, bytes.length);
      // If more text follows, the last block may end within an escape, or within a value that the screen does not recognise yet.
      const isClear = (to < bytes.length || isLast) && !this.screen.mayHold(bytes, from, to, escapes);
      if (isClear) from = to;
      else [from, open] = this.#search(from, to);
    }
    return { matches: this.#found.sort((a, b) => a.start - b.start || b.end - a.end), open };
  }

  /** Searches a block, and more if its end may be the beginning of a value. Returns the end, and the offset from which it is open. */
  #search(from: number, end: number): [number, number] {
    const { bytes, isLast } = this;
    for (let to = end; ; to = boundaryAfter(bytes, 2 * to - from, bytes.length)) {
      const isEnd = to === bytes.length;
      const search = new Search(this.machine, this.needles, to);
      search.layer(rawLayer(bytes, !isEnd || !isLast, to), from, 0);
      if (!isEnd && isCutAt(this.machine.heads, bytes, search.open, to)) continue;
      for (const match of search.found) this.#found.push(match); // a spread of many overflows the stack
      return [to, isEnd ? search.open : bytes.length];
    }
  }
}
