/** How many characters of a value make a piece of it. */
const PIECE = 4;

/**
 * Tells whether a text holds a value of `data` or a piece of one: four characters in a row of a longer value, a shorter one
 * as a word of its own. For texts that others wrote about the data, a validator's messages say.
 */
export function createQuoteCheck(data: unknown): (text: string) => boolean {
  const pieces = new Set<string>();
  const words = new Set<string>();
  for (const value of textsIn(data)) {
    if (value.length < PIECE) words.add(value);
    for (let start = 0; start + PIECE <= value.length; start++) pieces.add(value.slice(start, start + PIECE));
  }
  words.delete("");
  return (text) => {
    const lower = text.toLowerCase();
    for (let start = 0; start + PIECE <= text.length; start++) {
      if (pieces.has(lower.slice(start, start + PIECE))) return true;
    }
    return (
      lower.split(/[^\p{L}\p{N}_]+/u).some((word) => words.has(word)) || [...words].some((word) => lower.includes(`"${word}"`))
    );
  };
}

/** Every value as text, in lower case (a message may say it in another). */
function* textsIn(data: unknown, seen = new Set<unknown>()): Generator<string> {
  if (typeof data !== "object" || data === null) {
    if (data !== undefined && data !== null) yield String(data).toLowerCase();
    return;
  }
  if (seen.has(data)) return;
  seen.add(data);
  if (data instanceof Date) {
    yield Number.isNaN(data.getTime()) ? "" : Date.prototype.toISOString.call(data).toLowerCase();
    yield String(data).toLowerCase();
  } else if (data instanceof Uint8Array) yield Buffer.from(data).toString("latin1").toLowerCase();
  else for (const value of Object.values(data)) yield* textsIn(value, seen);
}
