/** The characters of a text at which bytes of its UTF-8 stand. */
export interface Places {
  /** The character that byte `offset` belongs to. */
  floor(offset: number): number;
  /** The first character that begins at byte `offset` or later. */
  ceil(offset: number): number;
}

/** Knows the places of these offsets alone: most texts have few matches. `bytes` is the text in UTF-8. */
export function createPlaces(text: string, bytes: Buffer, offsets: readonly number[]): Places {
  if (bytes.length === text.length) return { floor: (offset) => offset, ceil: (offset) => offset };
  const floors = new Map<number, number>();
  const ceils = new Map<number, number>();
  let byte = 0;
  let at = 0;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    let start = Math.min(offset, bytes.length);
    while (start > byte && isInside(bytes[start])) start--;
    at += bytes.toString("utf8", byte, start).length;
    byte = start;
    floors.set(offset, at);
    ceils.set(offset, byte === offset ? at : at + ((bytes[byte] as number) >= FOUR_BYTES ? 2 : 1));
  }
  return { floor: (offset) => floors.get(offset) as number, ceil: (offset) => ceils.get(offset) as number };
}

/** The first byte of a character that has four bytes, and two units in a string. */
const FOUR_BYTES = 0xf0;

/** Is this a byte of a character, and not its first? */
function isInside(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
