import { contextOf, lineNumber, lineStart } from "./failure-context";
import type { Mistake } from "./mistake";
import { MISTAKES } from "./table";

export interface Diagnosis {
  readonly mistake: Mistake;
  readonly reason: string;
  readonly advice: string;
  /** Counted from 1; `undefined` if the mistake is not in a single line. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** The failure of a parser: a reason from reasons.ts, and a position counted from 1. */
export interface ParserFailure {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Names the mistake that made a parser fail. Call it only for a text that the parser rejected. From the text, the result contains
 * only the code point of a character and the names of sections.
 */
export function diagnose(text: string, source: string, { reason, line, column }: ParserFailure): Diagnosis | undefined {
  const context = contextOf(text, source, reason, offsetOf(text, line, column));
  for (const mistake of MISTAKES) {
    const found = mistake.find(context);
    if (found === undefined) continue;
    const at = found.at ?? context.at;
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
