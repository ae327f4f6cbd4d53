/** Converts byte offsets in the UTF-8 of a text to indexes of its characters. */
export interface Places {
  /** The index of the character to which the byte belongs. */
  floor(offset: number): number;
  /** The index of the first character that begins at this byte or later. */
  ceil(offset: number): number;
}

/** Converts only these offsets, because most texts have few matches. `bytes` is the text in UTF-8. */
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

/** Is it the first byte of a character with four bytes, which is a surrogate pair in a string? */
const FOUR_BYTES = 0xf0;

/** Is it a byte of a character, but not the first one? */
function isInside(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
