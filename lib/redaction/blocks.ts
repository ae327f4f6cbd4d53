import { boundaryAfter, boundaryBefore } from "./boundaries";
import { EscapeFinder } from "./escape-finder";
import type { Findings, Match } from "./findings";
import { rawLayer } from "./layers";
import type { Needle } from "./needles";
import type { Screen } from "./screen";
import { Search } from "./search";
import type { Machine } from "./walker";

/** The size of a block. The screen is cheaper for each byte of a large block, and a search is cheaper for a small one. */
const BLOCK = 1024;
/** The length of the longest encoded beginning of a value. The screen does not recognise a shorter one. */
const MIN_TAIL = 256;
/** The length that is enough even if no boundary is near. */
const TAIL = 2048;
const LINE_FEED = 0x0a;

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
      if (this.screen.mayHold(bytes, from, to, escapes)) [from, open] = this.#search(from, to);
      else if (to < bytes.length || isLast) from = to;
      else [from, open] = this.#search(this.#tailFrom(from), to);
    }
    return { matches: this.#found.sort((a, b) => a.start - b.start || b.end - a.end), open };
  }

  /** The start of the last part of a text. It is always searched if more text follows, to know what to hold back. */
  #tailFrom(from: number): number {
    const { bytes } = this;
    const least = Math.max(from, bytes.length - TAIL);
    const boundary = boundaryBefore(bytes, least, Math.max(least, bytes.length - MIN_TAIL));
    return boundary > least ? boundary : Math.max(from, bytes.lastIndexOf(LINE_FEED, least) + 1, least - TAIL);
  }

  /** Searches a block, and more if its end may be the beginning of a value. Returns the end, and the offset from which it is open. */
  #search(from: number, end: number): [number, number] {
    const { bytes, isLast } = this;
    for (let to = end; ; to = boundaryAfter(bytes, 2 * to - from, bytes.length)) {
      const isEnd = to === bytes.length;
      const search = new Search(this.machine, this.needles, to);
      search.layer({ ...rawLayer(bytes, !isEnd || !isLast), length: to }, from, 0);
      if (!isEnd && search.open < to) continue;
      for (const match of search.found) this.#found.push(match); // a spread of many overflows the stack
      return [to, isEnd ? search.open : bytes.length];
    }
  }
}
