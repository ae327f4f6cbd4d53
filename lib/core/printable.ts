/** Control characters, those that turn the direction of a text, and what some take for a line's end. */
export const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text for a terminal or a log: the names of files and keys may hold anything, also line breaks, escape sequences, and characters
 * that turn the direction of what follows. They are written as JSON would, so what is JSON stays so.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** As bash and zsh read it, in one line: byte by byte, for they know a character by its number only where the locale is of UTF-8. */
export function quoted(path: string): string {
  if (/^[\w./-]+$/.test(path) && !path.startsWith("-")) return path;
  if (printable(path) === path) return `'${path.replaceAll("'", "'\\''")}'`;
  const bytes = (character: string) => Buffer.from(character).toString("hex").replaceAll(/../g, "\\x$&");
  return `$'${path.replaceAll(/[\\']/g, "\\$&").replaceAll(UNPRINTABLE, bytes)}'`;
}
