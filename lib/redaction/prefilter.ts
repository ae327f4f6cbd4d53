import { LEAST_LENGTH } from "./patterns";

/** Tells where in a text one of many needles may begin, by the first six characters of each. */
export interface Heads {
  /** The first place from `from` on; where there is none, that from which fewer than six are left. */
  find(text: string, from: number): number;
}

/** How many characters are looked at to tell how far to go on. */
const BLOCK = 3;
const MOST_BITS = 22;
const MIX = 0x9e3779b1;

/**
 * A table tells for three characters of the text how far the next place is where six such can end (Wu and Manber); mostly that is as
 * far as it can be, so that most of a text is never looked at, however many needles there are. Where they do end, a second table
 * tells whether all six may be right.
 */
export function createHeads(texts: readonly string[]): Heads {
  const bits = Math.min(MOST_BITS, 32 - Math.clz32(Math.max(1 << 14, texts.length * 64)));
  const shifts = new Uint8Array(1 << bits).fill(LEAST_LENGTH - BLOCK + 1);
  const heads = new Uint8Array(1 << bits);
  /** Where the table has three characters: those that end before `end`. Some share a place, and then the shortest way holds. */
  const blockAt = (text: string, end: number) => {
    const block = (text.charCodeAt(end - 3) << 16) ^ (text.charCodeAt(end - 2) << 8) ^ text.charCodeAt(end - 1);
    return Math.imul(block, MIX) >>> (32 - bits);
  };
  const headAt = (text: string, start: number) => {
    let hash = 0;
    for (let at = start; at < start + LEAST_LENGTH; at++) hash = Math.imul(hash ^ text.charCodeAt(at), MIX) ^ (hash >>> 13);
    return hash >>> (32 - bits);
  };
  for (const text of texts) {
    heads[headAt(text, 0)] = 1;
    for (let end = BLOCK; end <= LEAST_LENGTH; end++) {
      const at = blockAt(text, end);
      shifts[at] = Math.min(shifts[at] as number, LEAST_LENGTH - end);
    }
  }

  function find(text: string, from: number): number {
    for (let end = from + LEAST_LENGTH; end <= text.length; ) {
      const shift = shifts[blockAt(text, end)] as number;
      if (shift === 0 && heads[headAt(text, end - LEAST_LENGTH)] === 1) return end - LEAST_LENGTH;
      end += shift === 0 ? 1 : shift;
    }
    return Math.max(from, text.length - LEAST_LENGTH + 1);
  }

  return { find };
}
