import { unicodePattern } from "../core/unicode-pattern";

/** A text that contains this many characters of a value in a row quotes the value. */
const PIECE = 4;

/** Does a text contain a value, or a piece of one: four characters in a row of a longer value, or a shorter one as a word? */
export type Quotes = (text: string) => boolean;

/** Checks texts that other code made from `data`, such as the messages of a validator. */
export function quotesOf(data: unknown): Quotes {
  const pieces = new Set<string>();
  const values = new Set<string>();
  for (const value of textsIn(data)) {
    for (const text of [value, ...value.split(/\r?\n/)]) values.add(text);
    for (const text of [value, readable(value)])
      for (let start = 0; start + PIECE <= text.length; start++) pieces.add(text.slice(start, start + PIECE));
  }
  values.delete("");
  const short = [...values].filter((value) => value.length < PIECE);
  const hasPiece = (text: string) => {
    for (let start = 0; start + PIECE <= text.length; start++) if (pieces.has(text.slice(start, start + PIECE))) return true;
    return false;
  };
  const hasShort = (text: string) => short.some((value) => hasWord(text, value));
  return (text) => {
    const lower = text.toLowerCase();
    const asRead = [lower, readable(lower), readable(text).toLowerCase(), lower.replace(/(?<=\d)[,._'’\s](?=\d)/g, "")]; // numbers as people write them
    return asRead.some((one) => hasPiece(one) || hasShort(one)) || decoded(text).some((one) => hasPiece(one.toLowerCase()));
  };
}

/** The text without escapes, because a message may quote a value as JSON. */
function readable(text: string): string {
  if (!/[\\%&]/.test(text)) return text;
  const { canonical } = require("../redaction/unescaped-bytes") as typeof import("../redaction/unescaped-bytes");
  return Buffer.from(canonical(Buffer.from(text))).toString();
}

/** What can be decoded from the text: base64, hex, and each in the other. */
function decoded(text: string): string[] {
  const { decodings } = require("../redaction/decodings") as typeof import("../redaction/decodings");
  return decodings(Buffer.from(text)).map((bytes) => Buffer.from(bytes).toString());
}

/** Does the text contain a short value as a word, with no letter or digit beside it? */
function hasWord(text: string, value: string): boolean {
  for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1)) {
    const before = text.slice(0, start);
    const after = text.slice(start + value.length);
    if (
      !(word().test(value.at(0) ?? "") && wordAtEnd().test(before)) &&
      !(word().test(value.at(-1) ?? "") && wordAtStart().test(after))
    )
      return true;
  }
  return false;
}

const word = unicodePattern(String.raw`[\p{L}\p{N}_]`);
const wordAtEnd = unicodePattern(String.raw`[\p{L}\p{N}_]$`);
const wordAtStart = unicodePattern(String.raw`^[\p{L}\p{N}_]`);

/** Every value as text in lower case, because a message may change the case. */
function* textsIn(data: unknown, seen = new Set<unknown>()): Generator<string> {
  if (typeof data !== "object" || data === null) {
    if (data !== undefined && data !== null) yield String(data).toLowerCase();
    return;
  }
  if (seen.has(data)) return;
  seen.add(data);
  if (data instanceof Date) {
    yield Number.isNaN(data.getTime()) ? "" : Date.prototype.toISOString.call(data).toLowerCase();
    yield String(data).toLowerCase();
    yield String(data.getTime());
  } else if (data instanceof Uint8Array) yield Buffer.from(data).toString("latin1").toLowerCase();
  else for (const value of Object.values(data)) yield* textsIn(value, seen);
}
