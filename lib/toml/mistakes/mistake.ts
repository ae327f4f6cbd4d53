import type { FailureContext } from "./failure-context";

/** The position of a mistake, and the parts of its message that depend on the text. */
export interface Match {
  /** The offset of the mistake in the text. @default the offset where the parser failed */
  readonly at?: number;
  /** `true` if the mistake is not in a single line, such as a wrong encoding. */
  readonly everywhere?: boolean;
  /** Replaces the mistake's own reason. From the document, it contains only numbers of lines, code points, and names of sections. */
  readonly reason?: string;
  /** Replaces the mistake's own advice. */
  readonly advice?: string;
}

/** A common mistake, and how to correct it. */
export interface Mistake {
  /** The heading of its example in docs/mistakes.md. */
  readonly name: string;
  /** The reason of the error, without any text of the document. */
  readonly reason: string;
  /** The next step. It continues a sentence that begins with "Try: ", and has no full stop. */
  readonly advice: string;
  /** Examines the place where the parser failed. Returns `undefined` if this is not the mistake. */
  readonly find: (context: FailureContext) => Match | undefined;
}

/** A result of `find`: if `is` is true, the mistake is at the place where the parser failed. */
export function matchIf(is: boolean): Match | undefined {
  return is ? {} : undefined;
}

/** The name of a character in messages: its code point, because most of these characters look like others. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}
