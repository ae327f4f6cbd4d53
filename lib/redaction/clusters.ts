import { decoded, hexDigit } from "./decoded";
import { readAnyEscape } from "./escapes";
import { listEnd, listStart, runStart } from "./guesses";
import { cutEscape, type MappedLayer, unescaped } from "./layers";
import { ALPHABET, ESCAPE, KIND, linesEnd } from "./runs";
import type { Layer, Walker } from "./walker";

/** An escape can become part of a longer one together with at most this many bytes before it … */
export const LEAD = 16;
/** … and after it: what is undone may be the beginning of an escape, which is undone to the beginning of another. */
const TRAIL = 48;
const EQUALS = 0x3d;

/** What a cluster needs of the search that reads its layer. */
export interface Walks {
  /** Where text begins that may become a match if more text follows. */
  open: number;
  walker(onHead?: (at: number) => void): Walker;
}

/** Gets a layer whose escapes were undone, and the places where a value may begin in it. */
type OnUndone = (layer: MappedLayer, heads: readonly number[]) => void;

/**
 * Reads a layer twice: as it is, and with its escapes undone. The second reading happens only near escapes. It starts in the state
 * of the first, and stops when both are in the same state again. Escapes that are near each other make a cluster, which is undone
 * at once.
 */
export class Clusters {
  /** Where a value may begin, encoded or not. */
  readonly heads: number[] = [];
  readonly #raw: Walker;
  readonly #views: View[];
  /** How far the layer was read. */
  #at: number;
  /** The cluster so far: with the runs and lists at its ends. -1 if there is none. */
  #from = -1;
  #to = -1;

  constructor(
    private readonly search: Walks,
    private readonly layer: Layer,
    private readonly from: number,
    private readonly limit: number,
    private readonly onUndone: OnUndone,
    private readonly onCut: (layer: Layer) => void,
  ) {
    this.#raw = search.walker((at) => this.heads.push(at));
    this.#views = [new View(search, false), new View(search, true)];
    this.#at = from;
  }

  /** Adds the escape at `at`, if there is one, to a cluster. Returns where to look for the next escape. */
  escape(at: number): number {
    const { bytes } = this.layer;
    const length = readAnyEscape(bytes, at, this.limit);
    if (length === 0) return at + 1;
    const isNested = givesEscape();
    if (this.#from === -1 || at - LEAD > this.#to) {
      const from = clusterStart(bytes, at, this.from);
      if (this.#from !== -1 && from > this.#to) this.#undo();
      if (this.#from === -1) this.#from = Math.max(this.#at, from);
    }
    const end = at + length;
    this.#to = clusterEnd(bytes, end, this.limit, isNested);
    return bytes[at] === EQUALS ? at + 1 : end;
  }

  end(): void {
    const { layer, limit } = this;
    const isOpen = layer.isOpen && limit === layer.length;
    const cut = isOpen ? cutEscape(layer.bytes, Math.max(this.#at, this.from), limit) : limit;
    if (this.#from !== -1) this.#undo(cut, isOpen);
    for (const view of this.#views) view.catchUp(layer, cut);
    if (cut > this.#at) this.#walk(cut);
    if (cut < limit) {
      this.#note(this.#raw, cut);
      this.onCut({ ...layer, length: cut });
    }
    this.#walk(limit);
    if (!isOpen) return;
    this.#note(this.#raw, limit);
    for (const view of this.#views) if (!view.isSynced) this.#note(view.walker, limit);
  }

  #note(walker: Walker, at: number): void {
    const fallback = at < this.limit ? this.layer.start(at) : this.search.open;
    this.search.open = Math.min(this.search.open, walker.openFrom(fallback));
  }

  #walk(to: number): void {
    this.#raw.advance(this.layer, this.#at, to);
    this.#at = to;
  }

  #undo(limit = this.limit, isOpen = false): void {
    const from = this.#from;
    const to = Math.min(limit, this.#to);
    this.#from = this.#to = -1;
    if (from >= to) return;
    for (const view of this.#views) view.catchUp(this.layer, from);
    this.#walk(from);
    for (const view of this.#views) {
      const undone = unescaped(this.layer, from, to, view.hasQuotedPrintable, isOpen && to === limit);
      if (undone.length === to - from && undone.to === to && view.isSynced) continue;
      const heads = view.read(undone, this.#raw, to);
      if (undone.to < to) this.#note(view.walker, undone.to);
      this.onUndone(undone, heads);
    }
  }
}

/** One way to undo the escapes of a layer. */
class View {
  /** Is the walker in the same state as the one that reads the layer as it is? */
  isSynced = true;
  readonly walker: Walker;
  #heads: number[] = [];
  #at = 0;
  /** How many bytes were read since the last escape. */
  #plain = 0;

  constructor(
    search: Walks,
    readonly hasQuotedPrintable: boolean,
  ) {
    this.walker = search.walker((at) => this.#heads.push(at));
  }

  /** Reads a cluster; returns where a value may begin in it. */
  read(undone: MappedLayer, raw: Walker, to: number): number[] {
    if (this.isSynced) this.walker.copyFrom(raw);
    this.#heads = [];
    this.walker.advance(undone, 0, undone.length);
    this.#at = to;
    this.#plain = plainEnd(undone, to);
    this.isSynced = this.walker.reach <= this.#plain;
    return this.#heads;
  }

  /** Reads on after a cluster until both walkers are in the same state. */
  catchUp(layer: Layer, to: number): void {
    while (!this.isSynced && this.#at < to) {
      const next = Math.min(to, this.#at + STEP);
      this.walker.advance(layer, this.#at, next);
      this.#plain += next - this.#at;
      this.#at = next;
      this.isSynced = this.walker.reach <= this.#plain;
    }
  }
}

const STEP = 64;

/** How many bytes at the end were no escape, and had none between them that stands for nothing. */
function plainEnd({ starts, ends, length }: MappedLayer, to: number): number {
  let at = length - 1;
  for (let end = to; at >= 0 && ends[at] === end && end - (starts[at] as number) === 1; at--) end--;
  return length - 1 - at;
}

/** Where a cluster begins: with the run or list that may continue after the escape at `at`. */
export function clusterStart(bytes: Uint8Array, at: number, from: number): number {
  let end = at;
  while (end > from && KIND[bytes[end - 1] as number] === ESCAPE) end--;
  let far = Math.max(from, at - LEAD);
  for (let count = 0; count < MAX_DIGITS && far > from && isWithinItem(bytes, far, at); count++) far--;
  return Math.min(far, runStart(bytes, from, end), listStart(bytes, end, from));
}

/** Did the escape that was read last give the beginning of another? If so, a line break may be in it, and a run goes on after it. */
export function givesEscape(): boolean {
  return decoded.length === 1 && KIND[decoded.bytes[0] as number] === ESCAPE;
}

/** Where a cluster ends: with the run or list that may continue after the escape that ends at `end`. */
export function clusterEnd(bytes: Uint8Array, end: number, limit: number, isNested: boolean): number {
  let far = Math.min(limit, end + TRAIL);
  for (let count = 0; count < MAX_DIGITS && far < limit && isWithinItem(bytes, far, limit); count++) far++;
  const to = Math.max(far, linesEnd(bytes, end, limit), listEnd(bytes, end, limit));
  if (!isNested || KIND[bytes[to - 1] as number] !== ALPHABET) return to;
  return Math.max(linesEnd(bytes, to, limit), listEnd(bytes, to, limit));
}

/** An item of a list must not be cut, because a part of it would be another item. More digits than these are none. */
const MAX_DIGITS = 4;

function isWithinItem(bytes: Uint8Array, at: number, limit: number): boolean {
  return hexDigit(bytes, at - 1, limit) !== -1 && hexDigit(bytes, at, limit) !== -1;
}
