import { setOwn } from "../core/table";
import type { Assignment, Table, TomlParserClass } from "./parser-types";

/*
 * @iarna/toml 3.0.0 reads some TOML 1.0 documents that are wrong and refuses some that are right (7 of the official suite's
 * 210 valid ones, 17 of its 499 invalid ones). It is a state machine with one method a state, so each is mended in its state.
 */

const at = (character: string) => character.charCodeAt(0);
const REDEFINED = "Can't redefine existing key";
const NO_SUCH_DATE = "Invalid Datetime";

/** The class with those states mended. */
export function strict(Parser: TomlParserClass): TomlParserClass {
  return class extends Parser {
    // Sets, and not weak ones, which the garbage collector has to work for: the parser is gone as soon as its document is read.
    /** Values whose text has been looked at: a value is returned through every level, and only the first has its text. */
    readonly #seen = new Set<object>();
    /** Tables that a header stands for; a dotted key may not add to one. */
    readonly #byHeader = new Set<object>();
    /** Those that are not in that set yet: most documents have no dotted key, and never need it. */
    readonly #headers: object[] = [];
    /** Tables that a dotted key made; a header may not stand for one. */
    readonly #byDots = new Set<object>();
    /** The names that each of its tables has from Object.prototype. */
    readonly #inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
    #dateEndsInT = false;

    override return(value?: unknown): void {
      if (hasText(value) && !this.#seen.has(value)) {
        this.#seen.add(value);
        // It keeps the lowest 64 bits of a larger integer, which is another number.
        if (!(value instanceof Date)) {
          value.value = BigInt(this.state.buf);
          if (BigInt.asIntN(64, value.value) !== value.value) throw this.error(new Error("Integer too large"));
        } else if (!isRealDate(this.state.result ?? "", this.state.buf)) throw this.error(new Error(NO_SUCH_DATE));
      }
      // `inf` is a primitive; digits that are too large for a float are not.
      if (value instanceof Number && !Number.isFinite(value.valueOf())) throw this.error(new Error("Float too large"));
      super.return(value);
    }

    /** A date in an array or inline table ends at the comma or bracket after it. */
    override atEndOfWord(): boolean {
      return super.atEndOfWord() || this.char === at(",") || this.char === at("]") || this.char === at("}");
    }

    /** `0e1` is a float. */
    override parseNumberBaseOrDateTime(): unknown {
      if (this.char !== at("e") && this.char !== at("E")) return super.parseNumberBaseOrDateTime();
      this.consume();
      return this.next(this.parseNumberExponentSign);
    }

    /** The T and Z of a date may be lower case, but a date must not end in T. */
    override parseDateDay(): unknown {
      if (this.char === at("t")) this.char = at("T");
      this.#dateEndsInT = this.char === at("T");
      return super.parseDateDay();
    }

    override parseStartTimeHour(): unknown {
      if (this.#dateEndsInT && this.atEndOfWord()) throw this.error(new Error("Incomplete datetime"));
      return super.parseStartTimeHour();
    }

    override parseTimeZoneOrFraction(): unknown {
      if (this.char === at("z")) this.char = at("Z");
      return super.parseTimeZoneOrFraction();
    }

    override parseDateTimeFraction(): unknown {
      if (this.char === at("z")) this.char = at("Z");
      return super.parseDateTimeFraction();
    }

    /** A time without a fraction swallowed the character after it. */
    override parseOnlyTimeFractionMaybe(): unknown {
      const hasFraction = this.char === at(".");
      super.parseOnlyTimeFractionMaybe();
      return hasFraction ? undefined : this.runOne();
    }

    override parseTableMore(keyword: string): unknown {
      if (this.char !== at("]")) return super.parseTableMore(keyword);
      if (this.#byDots.size > 0) {
        const table = Object.hasOwn(this.ctx, keyword) ? this.ctx[keyword] : undefined;
        if (typeof table === "object" && table !== null && this.#byDots.has(table)) throw this.error(new Error(REDEFINED));
      }
      if (this.#inherited.has(keyword)) this.#makeOwn(this.ctx, [keyword]);
      const state = super.parseTableMore(keyword);
      this.#headers.push(this.ctx);
      return state;
    }

    override parseListMore(keyword: string): unknown {
      const closes = this.char === at("]");
      const state = super.parseListMore(keyword);
      if (closes) this.#headers.push(this.ctx);
      return state;
    }

    override recordAssignStatement(assignment: Assignment): unknown {
      const { ctx } = this;
      const dotted = assignment.key.slice(0, -1);
      if (dotted.length === 0) return super.recordAssignStatement(assignment);
      this.#makeOwn(ctx, dotted);
      for (const table of this.#headers.splice(0)) this.#byHeader.add(table);
      if (tablesAlong(ctx, dotted).some((table) => this.#byHeader.has(table))) throw this.error(new Error(REDEFINED));
      const state = super.recordAssignStatement(assignment);
      for (const table of tablesAlong(ctx, dotted)) this.#byDots.add(table);
      return state;
    }

    override recordInlineTableValue(assignment: Assignment): unknown {
      this.#makeOwn(this.state.resultTable as Table, assignment.key.slice(0, -1));
      return super.recordInlineTableValue(assignment);
    }

    /**
     * The parser's tables inherit from Object.prototype, and for the names in a path it takes what it finds there for a table
     * of the document: `constructor.x = 1` wrote to the global Object, and `[toString]` replaced what every program calls.
     */
    #makeOwn(table: Table, names: readonly string[]): void {
      if (!names.some((name) => this.#inherited.has(name))) return;
      let target: unknown = table;
      for (const name of names) {
        if (typeof target !== "object" || target === null) return;
        if (!Object.hasOwn(target, name)) setOwn(target as Table, name, new Parser().obj);
        target = (target as Table)[name];
      }
    }
  };
}

/** Is it of a kind whose text is looked at again: a date, or a boxed integer? */
function hasText(value: unknown): value is Date | { value: bigint } {
  if (typeof value !== "object" || value === null) return false;
  return value instanceof Date || typeof (value as { value?: unknown }).value === "bigint";
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

/** The tables that a path leads through, as far as they exist. */
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

/** `Date` takes the 30th of February for the 1st of March, and 24:00 for the next day. `rest` is what is not in `text` yet. */
function isRealDate(text: string, rest: string): boolean {
  const hour = /(?:^|T)(\d\d):/.exec(text)?.[1];
  if (hour !== undefined && Number(hour) > 23) return false;
  const date = /^(\d{4})-(\d\d)(?:-(\d\d))?/.exec(text);
  if (date === null) return true; // a time alone
  const day = date[3] ?? rest;
  const lastDay = new Date(Date.UTC(2000 + (Number(date[1]) % 400), Number(date[2]), 0)).getUTCDate();
  return /^\d\d$/.test(day) && Number(day) >= 1 && Number(day) <= lastDay;
}
