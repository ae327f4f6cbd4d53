import type { Mistake } from "./mistake";
import { lineNumber, lineStart, sceneOf } from "./scene";
import { MISTAKES } from "./table";

export interface Diagnosis {
  readonly mistake: Mistake;
  readonly reason: string;
  readonly advice: string;
  /** From 1; `undefined` if no single line is to blame. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** What a parser said of a text: a reason in our words, and a position from 1. */
export interface ParserFailure {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Names the mistake that made a parser fail. It is called for a text that is wrong, and never for another.
 * Nothing of the text is in the result, except the code point of a character and the names of sections.
 */
export function diagnose(text: string, source: string, { reason, line, column }: ParserFailure): Diagnosis | undefined {
  const scene = sceneOf(text, source, reason, offsetOf(text, line, column));
  for (const mistake of MISTAKES) {
    const found = mistake.find(scene);
    if (found === undefined) continue;
    const at = found.at ?? scene.at;
    return {
      mistake,
      reason: found.reason ?? mistake.reason,
      advice: found.advice ?? mistake.advice,
      line: found.everywhere ? undefined : lineNumber(text, at),
      column: found.everywhere ? undefined : at - lineStart(text, at) + 1,
    };
  }
  return undefined;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let before = 1; before < line; before++) start = text.indexOf("\n", start) + 1;
  return Math.min(start + column - 1, text.length);
}
