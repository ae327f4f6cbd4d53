/** A piece of the text to replace. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with every splice done. Splices do not overlap; those at one position are done in their order. */
export function spliced(text: string, splices: readonly Splice[]): string {
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
