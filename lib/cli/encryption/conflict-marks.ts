import type { KeyPath } from "../../core/key-path";
import { documentOf, isSame, lineEnd, lineStart, type Pair } from "../edit/document";
import { applySplices, type Splice } from "../edit/splice";

/** A value that both sides have changed; `undefined` if a side has removed it. */
export interface Conflict {
  readonly path: KeyPath;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/**
 * The document with git's marks at each conflict, and nowhere else; `undefined` if a conflict has no line of its own.
 */
export function withMarks(text: string, conflicts: readonly Conflict[]): string | undefined {
  const document = documentOf(text);
  const pairs = document.sections.flatMap((section) => section.pairs);
  const splices: Splice[] = [];
  for (const conflict of conflicts) {
    const pair = pairs.find(({ path }) => isSame(path, conflict.path));
    if (pair === undefined || !hasOwnLines(text, pair)) return undefined;
    splices.push(marksAt(text, pair, conflict, document.lineBreak));
  }
  return applySplices(text, splices);
}

function hasOwnLines(text: string, { range: [start, end] }: Pair): boolean {
  return (
    text.slice(lineStart(text, start), start).trim() === "" && /^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(end, lineEnd(text, end)))
  );
}

function marksAt(text: string, { range: [start, end], value }: Pair, { theirs }: Conflict, lineBreak: string): Splice {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const own = text.slice(from, to).replace(/\r?\n$/, "");
  const head = text.slice(from, value.range[0]);
  const other = theirs === undefined ? [] : [head + theirs + text.slice(value.range[1], to).replace(/\r?\n$/, "")];
  const lines = ["<<<<<<< ours", own, "=======", ...other, ">>>>>>> theirs"];
  return { start: from, end: to, text: lines.map((line) => line + lineBreak).join("") };
}
