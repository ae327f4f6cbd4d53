import { boundaryAfter, boundaryBefore } from "./boundaries";
import type { Findings, Match } from "./findings";
import { rawLayer } from "./layers";
import type { Needle } from "./needles";
import type { Screen } from "./screen";
import { Search } from "./search";
import type { Machine } from "./walker";

/** The size of a block: the screen costs less for each byte of a large one, and a search less for a small one. */
const BLOCK = 1024;
/** The first bytes of a value, encoded, may be so long: the screen does not know them yet. */
const MIN_TAIL = 256;
/** So much is enough even if no boundary is near. */
const TAIL = 2048;
const LINE_FEED = 0x0a;

/** Finds needles in a text and in all that can be decoded from it. */
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
    let open = bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const to = boundaryAfter(bytes, from + BLOCK, bytes.length);
      if (this.screen.mayHold(bytes, from, to)) [from, open] = this.#search(from, to);
      else if (to < bytes.length || isLast) from = to;
      else [from, open] = this.#search(this.#tailFrom(from), to);
    }
    return { matches: this.#found.sort((a, b) => a.start - b.start || b.end - a.end), open };
  }

  /** Where the end of a text begins that is searched in any case, because more text follows, to know what to hold back. */
  #tailFrom(from: number): number {
    const { bytes } = this;
    const least = Math.max(from, bytes.length - TAIL);
    const boundary = boundaryBefore(bytes, least, Math.max(least, bytes.length - MIN_TAIL));
    return boundary > least ? boundary : Math.max(from, bytes.lastIndexOf(LINE_FEED, least) + 1, least - TAIL);
  }

  /** Searches a block, and more if it ends with what may be the beginning of a value. Returns its end and what is open. */
  #search(from: number, end: number): [number, number] {
    const { bytes, isLast } = this;
    for (let to = end; ; to = boundaryAfter(bytes, 2 * to - from, bytes.length)) {
      const isEnd = to === bytes.length;
      const search = new Search(this.machine, this.needles, to);
      search.layer({ ...rawLayer(bytes, !isEnd || !isLast), length: to }, from, 0);
      if (!isEnd && search.open < to) continue;
      this.#found.push(...search.found);
      return [to, isEnd ? search.open : bytes.length];
    }
  }
}
