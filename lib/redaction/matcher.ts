import { type Automaton, createAutomaton } from "./aho-corasick";
import { LEAST_LENGTH, type Needle } from "./patterns";
import { createHeads, type Heads } from "./prefilter";

/** A stretch of a text that a needle covers. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
}

/** Finds many needles in one walk over a text, in a time that its length tells, whatever needles and text are. */
export interface Matcher {
  /** Where needles stand, in order; one within another is left out. They may overlap. */
  matches(text: string): Match[];
  /** Where the end of the text begins that may be the beginning of a needle; its length where there is none. */
  openEnd(text: string): number;
  /** A walk over a text that comes in parts. */
  walk(): Walk;
}

/** Positions count from the beginning of the first part. */
export interface Walk {
  /** Takes the next part. Of each needle that ends in it tells where; of those that end at the same place the longest. */
  read(part: string): Match[];
  /** There are no more parts: the matches that one might have undone. */
  end(): Match[];
  /** No match that is still to come begins before here. */
  readonly open: number;
}

export function createMatcher(needles: readonly Needle[]): Matcher {
  const byText = new Map(needles.map((needle) => [needle.text, needle]));
  const texts = [...byText.keys()].sort();
  const sorted = texts.map((text) => byText.get(text) as Needle);
  const heads = createHeads(texts);
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  const automaton = createAutomaton(texts);
  const walk = () => new Walker(sorted, heads, automaton);
  return {
    walk,
    matches(text) {
      const walker = walk();
      return outermost([...walker.read(text), ...walker.end()]);
    },
    openEnd(text) {
      const walker = walk();
      const from = Math.max(0, text.length - longest - AROUND);
      walker.read(text.slice(from));
      return from + walker.open;
    },
  };
}

/** How many characters of the parts before are kept: those around a number must be looked at. */
const AROUND = 2;
const LONGEST_NUMBER = 64;
const KEPT = LONGEST_NUMBER + AROUND;

class Walker implements Walk {
  readonly #needles: readonly Needle[];
  readonly #heads: Heads;
  readonly #automaton: Automaton;
  #state = 0;
  #depth = 0;
  /** The end of what was read. */
  #before = "";
  #position = 0;
  /** Numbers at the very end: a digit more would make others of them. */
  #undecided: Match[] = [];

  constructor(needles: readonly Needle[], heads: Heads, automaton: Automaton) {
    this.#needles = needles;
    this.#heads = heads;
    this.#automaton = automaton;
  }

  get open(): number {
    return this.#undecided.reduce((least, { start }) => Math.min(least, start), this.#position - this.#depth);
  }

  read(part: string): Match[] {
    const text = this.#before + part;
    const offset = this.#position - this.#before.length;
    const found = this.#undecided;
    this.#walk(text, this.#before.length, offset, found);
    this.#position += part.length;
    this.#before = text.slice(-KEPT);
    const isOpen = ({ end, needle }: Match) => needle.isNumber === true && end - offset + AROUND > text.length;
    this.#undecided = found.filter(isOpen);
    return found.filter((match) => !isOpen(match) && isWhole(match, text, offset));
  }

  end(): Match[] {
    const offset = this.#position - this.#before.length;
    const found = this.#undecided.filter((match) => isWhole(match, this.#before, offset));
    this.#undecided = [];
    return found;
  }

  /** Jumps to where a needle may begin, goes on letter by letter while one may go on, and so on. */
  #walk(text: string, from: number, offset: number, found: Match[]): void {
    let at = from;
    while (at < text.length) {
      if (this.#depth < LEAST_LENGTH) {
        at = this.#heads.find(text, at - this.#depth);
        this.#state = this.#depth = 0;
        if (at >= text.length) return;
      }
      at = this.#follow(text, at, offset, found);
    }
  }

  #follow(text: string, from: number, offset: number, found: Match[]): number {
    const automaton = this.#automaton;
    const least = this.#depth === 0 ? from + LEAST_LENGTH : from; // to come back sooner would be to stand still
    let state = this.#state;
    let at = from;
    while (at < text.length && (at < least || automaton.depthOf(state) >= LEAST_LENGTH)) {
      state = automaton.step(state, text.charCodeAt(at++));
      const index = automaton.endOf(state);
      if (index === -1) continue;
      const needle = this.#needles[index] as Needle;
      found.push({ start: offset + at - needle.text.length, end: offset + at, needle });
    }
    this.#state = state;
    this.#depth = automaton.depthOf(state);
    return at;
  }
}

/** Is a number the whole number that stands there? To mask some digits of a longer one, a time say, would damage it. */
function isWhole({ start, end, needle }: Match, text: string, offset: number): boolean {
  if (needle.isNumber !== true) return true;
  const before = text.slice(Math.max(0, start - offset - AROUND), start - offset);
  const after = text.slice(end - offset, end - offset + AROUND);
  return !/\d\.?$/.test(before) && !/^\.?\d/.test(after);
}

function outermost(found: Match[]): Match[] {
  let reached = 0;
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ end }) => {
      if (end <= reached) return false;
      reached = end;
      return true;
    });
}
