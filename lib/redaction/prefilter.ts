import { MIN_LENGTH } from "./telling";

/** Finds positions at which one of many patterns may begin, by the first six bytes of each. */
export interface Heads {
  /** The first such index between `from` and `to`. If there is none, the index from which fewer than six bytes are left. */
  find(bytes: Uint8Array, from: number, to: number): number;
}

export interface HeadTable extends Heads {
  /** Adds the first six bytes of a pattern. */
  add(head: Uint8Array): void;
}

/** How many bytes decide the distance to skip. */
const BLOCK = 3;
const MAX_BITS = 22;
/** A hash has 28 bits. The highest three say which bit of a byte is meant. */
const BIT = 25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** A form writes a space as `+`, so the search treats the two as one byte. */
export const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte === PLUS ? SPACE : byte));

/** Fixed random numbers: a hash of some bytes is the XOR of one number for each place (tabulation hashing). */
const TABLES = Array.from({ length: MIN_LENGTH }, (_, place) => {
  let seed = 0x9e3779b1 * (place + 1);
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    seed = Math.imul(seed ^ (seed >>> 15), 0x85ebca6b) + 0x9e3779b1;
    table[byte] = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35) >>> 4;
  }
  table[PLUS] = table[SPACE] as number;
  return table;
}) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
const [T0, T1, T2, T3, T4, T5] = TABLES;

/**
 * For each three bytes of the text, a table has the distance to the next index at which six bytes of a pattern can end (Wu-Manber).
 * In most texts this is the maximum, so most bytes are never read. A second table tells whether all six bytes may match (a Bloom filter). `count` is
 * about the number of patterns.
 */
export function createHeads(count: number): HeadTable {
  const bits = Math.min(MAX_BITS, 32 - Math.clz32(Math.max(1 << 14, count * 64)));
  const mask = (1 << bits) - 1;
  const shifts = new Uint8Array(1 << bits).fill(MIN_LENGTH - BLOCK + 1);
  const heads = new Uint8Array(1 << bits);
  return {
    add(head) {
      const hash = headHash(head, 0);
      mark(heads, hash, mask);
      mark(heads, otherHash(hash), mask);
      for (let end = BLOCK; end <= MIN_LENGTH; end++) {
        const at = blockHash(head, end) & mask;
        shifts[at] = Math.min(shifts[at] as number, MIN_LENGTH - end);
      }
    },
    find(bytes, from, to) {
      for (let end = from + MIN_LENGTH; end <= to; ) {
        const shift = shifts[blockHash(bytes, end) & mask] as number;
        if (shift !== 0) {
          end += shift;
          continue;
        }
        const hash = headHash(bytes, end - MIN_LENGTH);
        if (isMarked(heads, hash, mask) && isMarked(heads, otherHash(hash), mask)) return end - MIN_LENGTH;
        end++;
      }
      return Math.max(from, to - MIN_LENGTH + 1);
    },
  };
}

/** Marks one bit of one byte. Each pattern has two, so that few other texts have both, even if there are many patterns. */
function mark(heads: Uint8Array, hash: number, mask: number): void {
  heads[hash & mask] = (heads[hash & mask] as number) | (1 << (hash >>> BIT));
}

function isMarked(heads: Uint8Array, hash: number, mask: number): boolean {
  return ((heads[hash & mask] as number) & (1 << (hash >>> BIT))) !== 0;
}

function otherHash(hash: number): number {
  return Math.imul(hash ^ (hash >>> 13), 0x9e3779b1) >>> 4;
}

function blockHash(bytes: Uint8Array, end: number): number {
  return (
    (T0[bytes[end - 3] as number] as number) ^ (T1[bytes[end - 2] as number] as number) ^ (T2[bytes[end - 1] as number] as number)
  );
}

function headHash(bytes: Uint8Array, start: number): number {
  return (
    (T0[bytes[start] as number] as number) ^
    (T1[bytes[start + 1] as number] as number) ^
    (T2[bytes[start + 2] as number] as number) ^
    (T3[bytes[start + 3] as number] as number) ^
    (T4[bytes[start + 4] as number] as number) ^
    (T5[bytes[start + 5] as number] as number)
  );
}
