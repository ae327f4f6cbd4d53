import type { KeyPath } from "../core/key-path";
import { isTable } from "../core/table";
import type { Parse, SecretsTable } from "../core/types";
import type { TomlParser, TomlParserClass } from "./parser-types";
import { MAX_DEPTH, normalized } from "./plain";
import { NEVER_CLOSED, reasonOf } from "./reasons";
import { strict, tracking } from "./strict-parser";

/**
 * The table of a document, read by @iarna/toml or by the parser that is passed. The text has no BOM and no Windows line ends.
 * @throws ParseError (`ERR_SECRETS_PARSE`) with a position and a reason that contain no text of the document.
 */
export function parseDocument(text: string, source: string, parse: Parse | undefined): SecretsTable {
  let table: unknown;
  try {
    table = parse === undefined ? parseToml(text) : ownCopy(parse(text));
  } catch (error) {
    const { isReadWhileLoading } = require("../core/errors") as typeof import("../core/errors");
    if (isReadWhileLoading(error)) throw error;
    const failure = safely(() => describeFailure(error, text)) ?? { reason: "not valid TOML" };
    throw parseError(source, (parse === undefined && safely(() => named(failure, text, source))) || failure);
  }
  if (parse === undefined && mayBeDeep(text) && isDeep(table as object)) {
    throw parseError(source, { reason: `it is nested deeper than ${MAX_DEPTH} levels` });
  }
  if (safely(() => isTable(table))) return table as SecretsTable;
  throw parseError(source, { reason: "the parser gave something other than a table of keys" });
}

/** A copy, because another parser may keep its table and change it, or return getters that return another value at each read. */
function ownCopy(table: unknown): unknown {
  const { deepCopy } = require("../core/table") as typeof import("../core/table");
  return deepCopy(table);
}

/**
 * Does the text have enough brackets and dots to be nested too deeply? A header with a plain name adds one level and does not
 * count, because a document may have many.
 */
function mayBeDeep(text: string): boolean {
  let signs = 3; // a header, a list of sections, a key
  for (const sign of [".", "[", "{"]) {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      if (sign === "[" && text[at - 1] === "\n" && PLAIN_NAME.test(text.slice(at + 1, text.indexOf("]", at)))) continue;
      if (++signs > MAX_DEPTH) return true;
    }
  }
  return false;
}

const PLAIN_NAME = /^[\w.-]+$/;

function isDeep(value: object, above = 0): boolean {
  if (above > MAX_DEPTH) return true;
  return Object.values(value).some((item) => typeof item === "object" && item !== null && isDeep(item, above + 1));
}

/** The result of `act`; `undefined` if it throws. A getter of another parser's error may throw, and may quote the text. */
function safely<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** The failure under the name of a usual mistake, if it is one. */
function named(failure: Failure, text: string, source: string): Failure | undefined {
  const { reason, line, column } = failure;
  if (line === undefined || column === undefined) return undefined;
  const { diagnose } = require("./mistakes/diagnose") as typeof import("./mistakes/diagnose");
  return diagnose(text, source, { reason, line, column });
}

interface Failure {
  readonly reason: string;
  readonly advice?: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A failure of @iarna/toml. Its own errors quote the text, so this library makes its own. */
class Positioned extends Error {
  constructor(
    readonly reason: string,
    readonly line: number,
    readonly column: number,
  ) {
    super();
  }
}

function parseToml(text: string): object {
  const Parser = strictParser();
  const parser = new Parser();
  const bareReturn = bareCarriageReturn(text);
  try {
    parser.parse(text);
    const table = parser.finish();
    if (bareReturn === undefined) return table;
  } catch (error) {
    const failure = failureOf(error, parser, text, Parser);
    throw bareReturn !== undefined && isBefore(bareReturn, failure) ? bareReturn : failure;
  }
  throw bareReturn;
}

/** The class is loaded on first use, because a program with a parser of its own never needs it. */
function strictParser(): TomlParserClass {
  loadedParser ??= strict(require("@iarna/toml/lib/toml-parser.js") as TomlParserClass);
  return loadedParser;
}

let loadedParser: TomlParserClass | undefined;

/** Returns a function that gives the line, counted from 1, of the key at a path. @throws what the parser throws for an invalid document. */
export function lineFinder(text: string): (path: KeyPath) => number | undefined {
  const { recordingLines } = require("./line-recorder") as typeof import("./line-recorder");
  const recording = recordingLines(strictParser());
  const parser = new recording.Parser();
  parser.parse(normalized(text));
  const table = parser.finish();
  return (path) => {
    let holder: unknown = table;
    for (const step of path.slice(0, -1)) holder = (holder as Record<string | number, unknown>)[step];
    return recording.lineOf(holder as object, path[path.length - 1] as string | number);
  };
}

/** A CR that is left after Windows line ends are removed is invalid everywhere. The parser would accept it as white space. */
function bareCarriageReturn(text: string): Positioned | undefined {
  const at = text.indexOf("\r");
  if (at === -1) return undefined;
  const before = text.slice(0, at).split("\n");
  return new Positioned("a carriage return without a line feed", before.length, (before.at(-1) as string).length + 1);
}

function isBefore(one: Positioned, other: Positioned): boolean {
  return one.line === other.line ? one.column < other.column : one.line < other.line;
}

/** The parser's own state has the position, whatever the parser throws. */
function failureOf(error: unknown, parser: TomlParser, text: string, Parser: TomlParserClass): Positioned {
  const reason = reasonOf(error);
  const neverClosed = parser.char === END ? NEVER_CLOSED[reason] : undefined;
  const { line = parser.line, col = parser.col } = neverClosed === undefined ? parser : lastOpened(text, Parser);
  return new Positioned(neverClosed ?? reason, line + 1, line === 0 ? col : col + 1); // it counts columns from 1 on the first line, and from 0 on all others
}

/** The code point that the parser uses for the end of the text. */
const END = 0x110000;

/** The start of a value that is still open at the end of the text. */
function lastOpened(text: string, Parser: TomlParserClass): { line?: number; col?: number } {
  const parser = new (tracking(Parser))();
  try {
    parser.parse(text);
    parser.finish();
  } catch {
    // The failure is expected: only the recorded positions are needed.
  }
  return parser.state;
}

function describeFailure(error: unknown, text: string): Failure {
  if (error instanceof Positioned) return atRealLine(error, text);
  // Another parser's position is used if it is plausible. Its message is never used.
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

/** Moves a failure at the end of the text to the last line that is not empty. */
function atRealLine(failure: Positioned, text: string): Failure {
  const lines = text.split("\n");
  let line = Math.min(failure.line, lines.length);
  if (line === failure.line && failure.column <= (lines[line - 1] as string).length) return failure;
  while (line > 1 && (lines[line - 1] as string).trim() === "") line--;
  return { reason: failure.reason, line, column: (lines[line - 1] as string).length + 1 };
}

function parseError(source: string, failure: Failure): Error {
  const { ParseError, seeDocs } = require("../core/errors") as typeof import("../core/errors");
  const { printable } = require("../core/printable") as typeof import("../core/printable");
  const { reason, line, column, advice = "correct the line; strings need quotes" } = failure;
  const position = line === undefined ? "" : `, line ${line}${column === undefined ? "" : `, column ${column}`}`;
  return new ParseError(
    `cannot parse ${printable(source)}${position}: ${reason}\n` +
      `  Try: ${advice}. Then restart the program. The text itself is not shown, because it may hold a secret.\n` +
      seeDocs("ERR_SECRETS_PARSE"),
    { source, line, column, reason },
  );
}
