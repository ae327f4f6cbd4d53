/*
 * Values and keys as TOML writes them.
 */

/** A key: bare if it can be, otherwise in quotes. */
export function tomlKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : basic(name);
}

/** A string. Text of several lines becomes `'''` or `"""`, with its first line on a line of its own. */
export function tomlString(text: string): string {
  if (!text.includes("\n")) return canBeLiteral(text) && /["\\]/.test(text) && !text.includes("'") ? `'${text}'` : basic(text);
  if (canBeLiteral(text) && !text.includes("'''") && !text.endsWith("'")) return `'''\n${text}'''`;
  return `"""\n${escaped(text).replaceAll("\\n", "\n")}"""`;
}

function basic(text: string): string {
  return `"${escaped(text)}"`;
}

/** A literal string has no escapes, so a tab is the only control character in it. A reader may change a carriage return. */
function canBeLiteral(text: string): boolean {
  return !CONTROL.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const TO_ESCAPE = /["\\\u0000-\u0008\u000a-\u001f\u007f]/g;
const SHORT: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r" };

function escaped(text: string): string {
  return text.replaceAll(
    TO_ESCAPE,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
