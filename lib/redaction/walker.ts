import type { Automaton } from "./aho-corasick";
import { FOLD, type Heads } from "./prefilter";
import { MIN_LENGTH } from "./telling";

/** Bytes to search. Each has the position in the original text from which it was decoded. */
export interface Layer {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The position at which the text begins from which byte `at` was decoded. */
  start(at: number): number;
  /** The position at which that text ends. */
  end(at: number): number;
  /** Does the layer end at the end of the text that has arrived? If so, more bytes may follow. */
  readonly isOpen: boolean;
  /** If the layer is a part of another with escapes undone: where that part begins and ends. */
  readonly around?: { readonly layer: Layer; readonly from: number; readonly to: number };
}

export interface Machine {
  /** Finds positions at which a value may begin, plain or encoded once. */
  readonly heads: Heads;
  /** Finds positions at which an encoded value may begin. */
  readonly encoded: Heads;
  readonly automaton: Automaton;
}

/** Gets the index of a pattern, the positions of its bytes in the text, and the index in the layer at which it ends. */
type OnMatch = (index: number, positions: readonly number[], layer: Layer, end: number) => void;

/** How many characters of indentation are skipped after a line break. */
const MAX_BLANKS = 64;
/** How many quotes in a row may stand for one quote of the value. */
const MAX_QUOTES = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTES = [0x22, 0x27, 0x60];

/** Follows the patterns through layers, byte by byte. */
export class Walker {
  /** The length of the longest beginning of a pattern with which the bytes read so far end. */
  depth = 0;
  #state = 0;
  /** The positions of its bytes in the text. There may be older positions before them. */
  #positions: number[] = [];
  /** How many more blanks after a line break may be skipped. */
  #blanks = 0;
  /** The quote that was read last, or 0. */
  #quote = 0;
  /** How many more quotes may be skipped. */
  #quotes = 0;
  /** How many bytes were skipped since `depth` was 0. */
  #skipped = 0;

  constructor(
    private readonly machine: Machine,
    private readonly onMatch: OnMatch,
    /** Gets each index at which a pattern may begin, plain or encoded. */
    private readonly onHead?: (at: number) => void,
  ) {}

  copyFrom(other: Walker): void {
    this.depth = other.depth;
    this.#state = other.#state;
    this.#positions = other.depth === 0 ? [] : other.#positions.slice(-other.depth);
    this.#blanks = other.#blanks;
    this.#quote = other.#quote;
    this.#quotes = other.#quotes;
    this.#skipped = other.#skipped;
  }

  /** The number of bytes before the current one on which the state depends. */
  get reach(): number {
    return this.depth + this.#skipped;
  }

  /** The position in the text of the pattern that may have begun, or `fallback`. */
  openFrom(fallback: number): number {
    return this.depth === 0 ? fallback : (this.#positions[this.#positions.length - this.depth] as number);
  }

  /** Reads a part of a layer. Jumps from one place at which a pattern may begin to the next, and follows each as far as it matches. */
  advance(layer: Layer, from: number, to: number): void {
    // The prefilter needs MIN_LENGTH bytes, so it can't find a pattern that began before `from`.
    let at = this.depth === 0 ? from : this.#follow(layer, from, to, from + MIN_LENGTH);
    if (this.onHead !== undefined && (from > 0 || at > from))
      this.#headsIn(layer, Math.max(0, from - MIN_LENGTH + 1), Math.min(to, at + MIN_LENGTH - 1));
    while (at < to) {
      if (this.depth < MIN_LENGTH) {
        at = this.machine.heads.find(layer.bytes, at - this.depth, to);
        this.#state = this.depth = this.#blanks = this.#quote = this.#skipped = this.#positions.length = 0;
        if (at <= to - MIN_LENGTH) this.onHead?.(at);
      }
      const start = at;
      at = this.#follow(layer, at, to, this.depth === 0 ? at + MIN_LENGTH : at);
      if (this.onHead !== undefined && at > start) this.#headsIn(layer, start + 1, Math.min(to, at + MIN_LENGTH - 1));
    }
  }

  /** The bytes that were followed may also be the beginning of an encoded value. */
  #headsIn({ bytes }: Layer, from: number, to: number): void {
    const { heads } = this.machine;
    for (let at = heads.find(bytes, from, to); at <= to - MIN_LENGTH; at = heads.find(bytes, at + 1, to)) this.onHead?.(at);
  }

  #follow(layer: Layer, from: number, to: number, least: number): number {
    const { automaton } = this.machine;
    const { bytes } = layer;
    let until = least;
    let at = from;
    for (; at < to && (at < until || this.depth >= MIN_LENGTH); at++) {
      const code = FOLD[bytes[at] as number] as number;
      if (this.#isSkipped(code)) {
        this.#skipped++;
        until++;
        continue;
      }
      this.#state = automaton.step(this.#state, this.#isFolded(code) ? SPACE : code);
      this.depth = automaton.depthOf(this.#state);
      this.#blanks = code === LINE_FEED ? MAX_BLANKS : code === SPACE || code === TAB ? this.#blanks : 0;
      this.#quote = QUOTES.includes(code) ? code : 0;
      this.#quotes = MAX_QUOTES;
      this.#positions.push(layer.start(at));
      const index = automaton.endOf(this.#state);
      if (index !== -1) this.onMatch(index, this.#positions, layer, at + 1);
      if (this.#positions.length > 4096 && this.#positions.length > this.depth * 4) this.#forget();
    }
    return at;
  }

  /** Drops positions that no pattern can need. */
  #forget(): void {
    this.#positions = this.#positions.slice(-Math.max(this.depth, 1));
  }

  /**
   * Line breaks are compared without the carriage return before them, and without the indentation and the empty line after them.
   * SQL, CSV, YAML, and shells write a quote as several.
   */
  #isSkipped(code: number): boolean {
    if (code === CARRIAGE_RETURN) return this.depth > 0 && !this.machine.automaton.continues(this.#state, code);
    if (this.#quote !== 0 && QUOTES.includes(code)) return this.#isDoubled(code);
    if (this.#blanks === 0 || (code !== SPACE && code !== TAB && code !== LINE_FEED)) return false;
    if (this.machine.automaton.continues(this.#state, code)) return false;
    this.#blanks--;
    return true;
  }

  #isDoubled(code: number): boolean {
    const { automaton } = this.machine;
    // If a value begins with a quote, the quote before it may belong to the string that contains the value.
    if (this.depth < 2 || this.#quotes === 0 || automaton.continues(this.#state, code)) return false;
    if (automaton.depthOf(automaton.step(this.#state, code)) > (code === this.#quote ? 1 : 0)) return false;
    this.#quotes--;
    return true;
  }

  /** Is this a line break that stands for a space of the value? */
  #isFolded(code: number): boolean {
    const { automaton } = this.machine;
    if (code !== LINE_FEED || this.depth === 0 || automaton.continues(this.#state, code)) return false;
    return automaton.continues(this.#state, SPACE);
  }
}
