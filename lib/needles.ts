import { isTable } from "./outline";
import type { SecretsTable } from "./types";

/** A text to look for, and the key whose value it is a form of. */
export interface Needle {
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** Shorter values stand in too many texts by chance. */
export const LEAST_LENGTH = 6;

/** Values that stand in secrets files and are no secrets. To mask them would damage what is printed. */
const COMMON = new Set(
  "localhost 127.0.0.1 0.0.0.0 postgres postgresql mongodb default public production development staging testing disable disabled enabled require required preferred verify-full verify-ca example.com us-east-1 us-west-2 eu-west-1 eu-central-1 password username secret".split(
    " ",
  ),
);

/**
 * The texts by which the values of a table would be known in a text: each as it is, JSON-escaped, URL-encoded, in base64 (as it
 * stands in longer data too) and in hex. Left out is what can't be told from ordinary text: fewer than six characters, booleans,
 * dates, common words, words of the key itself, one character repeated.
 */
export function needlesOf(table: SecretsTable): Needle[] {
  const needles = new Map<string, Needle>();
  for (const { value, path } of leavesOf(table)) {
    for (const text of formsOf(value, path)) {
      if (text.length >= LEAST_LENGTH && !needles.has(text)) needles.set(text, { text, path });
    }
  }
  return [...needles.values()];
}

/**
 * The same for looking through bytes of any encoding: each needle's text is the bytes of its UTF-8, a character each. Values that
 * are bytes are there as they are, too.
 */
export function byteNeedlesOf(table: SecretsTable): Needle[] {
  const needles = needlesOf(table).map(({ text, path }) => ({ text: Buffer.from(text).toString("latin1"), path }));
  for (const { value, path } of leavesOf(table)) {
    if (value instanceof Uint8Array && value.length >= LEAST_LENGTH)
      needles.push({ text: Buffer.from(value).toString("latin1"), path });
  }
  return needles;
}

/** A value that is no section and no list, and where it stands. */
export interface Leaf {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

export function* leavesOf(
  value: unknown,
  path: readonly (string | number)[] = [],
  above: readonly unknown[] = [],
): Generator<Leaf> {
  if (above.includes(value)) return; // a circle
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index], [...above, value]);
  } else if (isTable(value)) {
    for (const key of Object.keys(value)) yield* leavesOf(value[key], [...path, key], [...above, value]);
  } else {
    yield { value, path };
  }
}

function formsOf(value: unknown, path: readonly (string | number)[]): string[] {
  if (value instanceof Uint8Array) return value.length < LEAST_LENGTH ? [] : encodings(Buffer.from(value));
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return [];
  const text = String(value);
  if (!isTelling(text, path)) return [];
  const lines = text.split(/\r?\n/);
  // A key file is printed line by line as well.
  const parts = lines.length > 1 ? [text, ...lines.filter((line) => line.length >= 16 && isTelling(line, path))] : [text];
  return parts.flatMap((part) => [part, ...escapes(part), ...encodings(Buffer.from(part))]);
}

function isTelling(text: string, path: readonly (string | number)[]): boolean {
  if (text.trim().length < LEAST_LENGTH || new Set(text).size < 2) return false;
  const lower = text.toLowerCase();
  const words = path.flatMap((step) => [
    String(step).toLowerCase(),
    ...String(step)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  ]);
  return !COMMON.has(lower) && !words.includes(lower) && !/^(true|false)$/.test(lower);
}

function escapes(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(Buffer.from(text).toString()); // half a character would make it throw
  const lowerUrl = url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [json, url, url.replaceAll("%20", "+"), lowerUrl].filter((form) => form !== text);
}

function encodings(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Within(bytes, offset))];
}

/** What the bytes look like in base64 where `offset` bytes stand before them: the characters that are theirs alone. */
function base64Within(bytes: Buffer, offset: number): string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  const forUrls = own.replaceAll("+", "-").replaceAll("/", "_");
  return own === forUrls ? [own] : [own, forUrls];
}
