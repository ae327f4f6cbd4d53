import type { KeyPath } from "./key-path";
import { openedIfAny } from "./sealed";
import { isTable } from "./table";
import { hasPath } from "./value-at";

/* A program may use a value as a key: `secrets[token]`. Errors name the requested key, so they would show the value. */

/** Errors show this in place of a key that is a value. */
export const HIDDEN = "[redacted]";

/** Shorter texts are parts of too many values by chance. */
const MIN_PIECE = 8;

/**
 * A path from the root `table`, with {@link HIDDEN} in place of each step that is a value, contains one, or is a recognisable
 * part of one. If the whole path is a value that contains dots, only {@link HIDDEN} is left. The name of an existing key is not a
 * secret.
 */
export function hideValues(path: KeyPath, table: unknown): KeyPath {
  const known = path.findIndex((_step, at) => !hasPath(table, path.slice(0, at + 1)));
  if (known === -1) return path;
  const values = [...textsOf(table)];
  const rest = path.slice(known);
  const shown = rest.map((step) => (typeof step === "string" && values.some((value) => shows(step, value)) ? HIDDEN : step));
  const isWhole = !shown.includes(HIDDEN) && values.some((value) => shows(rest.join("."), value));
  return [...path.slice(0, known), ...(isWhole ? [HIDDEN] : shown)];
}

/** A text without the values of `table`, each replaced by {@link HIDDEN}. */
export function hideValuesIn(text: string, table: unknown): string {
  const values = [...textsOf(table)].sort((a, b) => b.length - a.length);
  return values.reduce((rest, value) => {
    const isPart = value.length >= MIN_PIECE || rest.split(/[\s'"=,]+/).includes(value);
    return isPart ? rest.replaceAll(value, HIDDEN).replaceAll(JSON.stringify(value).slice(1, -1), HIDDEN) : rest;
  }, text);
}

function shows(text: string, value: string): boolean {
  if (text === value) return true;
  if (value.length >= MIN_PIECE && text.includes(value)) return true;
  // `password` is a part of "mypassword", but reveals nothing.
  return text.length >= MIN_PIECE && /\d|[a-z].*[A-Z]|[A-Z].*[a-z]|[^\w.-]/.test(text) && value.includes(text);
}

/** The strings and numbers of a table that are known now. An encrypted value is known only after it has been read. */
function* textsOf(value: unknown): Generator<string> {
  const leaf = openedIfAny(value);
  if (Array.isArray(leaf)) for (const item of leaf) yield* textsOf(item);
  else if (isTable(leaf)) for (const key of Object.keys(leaf)) yield* textsOf(leaf[key]);
  else if (typeof leaf === "string" || typeof leaf === "number" || typeof leaf === "bigint") {
    const text = String(leaf);
    if (text.length >= 4) yield text;
  }
}
