/*
 * Types for the parts of @iarna/toml's parser class that this library uses, because the package has none. Each method is a state
 * and reads one character.
 */

/** The parser class. */
export interface TomlParser {
  parse(text: string): void;
  finish(): Table;
  /** Counted from 0. */
  readonly line: number;
  /** Counted from 0. */
  readonly col: number;
  /** The current code point. */
  char: number;
  readonly state: State;
  /** The table that assignments go into. */
  readonly ctx: Table;
  /** The root table. */
  readonly obj: Table;
  error(error: Error): Error;
  consume(): void;
  runOne(): unknown;
  atEndOfWord(): boolean;
  next(state: () => unknown): unknown;
  return(value?: unknown): void;
  call(state: unknown, returnWith?: unknown): void;
  parseNumberBaseOrDateTime(): unknown;
  readonly parseNumberExponentSign: () => unknown;
  parseDateDay(): unknown;
  parseStartTimeHour(): unknown;
  parseOnlyTimeFractionMaybe(): unknown;
  parseTimeZoneOrFraction(): unknown;
  parseDateTimeFraction(): unknown;
  parseTableMore(keyword: string): unknown;
  parseListMore(keyword: string): unknown;
  parseAssignStatement(): unknown;
  recordAssignStatement(assignment: Assignment): unknown;
  recordInlineTableValue(assignment: Assignment): unknown;
}

export interface State {
  readonly buf: string;
  readonly result: string | null;
  readonly resultTable: Table | null;
  /** The position where the state was entered; see `tracking`. */
  line?: number;
  col?: number;
}

export interface Assignment {
  readonly key: readonly string[];
  readonly value: unknown;
}

export type TomlParserClass = new () => TomlParser;

export type Table = Record<string, unknown>;
