import type { Scene } from "./scene";

/** Where a mistake is, and words that depend on it. */
export interface Found {
  /** The offset of the mistake in the text. @default where the parser failed */
  readonly at?: number;
  /** True if no single line is to blame, as for a file in another encoding. */
  readonly everywhere?: boolean;
  /** Instead of the mistake's own reason. It holds no text of the document: numbers of lines, code points, and names of sections alone. */
  readonly reason?: string;
  /** Instead of the mistake's own advice. */
  readonly advice?: string;
}

/** One thing that people write by mistake, and how they correct it. */
export interface Mistake {
  /** The heading of its example in docs/mistakes.md. */
  readonly name: string;
  /** What is wrong, in words that hold nothing of the document. */
  readonly reason: string;
  /** What to do, as the rest of a sentence that begins with "Try: " and without a full stop. */
  readonly advice: string;
  /** Looks at the place where the parser failed. `undefined` if this is not the mistake. */
  readonly find: (scene: Scene) => Found | undefined;
}

/** For `find`: the mistake is where the parser failed, if `is` holds. */
export function here(is: boolean): Found | undefined {
  return is ? {} : undefined;
}

/** How a character is named: by its code point, because most of these can't be told from others by their looks. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}
