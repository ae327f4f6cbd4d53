import { unicodePattern } from "./unicode-pattern";

/**
 * Control characters, line separators, unpaired surrogates, and invisible characters: those that change the direction of text,
 * that have no width, or that look like a space.
 */
export const unprintable = unicodePattern(
  String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]`,
  "gu",
);

/**
 * Makes text safe for a terminal or a log. Names of files and keys may contain anything: line breaks, escape sequences, invisible characters.
 * They are escaped as in JSON, so JSON stays valid.
 */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text; // most text is ASCII
  return text.replaceAll(unprintable(), (character) => {
    return character.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  });
}

/** Quoted for bash and zsh, on one line. Escapes are bytes, because `\u` works only in a UTF-8 locale. */
export function quoted(path: string): string {
  if (/^[\w./-]+$/.test(path) && !path.startsWith("-")) return path;
  if (printable(path) === path) return `'${path.replaceAll("'", "'\\''")}'`;
  const bytes = (character: string) => Buffer.from(character).toString("hex").replaceAll(/../g, "\\x$&");
  return `$'${path.replaceAll(/[\\']/g, "\\$&").replaceAll(unprintable(), bytes)}'`;
}
