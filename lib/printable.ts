/**
 * Text for a terminal or a log: the names of files and keys may hold anything, also line breaks, escape sequences, and characters
 * that turn the direction of what follows. They are written as JSON would, so what is JSON stays so.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
