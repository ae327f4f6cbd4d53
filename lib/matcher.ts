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

const BASE = 0x01000193;
const BASE_OF_FIRST = power(LEAST_LENGTH - 1);

/**
 * Each needle is known by a hash of its first six characters, which rolls over the text (Rabin and Karp); a table of bits tells
 * nearly every place where none begins. So a text takes time by its length, however many needles there are.
 */
export function createMatcher(needles: readonly Needle[]): Matcher {
  const buckets = new Map<string, Bucket>();
  const beginnings = new Set<string>();
  const bits = 32 - Math.clz32(Math.max(1024, needles.length * 16));
  const filter = new Uint8Array(1 << bits);
  const slot = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> (32 - bits);
  let longest = 0;
  for (const needle of needles) {
    const head = needle.text.slice(0, LEAST_LENGTH);
    const bucket = buckets.get(head) ?? { lengths: [], needles: new Map<string, Needle>() };
    buckets.set(head, bucket);
    bucket.needles.set(needle.text, needle);
    if (!bucket.lengths.includes(needle.text.length)) bucket.lengths.push(needle.text.length);
    for (let length = 1; length < LEAST_LENGTH; length++) beginnings.add(head.slice(0, length));
    filter[slot(hashOf(head, 0))] = 1;
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
    if (buckets.size === 0 || text.length < LEAST_LENGTH) return;
    let hash = hashOf(text, 0);
    for (let start = 0; ; start++) {
      const match = filter[slot(hash)] === 1 ? at(text, start) : undefined;
      if (match !== undefined) yield match;
      if (start + LEAST_LENGTH >= text.length) return;
      hash = Math.imul(hash - Math.imul(text.charCodeAt(start), BASE_OF_FIRST), BASE) + text.charCodeAt(start + LEAST_LENGTH);
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

function hashOf(text: string, start: number): number {
  let hash = 0;
  for (let index = start; index < start + LEAST_LENGTH; index++) hash = Math.imul(hash, BASE) + text.charCodeAt(index);
  return hash;
}

function power(exponent: number): number {
  let result = 1;
  for (let index = 0; index < exponent; index++) result = Math.imul(result, BASE);
  return result;
}
