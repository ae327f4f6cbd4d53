import { byteLists } from "./byte-lists";
import { Clusters } from "./clusters";
import { EscapeFinder } from "./escape-finder";
import type { Match } from "./findings";
import { forEachList, hasText, IN_RUN, listStart, MAX_LEVEL, MIN_RUN, PROBE, runStart, textEnd } from "./guesses";
import { hasHex, hexLayers } from "./hex";
import type { Needle } from "./needles";
import { someText } from "./printable-runs";
import { ALPHABET, base64Layer, decodeRun, KIND, MIN_LINE, type Run, readRun, runEnd } from "./runs";
import { MIN_LENGTH } from "./telling";
import { type Layer, type Machine, Walker } from "./walker";
import { isInPlace } from "./word-places";

/** A letter at the end of a text may begin a value in base64 of base64, and so on: so many letters stay undecided. */
const UNDECIDED = 6;

/** One search. `onLayer`, if there is one, gets all that is decoded. */
export class Search {
  readonly found: Match[] = [];
  /** For each level, room for what is decoded there. */
  readonly #rooms: Uint8Array[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly needles: readonly Needle[],
    public open: number,
    private readonly onLayer?: (layer: Layer) => void,
  ) {}

  layer(layer: Layer, from: number, level: number): void {
    this.onLayer?.(layer);
    this.#part(layer, from, layer.length, level);
  }

  readonly #match = (index: number, positions: readonly number[], layer: Layer, end: number): void => {
    const needle = this.needles[index] as Needle;
    const start = positions[positions.length - needle.text.length] as number;
    const place = isInPlace(needle, layer, end);
    if (place === "undecided") this.open = Math.min(this.open, start);
    else if (place === "yes") this.found.push({ start, end: layer.end(end - 1), needle });
  };

  walker(onHead?: (at: number) => void): Walker {
    return new Walker(this.machine, this.#match, onHead);
  }

  /** Searches a part of a layer, and what can be decoded from it. */
  #part(layer: Layer, from: number, to: number, level: number): void {
    const onCut = (open: Layer) => this.#openRuns(open, runStart(open.bytes, from, open.length), open.length, level);
    const onUndone = (undone: Layer, heads: readonly number[]) => {
      this.onLayer?.(undone);
      this.#encoded(undone, heads, 0, undone.length, level);
    };
    const clusters = new Clusters(this, layer, from, to, onUndone, onCut);
    const escapes = new EscapeFinder(layer.bytes, to);
    for (let at = escapes.next(from); at < to; at = escapes.next(at)) at = clusters.escape(at);
    clusters.end();
    this.#encoded(layer, clusters.heads, from, to, level);
  }

  /** Searches what can be decoded from the runs and lists of a part of a layer. */
  #encoded(layer: Layer, heads: readonly number[], from: number, to: number, level: number): void {
    const isOpen = layer.isOpen && to === layer.length;
    this.#runsAt(heads, layer, from, to, level);
    this.#runs(layer, from, to, level);
    if (isOpen) this.#openRuns(layer, runStart(layer.bytes, from, to), to, level);
  }

  /** Searches the runs in which a value may begin that is encoded once. */
  #runsAt(heads: readonly number[], layer: Layer, from: number, to: number, level: number): void {
    const { bytes } = layer;
    let done = from;
    for (const head of heads) {
      if (head < done || KIND[bytes[head] as number] !== ALPHABET) continue;
      let start = head;
      while (start > done && KIND[bytes[start - 1] as number] === ALPHABET) start--;
      const end = runEnd(bytes, head, to);
      done = end - start < MIN_RUN ? end : this.#run(layer, readRun(layer, start, to), level);
    }
  }

  /** Finds the runs that may be encoded several times, or in lines. A run that is long enough has one of the bytes looked at. */
  #runs(layer: Layer, from: number, to: number, level: number): void {
    const { bytes } = layer;
    for (let probe = from + MIN_LINE - 1, low = from; probe < to; probe = low + MIN_LINE - 1) {
      low = probe + 1;
      if (((PROBE[bytes[probe] as number] as number) & IN_RUN) === 0) continue;
      let start = probe;
      while (start > from && KIND[bytes[start - 1] as number] === ALPHABET) start--;
      const end = runEnd(bytes, probe, to);
      low = end;
      if (end - start >= MIN_LINE && !this.#isNoise(layer, start, end, level))
        low = this.#run(layer, readRun(layer, start, to), level);
    }
    if (level < MAX_LEVEL) forEachList(bytes, from, to, (start, end) => this.#lists(layer, start, end, level));
  }

  #lists(layer: Layer, from: number, to: number, level: number): void {
    for (const list of byteLists(layer, from, to)) {
      if (list.layer.isOpen) this.open = Math.min(this.open, layer.start(list.openFrom));
      this.#decoded(list.layer, level + 1);
    }
  }

  /** What the text ends with may be the beginning of a run or a list, however short it is. */
  #openRuns(layer: Layer, from: number, to: number, level: number): void {
    for (let at = from; at < to; at++) {
      if (KIND[layer.bytes[at] as number] === ALPHABET) at = this.#run(layer, readRun(layer, at, to), level);
    }
    this.#lists(layer, listStart(layer.bytes, to, 0), to, level);
  }

  /** Is a run, read as base64 or hex, nothing? Most runs are words, so this decides how fast a search is. */
  #isNoise({ bytes }: Layer, from: number, to: number, level: number): boolean {
    if (this.onLayer !== undefined) return false;
    if (bytes[to] === 0x0a || bytes[to] === 0x0d) return false;
    if (level >= MAX_LEVEL) return true;
    if (hasHex(bytes, from, to)) return false;
    const room = this.#room(level, to - from);
    return !someText(bytes, from, to, room, (length) => hasText(room, length));
  }

  /** Gives where to go on. */
  #run(layer: Layer, run: Run, level: number): number {
    if (run.isOpen) this.open = Math.min(this.open, layer.start(Math.max(run.from, run.to - UNDECIDED)));
    if (level >= MAX_LEVEL || (run.length < MIN_RUN && !run.isOpen)) return run.to;
    const room = this.#room(level, run.length);
    for (let shift = 0; shift < Math.min(4, run.length - 1); shift++) {
      const length = decodeRun(layer, run, shift, room);
      this.#decoded(base64Layer(layer, run, shift, room, length), level + 1);
    }
    for (const hex of hexLayers(layer, run)) this.#decoded(hex, level + 1);
    return run.to;
  }

  #room(level: number, length: number): Uint8Array {
    const room = this.#rooms[level];
    if (room !== undefined && room.length >= length) return room;
    const larger = new Uint8Array(length * 2 + 64);
    this.#rooms[level] = larger;
    return larger;
  }

  /** Most of what is decoded is noise. Only parts that look like text may hold more encodings. */
  #decoded(layer: Layer, level: number): void {
    const { bytes, length } = layer;
    const isEmpty = this.machine.heads.find(bytes, 0, length) > length - MIN_LENGTH;
    this.onLayer?.(layer);
    if (!isEmpty || layer.isOpen) {
      const walker = this.walker();
      walker.advance(layer, 0, length);
      if (layer.isOpen) this.open = Math.min(this.open, walker.openFrom(this.open));
    }
    for (let at = 0; at < length; ) {
      const end = textEnd(bytes, at, length);
      if ((end - at >= MIN_RUN && hasText(bytes.subarray(at, end), end - at)) || (layer.isOpen && end === length && end > at)) {
        this.#part(end === length ? layer : { ...layer, length: end, isOpen: false }, at, end, level);
      }
      at = end + 1;
    }
  }
}
