import { byteLists, mayHaveList } from "./byte-lists";
import { clusterEnd, clusterStart, givesEscape, LEAD } from "./clusters";
import { isCutAt } from "./cuts";
import { EscapeFinder } from "./escape-finder";
import { readAnyEscape } from "./escapes";
import { forEachList, hasText, IN_RUN, MAX_LEVEL, MIN_RUN, PROBE, textEnd } from "./guesses";
import { someHex } from "./hex";
import { rawLayer } from "./layers";
import { someText } from "./printable-runs";
import { Rooms } from "./rooms";
import { ALPHABET, continuedAt, KIND, MIN_LINE, runEnd } from "./runs";
import { MIN_LENGTH } from "./telling";
import type { Unescaped } from "./unescaped-bytes";
import { type Layer, type Machine, Walker } from "./walker";

/**
 * Tells quickly that a text can't hold a value, encoded or not. It decodes what `Search` decodes, but keeps no places, and looks
 * only for beginnings of values. Where it says no, `Search` finds nothing; where it says yes, `Search` has to look.
 */
export class Screen {
  #isFound = false;
  readonly #rooms = Array.from({ length: MAX_LEVEL + 1 }, () => new Rooms());
  /** Reads the ends of blocks; `#none` has read nothing. */
  readonly #end: Walker;
  readonly #none: Walker;

  constructor(private readonly machine: Machine) {
    this.#end = new Walker(machine, () => {});
    this.#none = new Walker(machine, () => {});
  }

  #room(level: number): Rooms {
    return this.#rooms[level] as Rooms;
  }

  /** Both ends of the part must be boundaries. `escapes` may serve for all parts of a text, one after the other. */
  mayHold(bytes: Uint8Array, from: number, to: number, escapes?: EscapeFinder): boolean {
    this.#isFound = false;
    this.#text(bytes, from, to, 0, escapes);
    return this.#isFound;
  }

  #walker(bytes: Uint8Array): Walker {
    const { encoded } = this.machine;
    const found = () => {
      this.#isFound = true;
    };
    return new Walker(this.machine, found, (at) => {
      if (encoded.find(bytes, at, at + MIN_LENGTH) === at) this.#isFound = true;
    });
  }

  #hasHead(bytes: Uint8Array, from: number, to: number): boolean {
    return this.machine.heads.find(bytes, from, to) <= to - MIN_LENGTH;
  }

  #text(bytes: Uint8Array, from: number, to: number, level: number, escapes = new EscapeFinder(bytes, to)): void {
    const walker = this.#hasHead(bytes, from, to) ? this.#walker(bytes) : undefined;
    const layer = rawLayer(bytes, false);
    let read = from;
    let start = -1;
    let end = -1;
    let hasEscape = false; // one that is not of quoted-printable
    for (let at = escapes.next(from); at < to && !this.#isFound; ) {
      const length = readAnyEscape(bytes, at, to);
      const isNested = length > 0 && givesEscape();
      walker?.advance(layer, read, at);
      read = at;
      if (walker !== undefined && walker.depth >= MIN_LENGTH) this.#isFound = true; // the value may go on with an escape
      if (length > 0) {
        if (start === -1 || at - LEAD > end) {
          const next = clusterStart(bytes, at, from);
          if (start !== -1 && next > end) {
            this.#cluster(bytes, start, end, hasEscape, level);
            start = -1;
            hasEscape = false;
          }
          if (start === -1) start = next;
        }
        if (bytes[at] !== EQUALS) hasEscape = true;
        end = clusterEnd(bytes, at + length, to, isNested);
      }
      at = escapes.next(at + (length === 0 || bytes[at] === EQUALS ? 1 : length));
    }
    if (start !== -1 && !this.#isFound) this.#cluster(bytes, start, end, hasEscape, level);
    walker?.advance(layer, read, to);
    if (level === 0 && this.#isCut(walker, layer, from, to)) this.#isFound = true;
    if (!this.#isFound) this.#encoded(bytes, from, to, level);
  }

  /** Does a block end with what may be the beginning of a value? */
  #isCut(walker: Walker | undefined, layer: Layer, from: number, to: number): boolean {
    const end = walker ?? this.#end;
    if (walker === undefined) {
      end.copyFrom(this.#none);
      end.advance(layer, Math.max(from, to - MIN_LENGTH + 1), to);
    }
    return end.depth > 0 && isCutAt(this.machine.heads, layer.bytes, to - end.reach, to);
  }

  /** Without `hasEscape`, all escapes are of quoted-printable. Each `key=20` in a log has one, so this decides how fast a log is read. */
  #cluster(bytes: Uint8Array, from: number, to: number, hasEscape: boolean, level: number): void {
    const { unescaped } = this.#room(level);
    if (hasEscape) {
      if (unescaped.read(bytes, from, to, false)) this.#undone(unescaped, level);
      if (this.#isFound || !unescaped.hasQuotedPrintable()) return;
    }
    if (unescaped.read(bytes, from, to, true)) this.#undone(unescaped, level);
  }

  #undone({ bytes, length }: Unescaped, level: number): void {
    if (this.#hasHead(bytes, 0, length)) {
      const walker = this.#walker(bytes);
      walker.advance(rawLayer(bytes, false), 0, length);
      if (walker.depth >= MIN_LENGTH) this.#isFound = true;
    }
    if (!this.#isFound) this.#encoded(bytes, 0, length, level);
  }

  /**
   * Looks at what may be decoded from runs and lists. A run that is long enough has one of the bytes looked at. `Search` has a copy of
   * the loop, because one function for both took 1.2 % more instructions for log lines.
   */
  #encoded(bytes: Uint8Array, from: number, to: number, level: number): void {
    if (level >= MAX_LEVEL) return;
    for (let probe = from + MIN_LINE - 1, low = from; probe < to && !this.#isFound; probe = low + MIN_LINE - 1) {
      low = probe + 1;
      if (((PROBE[bytes[probe] as number] as number) & IN_RUN) === 0) continue;
      let start = probe;
      while (start > from && KIND[bytes[start - 1] as number] === ALPHABET) start--;
      low = runEnd(bytes, probe, to);
      if (low - start >= MIN_LINE) low = this.#run(bytes, start, low, to, level);
    }
    forEachList(bytes, from, to, (start, end) => this.#lists(bytes, start, end, level));
  }

  /** Looks at a run, with the lines that continue it; returns its end. */
  #run(bytes: Uint8Array, from: number, end: number, limit: number, level: number): number {
    let next = continuedAt(bytes, from, end, limit);
    if (next === -1) {
      this.#letters(bytes, from, end, level);
      return end;
    }
    const letters = this.#room(level).letters(limit - from);
    let length = 0;
    let to = end;
    for (let start = from; start !== -1; start = next) {
      to = runEnd(bytes, start, limit);
      for (let at = start; at < to; at++) letters[length++] = bytes[at] as number;
      next = continuedAt(bytes, start, to, limit);
    }
    if (this.machine.encoded.find(letters, 0, length) <= length - MIN_LENGTH) this.#isFound = true;
    this.#letters(letters, 0, length, level);
    return to;
  }

  #letters(letters: Uint8Array, from: number, to: number, level: number): void {
    if (this.#isFound) return;
    const room = this.#room(level).decoded(to - from + 4);
    const onDecoded = (length: number) => {
      this.#decoded(room, length, level + 1);
      return this.#isFound;
    };
    if (someText(letters, from, to, room, onDecoded)) return;
    someHex(letters, from, to, room, onDecoded);
  }

  #lists(bytes: Uint8Array, from: number, to: number, level: number): void {
    if (!mayHaveList(bytes, from, to)) return;
    for (const { layer } of byteLists(rawLayer(bytes, false, to), from, to)) {
      this.#decoded(layer.bytes, layer.length, level + 1);
      if (this.#isFound) return;
    }
  }

  /** Looks at what was decoded. Only parts that look like text may hold more encodings. */
  #decoded(bytes: Uint8Array, length: number, level: number): void {
    if (this.#hasHead(bytes, 0, length)) this.#walker(bytes).advance(rawLayer(bytes, false), 0, length);
    for (let at = 0; at < length && !this.#isFound; ) {
      const end = textEnd(bytes, at, length);
      if (end - at >= MIN_RUN && hasText(bytes.subarray(at, end), end - at)) this.#text(bytes, at, end, level);
      at = end + 1;
    }
  }
}

const EQUALS = 0x3d;
