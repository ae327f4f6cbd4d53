import { setOwn } from "../set-own";

/*
 * What @iarna/toml gets wrong, mended in subclasses of its parser: a new release may fix each, and then its override can go.
 */

/** @iarna/toml's parser class as far as it is looked into; a method is a state, called for each character. */
export interface TomlParser {
  parse(text: string): void;
  finish(): object;
  return(value: unknown): void;
  call(state: unknown, returnWith?: unknown): void;
  atEndOfWord(): boolean;
  parseTableMore(keyword: string): unknown;
  parseDateDay(): unknown;
  recordAssignStatement(assignment: Assignment): unknown;
  recordInlineTableValue(assignment: Assignment): unknown;
  readonly state: State;
  /** The table that assignments go into. */
  readonly ctx: Table;
  /** The root table. */
  readonly obj: Table;
  /** The code point it stands at. */
  readonly char: number;
  readonly line: number;
  readonly col: number;
}

export type TomlParserClass = new () => TomlParser;

type Table = Record<string, unknown>;

interface State {
  readonly buf: string;
  readonly resultTable: Table | null;
  /** Where it was entered; see `tracking`. */
  line?: number;
  col?: number;
}

interface Assignment {
  readonly key: readonly string[];
  readonly value: unknown;
}

const CLOSING_BRACKET = 0x5d;

/** The parser that documents are read with. */
export function mended(Parser: TomlParserClass): TomlParserClass {
  /**
   * The parser's tables inherit from Object.prototype, and for the names in a path it takes what it finds there for a table of
   * the document: `constructor.x = 1` wrote to the global Object, and `[toString]` replaced what every program calls.
   */
  function makeOwn(table: Table, names: readonly string[]): void {
    if (!names.some((name) => name in Object.prototype)) return;
    let target: unknown = table;
    for (const name of names) {
      if (typeof target !== "object" || target === null) return;
      if (!Object.hasOwn(target, name)) setOwn(target as Table, name, new Parser().obj);
      target = (target as Table)[name];
    }
  }

  return class extends Parser {
    override recordAssignStatement(assignment: Assignment): unknown {
      if (assignment.key.length > 1) makeOwn(this.ctx, assignment.key.slice(0, -1));
      return super.recordAssignStatement(assignment);
    }
    override recordInlineTableValue(assignment: Assignment): unknown {
      if (assignment.key.length > 1) makeOwn(this.state.resultTable as Table, assignment.key.slice(0, -1));
      return super.recordInlineTableValue(assignment);
    }
    override parseTableMore(keyword: string): unknown {
      if (this.char === CLOSING_BRACKET) makeOwn(this.ctx, [keyword]);
      return super.parseTableMore(keyword);
    }
    /** It takes `2024-01-` and `2024-01-5` for dates where nothing follows. */
    override parseDateDay(): unknown {
      if (this.state.buf.length !== 2 && this.atEndOfWord()) throw new Error("Days less");
      return super.parseDateDay();
    }
  };
}

/** It keeps the lowest 64 bits of a larger integer, which is another number; this one keeps them all. */
export function exact(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    override return(value: unknown): void {
      const boxed = value as { value?: unknown } | null | undefined;
      if (typeof boxed === "object" && typeof boxed?.value === "bigint") boxed.value = BigInt(this.state.buf);
      super.return(value);
    }
  };
}

/** Remembers where each value began: what is never closed is found there, not at the end of the file. */
export function tracking(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    override call(state: unknown, returnWith?: unknown): void {
      super.call(state, returnWith);
      this.state.line = this.line;
      this.state.col = this.col;
    }
  };
}
