import type { KeyPath } from "../core/key-path";
import { keysUsedBy } from "../core/sealed";
import { latin1 } from "./latin1";
import { type Leaf, leavesOf } from "./leaves";
import { partsOf } from "./parts";
import { MIN_LENGTH, tellingOf } from "./telling";
import { Unescaped } from "./unescaped-bytes";

/** A text to look for, and the key whose value it is, or is a part of. */
export interface Needle {
  /** Bytes, each as a character (latin1), with `+` as a space. */
  readonly text: string;
  readonly path: KeyPath;
  /** A number or an ordinary word counts only in some places. */
  readonly kind?: "number" | "word";
  /** Do backslashes follow in the value, which are undone with what follows them? */
  readonly hasTail?: boolean;
  /** A format that is known by its start: the match counts if all of it is valid. */
  readonly whole?: { readonly length: number; isValid(text: string): boolean };
}

/** Under this path the private age keys are known that have opened encrypted values. */
const KEY_PATH: KeyPath = ["toml-secrets", "age key"];

/** What JSON would write without quotes; longer ones are in nobody's JSON. */
const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;

const ONE_CHARACTER = /^(.)\1*$/s;

/**
 * What to look for: each value, and the parts of it that tell what it is. Left out is what can't be told from ordinary text: fewer
 * than six characters, booleans, dates, common words, words of the key itself, one character repeated, public addresses.
 */
export function needlesOf(...tables: readonly unknown[]): Needle[] {
  const needles = new Map<string, Needle>();
  const add = (bytes: Uint8Array, path: KeyPath, kind?: Needle["kind"], hasTail = false) => {
    const text = latin1(bytes).replaceAll("+", " ");
    if (text.length < MIN_LENGTH || ONE_CHARACTER.test(text)) return;
    const known = needles.get(text);
    if (known === undefined || (known.kind !== undefined && kind === undefined)) {
      needles.set(text, { text, path, ...(kind && { kind }), ...(hasTail && { hasTail }) });
    }
  };
  const leaves = tables.flatMap((table) => [...leavesOf(table)]);
  const keys = tables.flatMap(keysUsedBy).map((value): Leaf => ({ value, path: KEY_PATH })); // after the leaves, which have used them
  for (const leaf of [...leaves, ...keys]) {
    for (const { value, path, name, isKnown } of partsOf(leaf)) {
      if (typeof value !== "string") {
        add(value, path);
        continue;
      }
      const telling = isKnown ? "anywhere" : tellingOf(value, name === undefined ? path : [...path, name]);
      if (telling === "never") continue;
      const kind = NUMBER.test(value) ? "number" : telling === "as credential" ? "word" : undefined;
      for (const form of new Set([value, value.normalize("NFC"), value.normalize("NFD")])) {
        for (const bytes of spellingsOf(form)) add(bytes, path, kind, value.endsWith("\\"));
      }
    }
  }
  return [...needles.values()];
}

/** The bytes of a text: as it is, and with the escapes undone that it has itself, because so is the text that is searched. */
function spellingsOf(text: string): Uint8Array[] {
  const lines = text.replaceAll(/\r?\n[ \t]*/g, "\n");
  const bytes = Buffer.from(lines);
  const spellings: Uint8Array[] = [bytes, ...undoneOf(bytes)];
  // In a URL of the web, a backslash becomes a slash.
  if (text.includes("\\")) spellings.push(...spellingsOf(text.replaceAll("\\", "/")));
  if (!/[\u0080-\uffff]/.test(text)) return spellings;
  // `\xc3\xa9` is `Ã©` to JavaScript, and the UTF-8 of `é` to others; `%E9` is `é` to those who do not know UTF-8.
  const twice = spellings.map((spelling) => Buffer.from(Buffer.from(spelling).toString("latin1")));
  const legacy = spellings.map((spelling) => legacyOf(Buffer.from(spelling).toString()));
  return [...spellings, ...twice, ...legacy];
}

/** ISO 8859-1, and UTF-8 for what it lacks. */
function legacyOf(text: string): Buffer {
  const pieces = text.split(/([\u0100-\uffff]+)/); // every second piece consists of such characters
  return Buffer.concat(pieces.map((piece, index) => Buffer.from(piece, index % 2 === 0 ? "latin1" : "utf8")));
}

const ESCAPE = /[\\%&=]/;

function undoneOf(bytes: Buffer): Uint8Array[] {
  if (!ESCAPE.test(latin1(bytes))) return [];
  const unescaped = new Unescaped();
  const undone = [false, true].flatMap((withQuotedPrintable) => {
    if (withQuotedPrintable && !unescaped.hasQuotedPrintable()) return [];
    unescaped.read(bytes, 0, bytes.length, withQuotedPrintable);
    return latin1(unescaped.bytes, 0, unescaped.length);
  });
  return undone.map((text) => Buffer.from(text.replaceAll(/\r?\n[ \t]*/g, "\n").replace(/\\+$/, ""), "latin1"));
}
