import type { Automaton } from "./aho-corasick";
import { FOLD, type Heads } from "./prefilter";
import { MIN_LENGTH } from "./telling";

/** Bytes to search, each with the place in the original text that it comes from. */
export interface Layer {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Where the text begins that byte `at` was decoded from. */
  start(at: number): number;
  /** Where that text ends. */
  end(at: number): number;
  /** Does the layer end where the text that was read so far ends, so that more of it may follow? */
  readonly isOpen: boolean;
}

export interface Machine {
  /** Where a value may begin, as it is or encoded once. */
  readonly heads: Heads;
  /** Where an encoded value may begin. */
  readonly encoded: Heads;
  readonly automaton: Automaton;
}

/** Gets the index of a pattern and where it begins in the text; its last byte is the byte before `end` of the layer. */
type OnMatch = (index: number, positions: readonly number[], layer: Layer, end: number) => void;

/** How much indentation may stand after a line break that the value does not have. */
const MAX_BLANKS = 64;
/** So many quotes may stand where the value has one. */
const MAX_QUOTES = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTES = [0x22, 0x27, 0x60];

/** Reads layers byte by byte and knows which beginning of a pattern they end with. */
export class Walker {
  /** The length of that beginning. */
  depth = 0;
  #state = 0;
  /** Where its bytes begin in the text, and maybe some before them. */
  #positions: number[] = [];
  /** How many more blanks may be skipped: those that follow a line break. */
  #blanks = 0;
  /** The quote that was read last, and how many more may be skipped. */
  #quote = 0;
  #quotes = 0;
  /** How many bytes were skipped since nothing was followed. */
  #skipped = 0;

  constructor(
    private readonly machine: Machine,
    private readonly onMatch: OnMatch,
    /** Gets each place where a pattern may begin, encoded or not. */
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

  /** How many bytes back the state depends on. */
  get reach(): number {
    return this.depth + this.#skipped;
  }

  /** Where the beginning of a pattern stands that what was read ends with; `fallback` if there is none. */
  openFrom(fallback: number): number {
    return this.depth === 0 ? fallback : (this.#positions[this.#positions.length - this.depth] as number);
  }

  /** Reads a part of a layer: jumps to where a pattern may begin, follows it as long as it continues, and so on. */
  advance(layer: Layer, from: number, to: number): void {
    // A short beginning from before `from` can't be found again in this layer.
    let at = this.depth === 0 ? from : this.#follow(layer, from, to, from + MIN_LENGTH);
    if (this.onHead !== undefined && from > 0)
      this.#headsIn(layer, Math.max(0, from - MIN_LENGTH + 1), Math.min(to, from + MIN_LENGTH - 1));
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

  /** What was followed may be the beginning of something encoded too. */
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

  /** A longer pattern than `depth` may just have ended here, so only what no pattern can reach is forgotten. */
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
    // A value's first quote is the last of several: the one before it may be the quote of a string that holds the value.
    if (this.depth < 2 || this.#quotes === 0 || automaton.continues(this.#state, code)) return false;
    if (automaton.depthOf(automaton.step(this.#state, code)) > (code === this.#quote ? 1 : 0)) return false;
    this.#quotes--;
    return true;
  }

  /** Is this a line break in the place of a space? */
  #isFolded(code: number): boolean {
    const { automaton } = this.machine;
    if (code !== LINE_FEED || this.depth === 0 || automaton.continues(this.#state, code)) return false;
    return automaton.continues(this.#state, SPACE);
  }
}
