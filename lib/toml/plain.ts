import { MAX_LEVELS } from "../core/table";
import type { SecretsTable } from "../core/types";

/*
 * Reads the TOML that most secrets files contain: one `key = value` a line, [sections], comments. Loading a whole parser takes
 * longer than reading twenty lines, and so does compiling one regular expression. The parser reads everything else (unicode
 * escapes, arrays, dates, floats, dotted keys, duplicate keys), and only the parser decides what is invalid. A spec compares both
 * readers.
 */

/** In UTF-16 units. A document of this length is searched for signs of the parser's forms before it is read. */
const LONG = 10_000;

/**
 * The beginnings of arrays, inline tables, and multi-line strings. A document that contains one goes to the parser at once,
 * because reading the lines before it here would be wasted work. (In a comment or a string they have no meaning, but the parser
 * reads such a document too.)
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

/** The only control character that JSON does not escape. */
const DELETE = "\x7f";

/** The escapes that are read here: not unicode escapes, and not a line end. */
const ESCAPES = 'btnfr"\\';

type Section = Record<string, unknown>;

/** The text without a BOM and with Unix line ends, because the parser accepts neither a BOM nor Windows line ends. */
export function normalized(text: string): string {
  return (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replaceAll("\r\n", "\n");
}

/** The table of a document of that form, or `undefined` for any other. The text has no BOM and no CR LF. */
export function readPlainToml(text: string): SecretsTable | undefined {
  if (text.length > LONG && NEVER_PLAIN.some((mark) => text.includes(mark))) return undefined;
  if (text.includes(DELETE)) return undefined;
  const root: Section = Object.create(null);
  let section = root;
  // One function, because V8 compiles each function at its first call. `code` is the character at `at`, and NaN at the end of the text.
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
        at = text.indexOf(text.charAt(from), from + 1);
        const json = JSON.stringify(text.slice(from + 1, at));
        // JSON escapes quotes, backslashes, and control characters. Most values have none, and `indexOf` found their end.
        if (json.length === at - from + 1) section[key] = JSON.parse(json);
        else {
          at = endOfString(text, from);
          if (at === -1) return undefined;
          section[key] = ownCopy(text.slice(from + 1, at), code === QUOTE);
        }
        code = text.charCodeAt(++at);
      } else {
        while (code > SPACE && code !== HASH) code = text.charCodeAt(++at);
        const value = scalarOf(text.slice(from, at));
        if (value === undefined) return undefined;
        section[key] = value;
      }
    }
    while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
    if (code === HASH) while (code >= SPACE || code === TAB) code = text.charCodeAt(++at);
    if (code !== LINE_FEED && at < text.length) return undefined;
  }
  return root;
}

/** Is it a character of a bare key? */
function isNameCode(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === UNDERSCORE || code === MINUS;
}

/** The end of the string that begins at `from`; -1 if the string has a line end, a control character, or another escape. */
function endOfString(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  let at = from + 1;
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(++at)) {
    if (!(code >= SPACE || code === TAB)) return -1;
    if (code === BACKSLASH && quote === QUOTE && !ESCAPES.includes(text.charAt(++at))) return -1;
  }
  return at;
}

/** A boolean, or a decimal integer without underscores; `undefined` for anything else. */
function scalarOf(word: string): boolean | number | undefined {
  if (word === "true" || word === "false") return word === "true";
  const number = Number(word);
  return Number.isSafeInteger(number) && String(number) === word ? number : undefined;
}

/**
 * In V8, a slice of a string is a view of the whole string: one value would keep the whole text in memory, comments included.
 * `JSON.parse` reads these escapes as TOML does and makes a new string. A raw tab must be escaped for it.
 */
function ownCopy(part: string, hasEscapes: boolean): string {
  return JSON.parse(hasEscapes ? `"${part.replaceAll("\t", "\\t")}"` : JSON.stringify(part));
}

/** The new section that a header opens; `undefined` if one of its names is invalid or already has another meaning. */
function openSection(root: Section, header: string): Section | undefined {
  const names = header.split(".");
  if (names.length >= MAX_LEVELS || names.includes("")) return undefined;
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
