import type { Match } from "./findings";
import { JsonContext } from "./json-context";
import type { Matcher } from "./matcher";
import { createPlaces } from "./places";

/** Masks what a matcher finds in a text that arrives in parts. */
export interface Masker {
  /** Adds a part. Returns the masked text whose mask no later part can change. */
  write(part: string): string;
  /** Returns the masked remainder. */
  end(): string;
  /** Returns the text that was added and not yet returned, without a mask. */
  rest(): string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** How many characters of the returned text are kept, because the text before a match decides whether it is masked. */
const CONTEXT = 1024;
/** How many characters are searched at a time. */
const SLICE = 256 * 1024;
/** If more characters than this are held back, they are searched again only after a quarter as many have arrived. */
const LAZY = 1024;

/** Creates a masker. Matches that overlap get one mask. */
export function createMasker(matcher: Matcher): Masker {
  return new TextMasker(matcher);
}

class TextMasker implements Masker {
  readonly #matcher: Matcher;
  #json = new JsonContext();
  /** The end of the returned text, and the text that is held back. */
  #text = "";
  /** The index in `#text` at which the text that is held back begins. */
  #given = 0;
  /** The length of `#text` at the last search. */
  #searched = 0;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  write(part: string): string {
    let given = "";
    for (let at = 0; at < part.length; at += SLICE) {
      this.#text += part.slice(at, at + SLICE);
      const held = this.#searched - this.#given;
      if (held < LAZY || this.#text.length - this.#searched >= held / 4) given += this.#give(false);
    }
    return given;
  }

  end(): string {
    return this.#give(true);
  }

  rest(): string {
    const rest = this.#text.slice(this.#given);
    this.#given = this.#text.length;
    return rest;
  }

  #give(isLast: boolean): string {
    const { spans, open } = this.#spans(isLast);
    const parts: string[] = [];
    let until = open;
    for (const { start, end } of spans) {
      if (end <= this.#given) continue;
      if (end > open) {
        until = Math.min(until, start);
        break;
      }
      const from = Math.max(start, this.#given);
      if (!this.#mask(from, end, isLast, parts)) {
        until = from;
        break;
      }
    }
    if (until > this.#given) parts.push(this.#plain(until, isLast));
    this.#forget();
    return parts.join("");
  }

  /** Adds the text before a span and the mask to `parts`. Returns `false` if the mask depends on text that has not arrived. */
  #mask(start: number, end: number, isLast: boolean, parts: string[]): boolean {
    const text = this.#text;
    if (end === text.length && !isLast) return false;
    const json = this.#json.copy();
    const before = text.slice(this.#given, start);
    json.read(before);
    const cut = Math.min(before.length, json.openEscape(before)); // the beginning of an escape that ends in the span
    const hidden = text.slice(start, end);
    const mask = json.maskOf(hidden, text.slice(end, end + 1));
    json.read(hidden);
    const missing = json.restOfEscape(hidden, text[end]);
    if (end + missing > text.length && !isLast) return false;
    parts.push(cut === 0 ? before : before.slice(0, -cut), mask);
    json.read(text.slice(end, end + missing));
    this.#json = json;
    this.#given = Math.min(text.length, end + missing);
    return true;
  }

  /** Text without a value. The beginning of an escape at its end waits: a mask after it replaces it. */
  #plain(until: number, isLast: boolean): string {
    const text = this.#text.slice(this.#given, until);
    const json = this.#json.copy();
    json.read(text);
    const open = isLast ? 0 : Math.min(text.length, json.openEscape(text));
    const plain = text.slice(0, text.length - open);
    if (open === 0) this.#json = json;
    else this.#json.read(plain);
    this.#given = until - open;
    return plain;
  }

  #forget(): void {
    const from = Math.max(0, this.#given - CONTEXT);
    this.#text = this.#text.slice(from);
    this.#given -= from;
    this.#searched = this.#text.length;
  }

  /** A match does not include the backslashes at the end of a value. If more of them may follow, the end is not known yet. */
  #endOf({ needle }: Match, text: string, end: number, open: number): number {
    if (needle.hasTail !== true) return end;
    const tail = BACKSLASHES.exec(text.slice(end, end + CONTEXT / 2))?.[0].length ?? 0;
    return end + tail === open ? open + 1 : end + tail;
  }

  /** The spans to mask, in order and without overlaps, and the index from which the text is not decided yet. */
  #spans(isLast: boolean): { spans: Span[]; open: number } {
    // The first half of a surrogate pair at the end waits for the second half.
    const isHalf = !isLast && (this.#text.charCodeAt(this.#text.length - 1) & 0xfc00) === 0xd800;
    const text = isHalf ? this.#text.slice(0, -1) : this.#text;
    const bytes = Buffer.from(text);
    const { matches, open } = this.#matcher.search(bytes, isLast);
    const places = createPlaces(text, bytes, [open, ...matches.flatMap(({ start, end }) => [start, end])]);
    const spans: { start: number; end: number }[] = [];
    for (const match of matches) {
      const start = places.floor(match.start);
      const end = this.#endOf(match, text, places.ceil(match.end), isLast ? text.length + 1 : places.floor(open));
      const last = spans.at(-1);
      if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
      else spans.push({ start, end });
    }
    return { spans, open: isLast ? text.length : places.floor(open) };
  }
}

const BACKSLASHES = /^(?:\\(?:u005c|x5c)?|%(?:25)*5c|&(?:amp;)*(?:#92|#x5c|bsol);)+/i;
