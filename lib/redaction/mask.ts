import { REDACTED } from "../core/table";
import type { Match, Matcher, Walk } from "./matcher";

/** Masks what a matcher finds in a text that comes in parts; each part gives what can't change any more. */
export interface Masker {
  write(part: string): string;
  end(): string;
  /** What was written and not given back, as it is. */
  rest(): string;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Stretches that overlap are masked as one. */
export function createMasker(matcher: Matcher): Masker {
  return new MatchMasker(matcher.walk());
}

class MatchMasker implements Masker {
  readonly #walk: Walk;
  readonly #held = new Held();
  /** To be masked, in order; no two overlap. */
  #stretches: Stretch[] = [];
  /** The last character before what is held that is no blank. */
  #lastSolid = "";

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  write(part: string): string {
    this.#held.push(part);
    for (const match of this.#walk.read(part)) join(this.#stretches, match);
    return this.#give(this.#walk.open, false);
  }

  end(): string {
    for (const match of this.#walk.end()) join(this.#stretches, match);
    return this.#give(this.#held.end, true);
  }

  rest(): string {
    return this.#held.take(this.#held.end);
  }

  /** The masked text up to `open`, or to where a stretch begins that may yet grow. */
  #give(open: number, isLast: boolean): string {
    let given = "";
    let done = 0;
    for (const { start, end } of this.#stretches) {
      if (end > open) break;
      given += this.#plain(start);
      const hidden = this.#held.peek(end - start);
      const isBare = this.#isBare(hidden);
      if (isBare && end === this.#held.end && !isLast) break;
      this.#held.take(end);
      const quote = isBare && /^[,\]}\s]?$/.test(this.#held.peek(1)) ? '"' : "";
      given += `${quote}${REDACTED}${quote}`;
      this.#lastSolid = "]";
      done++;
    }
    this.#stretches = this.#stretches.slice(done);
    return given + this.#plain(Math.min(open, this.#stretches[0]?.start ?? open));
  }

  #plain(until: number): string {
    const text = this.#held.take(until);
    this.#lastSolid = text.trimEnd().at(-1) ?? this.#lastSolid;
    return text;
  }

  /** May it stand in JSON as a whole value that is no string: a number, or JSON within JSON? Then its mask must be a string. */
  #isBare(hidden: string): boolean {
    return this.#lastSolid !== "" && ":,[".includes(this.#lastSolid) && /^["[{\d-]/.test(hidden);
  }
}

/** Adds a stretch to those there are. It comes after nearly all of them: a walk finds them by their ends. */
function join(stretches: Stretch[], { start, end }: Match): void {
  const later: Stretch[] = [];
  let joined: Stretch = { start, end };
  for (let last = stretches.at(-1); last !== undefined && last.end > joined.start; last = stretches.at(-1)) {
    stretches.pop();
    if (last.start >= joined.end) later.push(last);
    else joined = { start: Math.min(last.start, joined.start), end: Math.max(last.end, joined.end) };
  }
  stretches.push(joined, ...later.reverse());
}

/** A text from which the beginning is taken while more is added at the end; each character is copied once. */
class Held {
  #parts: string[] = [];
  #first = 0;
  #start = 0;
  /** Positions count from the beginning of all that ever was. */
  end = 0;

  push(part: string): void {
    if (part !== "") this.#parts.push(part);
    this.end += part.length;
  }

  take(until: number): string {
    const taken: string[] = [];
    while (this.#start < until) {
      const part = this.#parts[this.#first] as string;
      const length = Math.min(part.length, until - this.#start);
      taken.push(part.slice(0, length));
      if (length === part.length) this.#first++;
      else this.#parts[this.#first] = part.slice(length);
      this.#start += length;
    }
    if (this.#first > 1_000 && this.#first * 2 > this.#parts.length) {
      this.#parts = this.#parts.slice(this.#first);
      this.#first = 0;
    }
    return taken.join("");
  }

  /** Up to so many characters of the first part that is left. */
  peek(length: number): string {
    return (this.#parts[this.#first] ?? "").slice(0, length);
  }
}
