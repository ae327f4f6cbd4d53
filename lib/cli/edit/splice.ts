/** A piece of the text to replace. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies every splice to the text. Splices must not overlap; those at one position are applied in order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = splices.map((splice, at) => ({ splice, at }));
  ordered.sort((a, b) => a.splice.start - b.splice.start || a.at - b.at);
  let result = "";
  let done = 0;
  for (const { splice } of ordered) {
    result += text.slice(done, splice.start) + splice.text;
    done = Math.max(done, splice.end);
  }
  return result + text.slice(done);
}

export function insertAt(position: number, text: string): Splice {
  return { start: position, end: position, text };
}
