import { decoded } from "./decoded";
import { readEscape, readQuotedPrintable } from "./escapes";
import { cutEscape, type MappedLayer, unescaped } from "./layers";
import { ALPHABET, KIND, runEnd } from "./runs";
import { MIN_LENGTH } from "./telling";
import type { Layer, Walker } from "./walker";

/** Escapes that are closer are undone together. */
const GAP = 128;

/** The search that a layer is walked over for. */
export interface Walks {
  /** Where what may become a match with more text begins. */
  open: number;
  walker(onHead?: (at: number) => void): Walker;
}

/**
 * Walks over a layer twice: as it is, and with its escapes undone. The second walk starts where an escape is near, in the state of
 * the first, and stops when both are in the same state again.
 */
export class Clusters {
  /** Where a value may begin, encoded or not. */
  readonly heads: number[] = [];
  readonly #raw: Walker;
  readonly #views: View[];
  #at: number;
  /** The cluster that is being read: where it begins, and where it ends so far. A run that begins there belongs to it. */
  #from = -1;
  to = -1;
  escapesEnd = -1;
  #hasQuotedPrintable = false;

  constructor(
    private readonly search: Walks,
    private readonly layer: Layer,
    private readonly from: number,
    private readonly limit: number,
    private readonly onUndone: (layer: MappedLayer) => void,
    private readonly onCut: (layer: Layer) => void,
  ) {
    this.#raw = search.walker((at) => this.heads.push(at));
    this.#views = [new View(search.walker(), false), new View(search.walker(), true)];
    this.#at = from;
  }

  /** Takes the escape at `at` into a cluster, if there is one; gives its length. */
  escape(at: number): number {
    const { bytes } = this.layer;
    const isQuotedPrintable = bytes[at] === 0x3d;
    const length = isQuotedPrintable ? readQuotedPrintable(bytes, at, this.limit) : readEscape(bytes, at, this.limit);
    if (length === 0 || (isQuotedPrintable && !isTelling(bytes, at))) return 1;
    if (this.#from !== -1 && at - this.to > GAP) this.#undo();
    if (this.#from === -1) this.#begin(at);
    this.#hasQuotedPrintable ||= isQuotedPrintable;
    this.escapesEnd = at + length;
    this.to = runEnd(bytes, this.escapesEnd, this.limit);
    return isQuotedPrintable ? 1 : length;
  }

  #begin(at: number): void {
    let from = at;
    while (from > this.#at && KIND[this.layer.bytes[from - 1] as number] === ALPHABET) from--;
    this.#from = Math.max(this.#at, Math.min(from, at - MIN_LENGTH));
    this.#hasQuotedPrintable = false;
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
    const escapesEnd = Math.min(this.escapesEnd, limit);
    const to = Math.max(escapesEnd, Math.min(limit, Math.max(this.to, escapesEnd + MIN_LENGTH)));
    this.#from = -1;
    this.to = -1;
    if (from >= to) return;
    for (const view of this.#views) view.catchUp(this.layer, from);
    this.#walk(from);
    for (const view of this.#views) {
      if (view.isQuotedPrintable && !this.#hasQuotedPrintable && view.isSynced) continue;
      const undone = unescaped(this.layer, from, to, view.isQuotedPrintable, isOpen && to === limit);
      view.read(undone, this.#raw, to);
      if (undone.cutFrom !== undefined) this.#note(view.walker, undone.cutFrom);
      this.onUndone(undone);
    }
  }
}

/** Would nobody but an encoder of quoted-printable write this `=`? `x =` at the end of a line, and `page=20`, are other things. */
function isTelling(bytes: Uint8Array, at: number): boolean {
  const byte = decoded.bytes[0] as number;
  if (decoded.length === 0) return bytes[at - 1] !== 0x20;
  return byte >= 0x7f || byte < 0x20 || byte === 0x3d;
}

/** One way to undo the escapes of a layer. */
class View {
  /** Is the walker in the same state as the one that reads the layer as it is? */
  isSynced = true;
  #at = 0;
  /** How many bytes were read since the last escape. */
  #plain = 0;

  constructor(
    readonly walker: Walker,
    readonly isQuotedPrintable: boolean,
  ) {}

  read(undone: MappedLayer, raw: Walker, to: number): void {
    if (this.isSynced) this.walker.copyFrom(raw);
    this.walker.advance(undone, 0, undone.length);
    this.#at = to;
    this.#plain = plainEnd(undone, to);
    this.isSynced = this.walker.reach <= this.#plain;
  }

  /** Reads on after the escapes until what comes is known from the layer as it is. */
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
