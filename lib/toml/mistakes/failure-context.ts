/*
 * The text around the place where the parser failed. Everything before that place is valid TOML. So a simple scan finds where the
 * failing statement begins, which string is open, and which sections and keys already exist.
 */

import { type Bracket, type OpenString, type Statement, walk } from "./walk";

/** The value or array item in which, or after which, the parser failed. */
export interface Item {
  readonly at: number;
  /** Ends at the end of the line, without a comment or trailing white space. In brackets, it ends at the comma or bracket. */
  readonly text: string;
}

export interface FailureContext {
  readonly text: string;
  /** The path of the file, or the name of the variable. */
  readonly source: string;
  /** The reason from reasons.ts for the parser's message. */
  readonly reason: string;
  /** The offset of the character where the parser failed. */
  readonly at: number;
  /** That character; an empty string at the end of the text. */
  readonly character: string;
  /** The line where the parser failed. */
  readonly line: string;
  /** The rest of that line, from the character on. */
  readonly rest: string;
  /** The offset of the beginning of the failing statement, and its first line. */
  readonly start: number;
  readonly head: string;
  readonly isHeader: boolean;
  /** The offset of its "=", if the parser reached it. */
  readonly equals: number | undefined;
  /** `undefined` before the "=". */
  readonly item: Item | undefined;
  /** The open string at the character. */
  readonly open: OpenString | undefined;
  /** The open brackets at the character, the outermost first. */
  readonly brackets: readonly Bracket[];
  /** The statements before the failing one. */
  readonly statements: readonly Statement[];
}

/** Describes the text around the offset where a parser failed. */
export function contextOf(text: string, source: string, reason: string, at: number): FailureContext {
  const { start, equals, open, brackets, statements, itemAt } = walk(text, at);
  const line = lineAround(text, at);
  const head = lineAround(text, start).trimEnd();
  return {
    text,
    source,
    reason,
    at,
    character: at < text.length ? String.fromCodePoint(text.codePointAt(at) as number) : "",
    line,
    rest: clipped(text.slice(at, lineEnd(text, at))),
    start,
    head,
    isHeader: text[start] === "[",
    equals,
    item: itemAt === undefined ? undefined : itemFrom(text, itemAt, brackets.length > 0),
    open,
    brackets,
    statements,
  };
}

/** The line of an offset, counted from 1. */
export function lineNumber(text: string, at: number): number {
  let line = 1;
  for (let feed = text.indexOf("\n"); feed !== -1 && feed < at; feed = text.indexOf("\n", feed + 1)) line++;
  return line;
}

/** The lines after the line that contains an offset. Their number and their length are limited. */
export function linesAfter(text: string, at: number): string[] {
  const lines: string[] = [];
  for (let end = text.indexOf("\n", at); end !== -1 && lines.length < MAX_LINES; ) {
    const start = end + 1;
    end = text.indexOf("\n", start);
    lines.push(clipped(text.slice(start, end === -1 ? undefined : end)));
  }
  return lines;
}

const MAX_LINES = 1000;
const MAX_LENGTH = 2000;

/** A line may have a million characters, and some patterns would take hours for such a line. */
export function clipped(line: string): string {
  return line.length > MAX_LENGTH ? line.slice(0, MAX_LENGTH) : line;
}

/** Does a line look like the beginning of a new statement: a key with a value, or a section? */
export function isNewStatement(line: string): boolean {
  return /^\s*(?:[\w."'-]+\s*=|\[+\s*[\w."'-]+\s*\]+\s*(?:#.*)?$)/.test(line);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** The offset of the beginning of the line that contains an offset. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

function lineAround(text: string, at: number): string {
  return clipped(text.slice(lineStart(text, at), lineEnd(text, at)));
}

function itemFrom(text: string, from: number, inBrackets: boolean): Item | undefined {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  const rest = clipped(text.slice(at, lineEnd(text, at)));
  const item = /^["']/.test(rest) ? rest : rest.replace(inBrackets ? /[,\]}#].*$/ : /(?:^|\s)#.*$/, "");
  return { at, text: item.trimEnd() };
}
