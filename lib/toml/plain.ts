import type { SecretsTable } from "../core/types";

/*
 * The TOML that most secrets files are written in: one `key = value` a line, [sections], comments. It is read here, character
 * by character, so that a program does not wait for a whole parser to be loaded and warmed up for twenty lines; nor for a
 * regular expression, which takes longer to be compiled than this to be done.
 * Whatever is not exactly of this form (characters by their number, arrays, dates, floats, dotted keys, anything twice, anything
 * wrong) is declined as a whole and left to the parser, which alone decides what is valid. A spec holds both against each other.
 */

/** Nobody nests secrets like this; what copies or prints a value would run out of stack. */
export const MAX_DEPTH = 500;

/** In UTF-16 units: where a document is that long, it is worth a look whether all of it can be read. */
const LONG = 10_000;

/**
 * Where one of these stands, all lines before it would be read in vain: arrays, inline tables, strings of many lines. (In a
 * comment or a string it means nothing, and the parser reads such a document as well.)
 */
const NEVER_PLAIN = ["= [", "= {", "[[", '"""', "'''"];

const TAB = 0x09;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const MINUS = 0x2d;
const DOT = 0x2e;
const EQUALS = 0x3d;
const OPENING = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING = 0x5d;
const UNDERSCORE = 0x5f;
const DELETE = 0x7f;

/** What may stand after a backslash here: neither characters by their number, nor what ends a line. */
const ESCAPES = 'btnfr"\\';

type Section = Record<string, unknown>;

/** A text without a BOM, and with the line ends of Unix: the parser is fine with neither. */
export function normalized(text: string): string {
  return (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replaceAll("\r\n", "\n");
}

/** The table of a document of that form, or `undefined` for any other. The text has no BOM and no CR LF. */
export function readPlainToml(text: string): SecretsTable | undefined {
  if (text.length > LONG && NEVER_PLAIN.some((mark) => text.includes(mark))) return undefined;
  const root: Section = Object.create(null);
  let section = root;
  // In one function, for V8 compiles each at its first call. `code` is the character at `at`, and NaN at the end of the text.
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    if (code === OPENING) {
      do code = text.charCodeAt(++at);
      while (code === SPACE || code === TAB);
      const start = at;
      while (isNameCode(code) || code === DOT) code = text.charCodeAt(++at);
      const opened = openSection(root, text.slice(start, at));
      while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
      if (code !== CLOSING || opened === undefined) return undefined;
      code = text.charCodeAt(++at);
      section = opened;
    } else if (code !== HASH && code !== LINE_FEED && at < text.length) {
      const start = at;
      while (isNameCode(code)) code = text.charCodeAt(++at);
      const key = text.slice(start, at);
      while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
      if (code !== EQUALS || key === "" || key in section) return undefined;
      do code = text.charCodeAt(++at);
      while (code === SPACE || code === TAB);
      const from = at;
      if (code === QUOTE || code === APOSTROPHE) {
        const quote = code;
        for (code = text.charCodeAt(++at); code !== quote; code = text.charCodeAt(++at)) {
          if (!(code >= SPACE || code === TAB) || code === DELETE) return undefined;
          if (code === BACKSLASH && quote === QUOTE && !ESCAPES.includes(text.charAt(++at))) return undefined;
        }
        section[key] = ownCopy(text.slice(from + 1, at), quote === QUOTE);
        code = text.charCodeAt(++at);
      } else {
        while (code > SPACE && code !== HASH) code = text.charCodeAt(++at);
        const value = scalarOf(text.slice(from, at));
        if (value === undefined) return undefined;
        section[key] = value;
      }
    }
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    if (code === HASH) while ((code >= SPACE || code === TAB) && code !== DELETE) code = text.charCodeAt(++at);
    if (code !== LINE_FEED && at < text.length) return undefined;
  }
  return root;
}

/** May it stand in a name without quotes? */
function isNameCode(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === UNDERSCORE || code === MINUS;
}

/** A boolean, or an integer as it is mostly written; `undefined` for anything else. */
function scalarOf(word: string): boolean | number | undefined {
  if (word === "true" || word === "false") return word === "true";
  const number = Number(word);
  return Number.isSafeInteger(number) && String(number) === word ? number : undefined;
}

/**
 * A part of a string is a view of the whole in V8: one value would keep all of the text in memory, and what is commented out.
 * JSON writes those few escapes as TOML does, and reads none of the others; but a tab must be one.
 */
function ownCopy(part: string, hasEscapes: boolean): string {
  return JSON.parse(hasEscapes ? `"${part.replaceAll("\t", "\\t")}"` : JSON.stringify(part));
}

/** The new section that a header opens; `undefined` where any of its names stands for something else, or is none. */
function openSection(root: Section, header: string): Section | undefined {
  const names = header.split(".");
  if (names.length >= MAX_DEPTH || names.includes("")) return undefined;
  const last = names.pop() as string;
  let above = root;
  for (const name of names) {
    if (!(name in above)) above[name] = Object.create(null);
    if (typeof above[name] !== "object") return undefined;
    above = above[name] as Section;
  }
  if (last in above) return undefined;
  const section: Section = Object.create(null);
  above[last] = section;
  return section;
}
