/** A machine that finds many patterns in one pass over a text (Aho-Corasick). */
export interface Automaton {
  /** Returns the state after `code` was read in `state`. The first state is 0. */
  step(state: number, code: number): number;
  /** Does a pattern continue with `code` here? If not, `step` falls back to a shorter beginning. */
  continues(state: number, code: number): boolean;
  /** The length of the longest suffix of the text read so far that is a proper prefix of a pattern. */
  depthOf(state: number): number;
  /** The index of the longest pattern that ends in this state, or -1. */
  endOf(state: number): number;
}

/**
 * The texts must be sorted and distinct, and have only characters up to U+00FF. The first successor of a state is the next state,
 * because most prefixes continue in one way. Only further successors need a table. So a byte of a pattern takes about 14 bytes of
 * memory.
 */
export function createAutomaton(texts: readonly string[]): Automaton {
  const states = new States(texts);
  return {
    step: (state, code) => states.step(state, code),
    continues: (state, code) => states.continues(state, code),
    depthOf: (state) => states.depths[state] as number,
    endOf: (state) => states.ends[state] as number,
  };
}

const HAS_NEXT = 1;
const HAS_BRANCHES = 2;
const ROOT = 0;
const NONE = -1;

class States {
  readonly depths: Int32Array;
  readonly ends: Int32Array;
  readonly #codes: Uint8Array;
  readonly #flags: Uint8Array;
  /** The state to continue from if no successor fits: that of the longest proper suffix that is also a prefix of a pattern. */
  readonly #fails: Int32Array;
  readonly #branches: Branches;

  constructor(texts: readonly string[]) {
    const shared = Int32Array.from(texts, (text, index) => (index === 0 ? 0 : sharedLength(text, texts[index - 1] as string)));
    const count = texts.reduce((sum, text, index) => sum + text.length - (shared[index] as number), 1);
    this.depths = new Int32Array(count);
    this.ends = new Int32Array(count).fill(NONE);
    this.#codes = new Uint8Array(count);
    this.#flags = new Uint8Array(count);
    this.#fails = new Int32Array(count);
    this.#branches = new Branches(texts.length);
    this.#connect(this.#grow(texts, shared), texts, shared);
  }

  step(from: number, code: number): number {
    for (let state = from; ; state = this.#fails[state] as number) {
      const next = this.#successor(state, code);
      if (next !== NONE) return next;
      if (state === ROOT) return ROOT;
    }
  }

  continues(state: number, code: number): boolean {
    return this.#successor(state, code) !== NONE;
  }

  #successor(state: number, code: number): number {
    const flags = this.#flags[state] as number;
    if ((flags & HAS_NEXT) !== 0 && this.#codes[state + 1] === code) return state + 1;
    return (flags & HAS_BRANCHES) === 0 ? NONE : this.#branches.get(state, code);
  }

  /** Makes the states. Returns the state from which each text goes on alone; the next states are its own. */
  #grow(texts: readonly string[], shared: Int32Array): Int32Array {
    const parents = new Int32Array(texts.length);
    const path = new Int32Array(texts.reduce((most, text) => Math.max(most, text.length), 0) + 1);
    let last = ROOT;
    for (const [index, text] of texts.entries()) {
      const from = shared[index] as number;
      parents[index] = path[from] as number;
      for (let at = from; at < text.length; at++) {
        const parent = path[at] as number;
        const code = text.charCodeAt(at);
        last++;
        this.depths[last] = at + 1;
        this.#codes[last] = code;
        if (parent === last - 1) this.#flags[parent] = HAS_NEXT;
        else {
          this.#flags[parent] = (this.#flags[parent] as number) | HAS_BRANCHES;
          this.#branches.set(parent, code, last);
        }
        path[at + 1] = last;
      }
      this.ends[last] = index;
    }
    return parents;
  }

  /** Sets the fallback of each state. States with a small depth come first, because the fallback of the parent is needed. */
  #connect(parents: Int32Array, texts: readonly string[], shared: Int32Array): void {
    let first = ROOT + 1;
    const firsts = texts.map((text, index) => {
      first += text.length - (shared[index] as number);
      return first - text.length + (shared[index] as number);
    });
    const order = Int32Array.from(texts.keys()).sort((a, b) => (shared[a] as number) - (shared[b] as number));
    let open: number[] = []; // the texts that have a state of their own of this depth
    for (let depth = 1, next = 0; open.length > 0 || next < order.length; depth++) {
      open = open.filter((index) => (texts[index] as string).length >= depth);
      for (; next < order.length && (shared[order[next] as number] as number) < depth; next++) open.push(order[next] as number);
      for (const index of open) {
        const step = depth - 1 - (shared[index] as number);
        const state = (firsts[index] as number) + step;
        this.#connectTo(state, step === 0 ? (parents[index] as number) : state - 1);
      }
    }
  }

  #connectTo(state: number, parent: number): void {
    if (parent !== ROOT) this.#fails[state] = this.step(this.#fails[parent] as number, this.#codes[state] as number);
    const fail = this.#fails[state] as number;
    if (this.ends[state] === NONE) this.ends[state] = this.ends[fail] as number;
    if (this.#flags[state] === 0) this.depths[state] = this.depths[fail] as number;
  }
}

/** A hash table from (state, code) to state with open addressing. A Map of that size is three times as slow. */
class Branches {
  readonly #mask: number;
  readonly #states: Int32Array;
  readonly #codes: Uint8Array;
  readonly #targets: Int32Array;

  constructor(most: number) {
    const size = 1 << (32 - Math.clz32(Math.max(16, most * 2)));
    this.#mask = size - 1;
    this.#states = new Int32Array(size).fill(NONE);
    this.#codes = new Uint8Array(size);
    this.#targets = new Int32Array(size);
  }

  get(state: number, code: number): number {
    const place = this.#placeOf(state, code);
    return this.#states[place] === NONE ? NONE : (this.#targets[place] as number);
  }

  set(state: number, code: number, target: number): void {
    const place = this.#placeOf(state, code);
    this.#states[place] = state;
    this.#codes[place] = code;
    this.#targets[place] = target;
  }

  #placeOf(state: number, code: number): number {
    let place = Math.imul(Math.imul(state, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b), 0xc2b2ae35);
    place = (place ^ (place >>> 15)) & this.#mask;
    while (this.#states[place] !== NONE && (this.#states[place] !== state || this.#codes[place] !== code))
      place = (place + 1) & this.#mask;
    return place;
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
