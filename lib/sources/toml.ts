import { ParseError, seeDocs } from "../errors";
import { isTable } from "../outline";
import type { SecretsTable } from "../types";
import { readPlainToml } from "./plain-toml";
import { strict, type TomlParserClass } from "./strict-parser";

/** Turns the text of a TOML document into plain data. Its errors are never shown: they may quote what they choke on. */
export type Parse = (text: string) => object;

/**
 * The table that a TOML document describes. A BOM and Windows line ends are fine, whatever the parser says of them.
 * @throws ParseError (`ERR_SECRETS_PARSE`) with a position and a reason that hold nothing of the text.
 */
export function decodeToml(text: string, source: string, parse: Parse = parseDefault): SecretsTable {
  const clean = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replaceAll("\r\n", "\n");
  let table: unknown;
  try {
    table = parse(clean);
  } catch (error) {
    throw parseError(source, describeFailure(error, clean));
  }
  if (isTable(table)) return table;
  throw parseError(source, { reason: "the parser gave something other than a table of keys" });
}

interface Failure {
  readonly reason: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

class Positioned extends Error {
  constructor(
    readonly reason: string,
    readonly line: number,
    readonly column: number,
  ) {
    super();
  }
}

/** Most secrets files are nothing but plain lines; the parser is not even loaded for those. */
function parseDefault(text: string): object {
  return readPlainToml(text) ?? parseToml(text);
}

function parseToml(text: string): object {
  const parser = new (parserClass())();
  try {
    if (text.includes("\r")) throw bareCarriageReturn(text);
    parser.parse(text);
    return parser.finish();
  } catch (error) {
    // By the parser and not by its error, for whatever it throws; and its errors are built from the text.
    throw error instanceof Positioned ? error : new Positioned(reasonOf(error), parser.line + 1, parser.col + 1);
  }
}

let Parser: TomlParserClass | undefined;

function parserClass(): TomlParserClass {
  Parser ??= strict(require("@iarna/toml/lib/toml-parser.js") as TomlParserClass);
  return Parser;
}

/** Where Windows' line ends are gone, a CR is valid nowhere; the parser takes it for white space. */
function bareCarriageReturn(text: string): Positioned {
  const before = text.slice(0, text.indexOf("\r")).split("\n");
  return new Positioned("a carriage return without a line feed", before.length, (before.at(-1) as string).length + 1);
}

function describeFailure(error: unknown, text: string): Failure {
  if (error instanceof Positioned) return atRealLine(error, text);
  // Another parser's position is taken where it can be one; its words are not taken at all.
  const { line, column } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const lines = text.split("\n");
  const known = Number.isInteger(line) && (line as number) >= 1 && (line as number) <= lines.length;
  const length = known ? (lines[(line as number) - 1] as string).length : 0;
  const inLine = known && Number.isInteger(column) && (column as number) >= 1 && (column as number) <= length + 1;
  return {
    reason: "not valid TOML",
    line: known ? (line as number) : undefined,
    column: inLine ? (column as number) : undefined,
  };
}

/** A failure at the end of the text belongs to the last line that says something, not to the empty one after it. */
function atRealLine(failure: Positioned, text: string): Failure {
  const lines = text.split("\n");
  let line = Math.min(failure.line, lines.length);
  if (line === failure.line && failure.column <= (lines[line - 1] as string).length) return failure;
  while (line > 1 && (lines[line - 1] as string).trim() === "") line--;
  const column = line === failure.line ? failure.column : (lines[line - 1] as string).length + 1;
  return { reason: failure.reason, line, column };
}

/** A reason of our own for each of the parser's: its messages may hold a character of the text, or a number from it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return REASONS.find(([start]) => message.startsWith(start))?.[1] ?? "not valid TOML";
}

const REASONS: readonly (readonly [string, string])[] = [
  ["Can't redefine", "this key or section exists already"],
  ["Can't extend an inline", "an inline table or array can't be extended elsewhere"],
  [
    "Unexpected character, expecting string",
    "a value must be a quoted string, a number, a date, true, false, an array or an inline table; is a quote missing?",
  ],
  [
    "Unexpected character, expected only whitespace",
    "something stands after the value or header; is a quote missing, or two values on one line?",
  ],
  ["Unexpected character, expected whitespace, .", "a section header must be closed with ]"],
  ["Unexpected character in datetime", "this date or time is not complete or not valid"],
  ["Unexpected character, expected digit", "this number is not valid; is a quote missing?"],
  ["Unexpected character, expected -", "this number is not valid; is a quote missing?"],
  ["Unexpected character, expected", "this number is not valid; is a quote missing?"],
  ["Unknown character", "a line must begin with a key, a [section] or a # comment"],
  ["Unknown escape character", "a backslash in \"…\" starts an escape that does not exist; use '…' for text with backslashes"],
  ["Can't escape whitespace", "only white space may follow a backslash at the end of a line"],
  ["Control characters", "a control character must be written as an escape"],
  ["Invalid unicode", "this is not a Unicode character"],
  ["Invalid character in unicode", "a \\u escape needs four hexadecimal digits, \\U needs eight"],
  ['Invalid character, expected "="', 'a key must be followed by "="'],
  ["Invalid character, expected whitespace, comma", "array items must be separated by commas and closed with ]"],
  ["Invalid boolean", "the words for yes and no are true and false, in lower case; is a quote missing?"],
  ["Invalid number", "this number is not valid; is a quote missing?"],
  ["Incomplete number", "this number is not complete; is a quote missing?"],
  ["Incomplete", "this date or time is not complete; is a quote missing?"],
  ["Invalid Datetime", "there is no such date or time"],
  ["Empty bare keys", "a key must not be empty"],
  ["Key without value", "this key has no value"],
  ["Key ended without value", "this key has no value"],
  ["Unterminated inline", "an array or inline table is not closed"],
  ["Unterminated multi-line", "a multi-line string is not closed"],
  ["Unterminated string", "a string is not closed"],
  ["Empty elements", "an inline table has an empty place between commas"],
  ["Trailing commas", "an inline table must not end in a comma"],
  ["Days less", "a day has two digits"],
  ["Months less", "a month has two digits"],
  ["Hours less", "an hour has two digits"],
  ["Years less", "a year has four digits"],
  ["Expected digit", "this date or time is not complete or not valid"],
  ["Expected hyphen", "this date or time is not complete or not valid"],
];

function parseError(source: string, failure: Failure): ParseError {
  const { reason, line, column } = failure;
  const position = line === undefined ? "" : `, line ${line}${column === undefined ? "" : `, column ${column}`}`;
  return new ParseError(
    `cannot parse ${source}${position}: ${reason}\n` +
      "  Try: correct the line and restart; strings need quotes. The line itself is not shown here, for it may hold a secret.\n" +
      seeDocs("ERR_SECRETS_PARSE"),
    { source, line, column, reason },
  );
}
