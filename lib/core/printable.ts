/** Control characters, characters that change the direction of text, and line separators. */
export const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Makes text safe for a terminal or a log. Names of files and keys may contain anything: line breaks, escape sequences,
 * characters
 * that change the direction of the text. They are escaped as in JSON, so JSON stays valid.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Quoted for bash and zsh, on one line. Escapes are bytes, because `\u` works only in a UTF-8 locale. */
export function quoted(path: string): string {
  if (/^[\w./-]+$/.test(path) && !path.startsWith("-")) return path;
  if (printable(path) === path) return `'${path.replaceAll("'", "'\\''")}'`;
  const bytes = (character: string) => Buffer.from(character).toString("hex").replaceAll(/../g, "\\x$&");
  return `$'${path.replaceAll(/[\\']/g, "\\$&").replaceAll(UNPRINTABLE, bytes)}'`;
}
