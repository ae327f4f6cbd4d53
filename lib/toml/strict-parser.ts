import { setOwn } from "../core/table";
import type { Assignment, Table, TomlParserClass } from "./parser-types";
import { isRealDate } from "./real-date";

/*
 * @iarna/toml 3.0.0 accepts some invalid TOML 1.0 documents (17 of the official suite's 499) and rejects some valid ones (7 of
 * 210). It is a state machine with one method for each state, so each flaw is corrected in the method of its state.
 */

const COMMA = 0x2c;
const DOT = 0x2e;
const UPPER_E = 0x45;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const CLOSING_BRACKET = 0x5d;
const LOWER_E = 0x65;
const LOWER_T = 0x74;
const LOWER_Z = 0x7a;
const CLOSING_BRACE = 0x7d;

const NO_SUCH_DATE = "Invalid Datetime";

/** The class with the corrected states. */
export function strict(Parser: TomlParserClass): TomlParserClass {
  return exactTables(exactDates(exactValues(Parser)));
}

/** Rejects numbers and dates that the parser would change. */
function exactValues(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    /**
     * Values that were checked already. The parser returns a value through every level of nesting, and only the first level has
     * the text of the value.
     */
    readonly #checked = new Set<object>(); // not a weak set: it costs the garbage collector more, and lives no longer than a document

    override return(value?: unknown): void {
      if (hasText(value) && !this.#checked.has(value)) {
        this.#checked.add(value);
        if (value instanceof Date) {
          if (!isRealDate(this.state.result ?? "", this.state.buf)) throw this.error(new Error(NO_SUCH_DATE));
        } else {
          // The parser keeps the lowest 64 bits of a larger integer, which is another number.
          value.value = BigInt(this.state.buf);
          if (BigInt.asIntN(64, value.value) !== value.value) throw this.error(new Error("Integer too large"));
        }
      }
      // `inf` is a primitive; digits that are too large for a float are not.
      if (value instanceof Number && !Number.isFinite(value.valueOf())) throw this.error(new Error("Float too large"));
      super.return(value);
    }

    /** `0e1` is a float. */
    override parseNumberBaseOrDateTime(): unknown {
      if (this.char !== LOWER_E && this.char !== UPPER_E) return super.parseNumberBaseOrDateTime();
      this.consume();
      return this.next(this.parseNumberExponentSign);
    }
  };
}

/** Reads every form of a date in TOML, and finds its end. */
function exactDates(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    #endsInT = false;

    /** A date in an array or inline table ends at the comma or bracket after it. */
    override atEndOfWord(): boolean {
      return super.atEndOfWord() || this.char === COMMA || this.char === CLOSING_BRACKET || this.char === CLOSING_BRACE;
    }

    /** The T and Z of a date may be lower case, but a date must not end in T. */
    override parseDateDay(): unknown {
      if (this.char === LOWER_T) this.char = UPPER_T;
      this.#endsInT = this.char === UPPER_T;
      return super.parseDateDay();
    }

    override parseStartTimeHour(): unknown {
      if (this.#endsInT && this.atEndOfWord()) throw this.error(new Error("Incomplete datetime"));
      return super.parseStartTimeHour();
    }

    override parseTimeZoneOrFraction(): unknown {
      if (this.char === LOWER_Z) this.char = UPPER_Z;
      return super.parseTimeZoneOrFraction();
    }

    override parseDateTimeFraction(): unknown {
      if (this.char === LOWER_Z) this.char = UPPER_Z;
      return super.parseDateTimeFraction();
    }

    /** If the time has no fraction, the parser would drop the character after it. */
    override parseOnlyTimeFractionMaybe(): unknown {
      const hasFraction = this.char === DOT;
      super.parseOnlyTimeFractionMaybe();
      return hasFraction ? undefined : this.runOne();
    }
  };
}

/** Rejects tables that are defined twice, and keeps members of the global Object out of all tables. */
function exactTables(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    /** Tables that have a header. A dotted key must not add to one. */
    readonly #byHeader = new Set<object>();
    /** Tables with a header that are not in the set yet. It is filled at the first dotted key, and most documents have none. */
    readonly #headers: object[] = [];
    /** Tables that a dotted key made. They must not get a header. */
    readonly #byDots = new Set<object>();

    override parseTableMore(keyword: string): unknown {
      if (this.char !== CLOSING_BRACKET) return super.parseTableMore(keyword);
      if (this.#byDots.size > 0 && this.#byDots.has(tablesAlong(this.ctx, [keyword])[0] as object)) throw this.#redefined();
      makeOwn(this.ctx, [keyword], Parser);
      const state = super.parseTableMore(keyword);
      this.#headers.push(this.ctx);
      return state;
    }

    override parseListMore(keyword: string): unknown {
      const closes = this.char === CLOSING_BRACKET;
      const state = super.parseListMore(keyword);
      if (closes) this.#headers.push(this.ctx);
      return state;
    }

    override recordAssignStatement(assignment: Assignment): unknown {
      const { ctx } = this;
      const dotted = assignment.key.slice(0, -1);
      if (dotted.length === 0) return super.recordAssignStatement(assignment);
      makeOwn(ctx, dotted, Parser);
      for (const table of this.#headers.splice(0)) this.#byHeader.add(table);
      if (tablesAlong(ctx, dotted).some((table) => this.#byHeader.has(table))) throw this.#redefined();
      const state = super.recordAssignStatement(assignment);
      for (const table of tablesAlong(ctx, dotted)) this.#byDots.add(table);
      return state;
    }

    override recordInlineTableValue(assignment: Assignment): unknown {
      makeOwn(this.state.resultTable as Table, assignment.key.slice(0, -1), Parser);
      return super.recordInlineTableValue(assignment);
    }

    #redefined(): Error {
      return this.error(new Error("Can't redefine existing key"));
    }
  };
}

/**
 * The parser's tables inherit from Object.prototype. The parser treats an inherited member as a table of the document:
 * `constructor.x = 1` wrote to the global Object, and `[toString]` replaced the method of every object.
 */
function makeOwn(table: Table, names: readonly string[], Parser: TomlParserClass): void {
  if (!names.some((name) => name in Object.prototype)) return;
  let target: unknown = table;
  for (const name of names) {
    if (typeof target !== "object" || target === null) return;
    if (!Object.hasOwn(target, name)) setOwn(target as Table, name, new Parser().obj);
    target = (target as Table)[name];
  }
}

/** Is it a value whose text is checked: a date, or a boxed integer? */
function hasText(value: unknown): value is Date | { value: bigint } {
  if (typeof value !== "object" || value === null) return false;
  return value instanceof Date || typeof (value as { value?: unknown }).value === "bigint";
}

/** The existing tables on a path. */
function tablesAlong(from: Table, path: readonly string[]): Table[] {
  const tables: Table[] = [];
  let table = from;
  for (const key of path) {
    const next = Object.hasOwn(table, key) ? table[key] : undefined;
    if (typeof next !== "object" || next === null) break;
    table = next as Table;
    tables.push(table);
  }
  return tables;
}
