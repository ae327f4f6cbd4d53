import { LEAST_LENGTH, type Needle } from "./needles";

/** A stretch of a text that a needle covers. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
}

/** Finds many needles in one walk over a text. */
export interface Matcher {
  /** The longest needle at each place where one begins, in order; they may overlap. */
  matches(text: string): Generator<Match>;
  /** Where the end of the text begins that may be the beginning of a needle; its length where there is none. */
  openEnd(text: string): number;
}

/** Needles with the same first characters, by length: the longest is tried first. */
interface Bucket {
  readonly lengths: number[];
  readonly needles: Map<string, Needle>;
}

/** How many characters are looked at to tell how far to go on. */
const BLOCK = 3;
const MOST_BITS = 22;

/**
 * Each needle is known by its first six characters. A table tells for three characters of the text how far the next place is where
 * six such can end (Wu and Manber); mostly that is as far as it can be, so that most of a text is never looked at, however many
 * needles there are.
 */
export function createMatcher(needles: readonly Needle[]): Matcher {
  const buckets = new Map<string, Bucket>();
  const beginnings = new Set<string>();
  const bits = Math.min(MOST_BITS, 32 - Math.clz32(Math.max(1 << 14, needles.length * 64)));
  const shifts = new Uint8Array(1 << bits).fill(LEAST_LENGTH - BLOCK + 1);
  /** Where the table has three characters: those that end before `end`. Some share a place, and then the shortest way holds. */
  const slot = (text: string, end: number) => {
    const block = (text.charCodeAt(end - 3) << 16) ^ (text.charCodeAt(end - 2) << 8) ^ text.charCodeAt(end - 1);
    return Math.imul(block, 0x9e3779b1) >>> (32 - bits);
  };
  let longest = 0;
  for (const needle of needles) {
    const head = needle.text.slice(0, LEAST_LENGTH);
    const bucket = buckets.get(head) ?? { lengths: [], needles: new Map<string, Needle>() };
    buckets.set(head, bucket);
    bucket.needles.set(needle.text, needle);
    if (!bucket.lengths.includes(needle.text.length)) bucket.lengths.push(needle.text.length);
    for (let length = 1; length < LEAST_LENGTH; length++) beginnings.add(head.slice(0, length));
    for (let end = BLOCK; end <= LEAST_LENGTH; end++) {
      const at = slot(head, end);
      shifts[at] = Math.min(shifts[at] as number, LEAST_LENGTH - end);
    }
    longest = Math.max(longest, needle.text.length);
  }
  for (const { lengths } of buckets.values()) lengths.sort((a, b) => b - a);

  const at = (text: string, start: number): Match | undefined => {
    const bucket = buckets.get(text.slice(start, start + LEAST_LENGTH));
    for (const length of bucket?.lengths ?? []) {
      const needle = bucket?.needles.get(text.slice(start, start + length));
      if (needle !== undefined) return { start, end: start + length, needle };
    }
    return undefined;
  };

  function* matches(text: string): Generator<Match> {
    if (buckets.size === 0) return;
    for (let end = LEAST_LENGTH; end <= text.length; ) {
      const shift = shifts[slot(text, end)] as number;
      end += shift;
      if (shift > 0) continue;
      const match = at(text, end - LEAST_LENGTH);
      if (match !== undefined) yield match;
      end++;
    }
  }

  function openEnd(text: string): number {
    for (let start = Math.max(0, text.length - longest + 1); start < text.length; start++) {
      const rest = text.slice(start);
      if (rest.length < LEAST_LENGTH ? beginnings.has(rest) : isBeginning(rest)) return start;
    }
    return text.length;
  }

  function isBeginning(rest: string): boolean {
    const bucket = buckets.get(rest.slice(0, LEAST_LENGTH));
    if (bucket === undefined || (bucket.lengths[0] as number) <= rest.length) return false;
    for (const text of bucket.needles.keys()) if (text.length > rest.length && text.startsWith(rest)) return true;
    return false;
  }

  return { matches, openEnd };
}
