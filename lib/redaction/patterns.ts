import type { KeyPath } from "../core/key-path";
import { isSealed, keysUsedBy, openedLocally } from "../core/sealed";
import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";
import { encodedForms, quotedForms, urlForms } from "./encodings";

/** A text to look for, and the key whose value it is a form of. */
export interface Needle {
  readonly text: string;
  readonly path: KeyPath;
  /** Digits: they count only where they are the whole number that stands there. */
  readonly isNumber?: boolean;
  /** How a private key begins; the scan looks at what follows. */
  readonly isKeyStart?: boolean;
}

/** Shorter values stand in too many texts by chance. */
export const LEAST_LENGTH = 6;
/** The same for a line of a longer value. */
const LEAST_LINE = 16;
/** What JSON would write without quotes; longer ones are in nobody's JSON. */
const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;

/** Values that stand in secrets files and are no secrets. To mask them would damage what is printed. */
const COMMON = new Set(
  "localhost 127.0.0.1 0.0.0.0 postgres postgresql mongodb default public production development staging testing disable disabled enabled require required preferred verify-full verify-ca example.com us-east-1 us-west-2 eu-west-1 eu-central-1 password username secret".split(
    " ",
  ),
);

/**
 * The texts by which the values of tables would be known in a text: each as it is, JSON-escaped, URL-encoded, in base64 (as it
 * stands in longer data too) and in hex. Left out is what can't be told from ordinary text: fewer than six characters, booleans,
 * dates, common words, words of the key itself, one character repeated.
 */
export function needlesOf(...tables: readonly unknown[]): Needle[] {
  const needles = new Map<string, Needle>();
  const leaves = tables.flatMap((table) => [...leavesOf(table)]);
  const keys = tables.flatMap(keysUsedBy).map((value): Leaf => ({ value, path: KEY_PATH })); // after the leaves, which have used them
  for (const { value, path } of [...leaves, ...keys]) {
    for (const form of formsOf(value, path)) {
      if (form.text.length >= LEAST_LENGTH && !needles.has(form.text)) needles.set(form.text, { ...form, path });
    }
  }
  return [...needles.values()];
}

/**
 * The same for looking through bytes of any encoding: each needle's text is the bytes of its UTF-8, a character each. Values that
 * are bytes are there as they are, too.
 */
export function byteNeedlesOf(table: SecretsTable): Needle[] {
  const needles = needlesOf(table).map((needle) => ({ ...needle, text: Buffer.from(needle.text).toString("latin1") }));
  for (const { value, path } of leavesOf(table)) {
    if (value instanceof Uint8Array && value.length >= LEAST_LENGTH)
      needles.push({ text: Buffer.from(value).toString("latin1"), path });
  }
  return needles;
}

/** Under this path the private age keys are known that have opened encrypted values. */
const KEY_PATH: KeyPath = ["toml-secrets", "age key"];

type Form = Omit<Needle, "path">;

/** A value that is no section and no list, and where it stands. */
export interface Leaf {
  readonly value: unknown;
  readonly path: KeyPath;
}

export function* leavesOf(value: unknown, path: KeyPath = [], above: readonly unknown[] = []): Generator<Leaf> {
  if (above.includes(value)) return; // a circle
  if (isSealed(value)) {
    const leaf = leafIfOpen(value);
    if (leaf !== undefined) yield* leavesOf(leaf, path, above);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index], [...above, value]);
  } else if (isTable(value)) {
    for (const key of Object.keys(value)) yield* leavesOf(value[key], [...path, key], [...above, value]);
  } else {
    yield { value, path };
  }
}

/** Of what does not open, nobody here has read the value. */
function leafIfOpen(value: unknown): unknown {
  try {
    return openedLocally(value);
  } catch {
    return undefined;
  }
}

function formsOf(value: unknown, path: KeyPath): Form[] {
  if (value instanceof Uint8Array) return value.length < LEAST_LENGTH ? [] : encodedForms(Buffer.from(value)).map(asForm);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return [];
  const text = String(value);
  if (!isTelling(text, path)) return [];
  const forms = partsOf(text)
    .filter((part) => isTelling(part, path))
    .flatMap((part) =>
      [part, ...quotedForms(part), ...urlForms(part), ...encodedForms(Buffer.from(part)), ...withinEncodedJson(part)].map(asForm),
    );
  return NUMBER.test(text) ? [{ text, isNumber: true }, ...forms] : forms;
}

/** What is encoded is often JSON. */
function withinEncodedJson(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return json === text ? [] : encodedForms(Buffer.from(json));
}

function asForm(text: string): Form {
  return { text };
}

/** A value may be trimmed before it is used, and a key file printed line by line; its line breaks may be written `\n`. */
function partsOf(text: string): string[] {
  const lines = text.split(/\r?\n|(?:\\r)?\\n/).map((line) => line.trim());
  return [text, text.trim(), ...(lines.length > 1 ? lines.filter((line) => line.length >= LEAST_LINE) : [])];
}

function isTelling(text: string, path: KeyPath): boolean {
  if (text.trim().length < LEAST_LENGTH || new Set(text).size < 2) return false;
  const lower = text.trim().toLowerCase();
  const words = path.flatMap((step) => [
    String(step).toLowerCase(),
    ...String(step)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  ]);
  return !COMMON.has(lower) && !words.includes(lower) && !/^(true|false)$/.test(lower);
}
