/** The characters of a text at which bytes of its UTF-8 stand. */
export interface Places {
  /** The character that byte `offset` belongs to. */
  floor(offset: number): number;
  /** The first character that begins at byte `offset` or later. */
  ceil(offset: number): number;
}

/** Knows the places of these offsets alone: most texts have few matches. */
export function createPlaces(text: string, byteLength: number, offsets: readonly number[]): Places {
  if (byteLength === text.length) return { floor: (offset) => offset, ceil: (offset) => offset };
  const floors = new Map<number, number>();
  const ceils = new Map<number, number>();
  let byte = 0;
  let at = 0;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    let size = at < text.length ? sizeAt(text, at) : 0;
    while (at < text.length && byte + size <= offset) {
      byte += size;
      at += size === 4 ? 2 : 1;
      size = at < text.length ? sizeAt(text, at) : 0;
    }
    floors.set(offset, at);
    ceils.set(offset, byte === offset ? at : at + (size === 4 ? 2 : 1));
  }
  return { floor: (offset) => floors.get(offset) as number, ceil: (offset) => ceils.get(offset) as number };
}

/** The bytes that a character has in UTF-8; half a character becomes U+FFFD. */
function sizeAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  const isPair = code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
  return isPair ? 4 : 3;
}
