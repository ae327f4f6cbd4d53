import { isReadWhileLoading, ParseError, seeDocs } from "../core/errors";
import { printable } from "../core/printable";
import { diagnose } from "./mistakes/diagnose";
import type { TomlParser, TomlParserClass } from "./parser-types";
import { NEVER_CLOSED, reasonOf } from "./reasons";
import { tracking } from "./tracking";

/* The error for a document that can't be parsed: the position, the reason, and the usual mistake. It contains no text of the document. */

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

/** The error for what a parser threw. `isOwnParser` is false for a parser that the program passed. */
export function failureOf(error: unknown, text: string, source: string, isOwnParser: boolean): unknown {
  if (isReadWhileLoading(error)) return error;
  const failure = safely(() => describeFailure(error, text)) ?? { reason: "not valid TOML" };
  return parseError(source, (isOwnParser && safely(() => named(failure, text, source))) || failure);
}

export function parseError(source: string, failure: Failure): Error {
  const { reason, line, column, advice = "correct the line; strings need quotes" } = failure;
  const position = line === undefined ? "" : `, line ${line}${column === undefined ? "" : `, column ${column}`}`;
  return new ParseError(
    `cannot parse ${printable(source)}${position}: ${reason}\n` +
      `  Try: ${advice}. Then restart the program. The text itself is not shown, because it may contain a secret.\n` +
      seeDocs("ERR_SECRETS_PARSE"),
    { source, line, column, reason },
  );
}

/** The parser's own state has the position, whatever the parser throws. */
export function positioned(error: unknown, parser: TomlParser, text: string, Parser: TomlParserClass): Positioned {
  const reason = reasonOf(error);
  const neverClosed = parser.char === END ? NEVER_CLOSED[reason] : undefined;
  const { line = parser.line, col = parser.col } = neverClosed === undefined ? parser : lastOpened(text, Parser);
  const failure = new Positioned(neverClosed ?? reason, line + 1, line === 0 ? col : col + 1); // it counts columns from 1 on the first line, and from 0 on all others
  const bareReturn = bareCarriageReturn(text);
  return bareReturn !== undefined && isBefore(bareReturn, failure) ? bareReturn : failure;
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

/** A CR that is left after Windows line ends are removed is invalid everywhere. The parser would accept it as white space. */
export function bareCarriageReturn(text: string): Positioned | undefined {
  const at = text.indexOf("\r");
  if (at === -1) return undefined;
  const before = text.slice(0, at).split("\n");
  return new Positioned("a carriage return without a line feed", before.length, (before.at(-1) as string).length + 1);
}

function isBefore(one: Positioned, other: Positioned): boolean {
  return one.line === other.line ? one.column < other.column : one.line < other.line;
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

/** The failure under the name of a usual mistake, if it is one. */
function named(failure: Failure, text: string, source: string): Failure | undefined {
  const { reason, line, column } = failure;
  if (line === undefined || column === undefined) return undefined;
  return diagnose(text, source, { reason, line, column });
}

/** The result of `act`; `undefined` if it throws. A getter of another parser's error may throw, and may quote the text. */
function safely<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
