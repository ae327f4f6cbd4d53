import type { Assignment, Table, TomlParserClass } from "./parser-types";

/** The line, counted from 1, where a key of a table or an item of a list of tables begins. */
export type LineOf = (holder: object, key: string | number) => number | undefined;

/** A parser class that records the line of each key of each table that it makes, and the function that looks it up. */
export function recordingLines(Parser: TomlParserClass): { Parser: TomlParserClass; lineOf: LineOf } {
  const lines = new WeakMap<object, Map<string | number, number>>();
  const record = (holder: object, key: string | number, line: number) => {
    const known = lines.get(holder) ?? new Map<string | number, number>();
    if (!known.has(key)) known.set(key, line + 1);
    lines.set(holder, known);
  };
  const recordAlong = (from: Table, path: readonly string[], line: number) => {
    let holder: unknown = from;
    for (const key of path) {
      record(holder as object, key, line);
      holder = (holder as Table)[key];
      if (typeof holder !== "object" || holder === null) return;
    }
  };
  return {
    lineOf: (holder, key) => lines.get(holder)?.get(key),
    Parser: class extends Parser {
      #start = 0;

      override parseAssignStatement(): unknown {
        this.#start = this.line;
        return super.parseAssignStatement();
      }

      override recordAssignStatement(assignment: Assignment): unknown {
        const { ctx } = this;
        const path = [...assignment.key];
        const state = super.recordAssignStatement(assignment);
        recordAlong(ctx, path, this.#start);
        return state;
      }

      override recordInlineTableValue(assignment: Assignment): unknown {
        const table = this.state.resultTable as Table;
        const path = [...assignment.key];
        const state = super.recordInlineTableValue(assignment);
        recordAlong(table, path, this.line);
        return state;
      }

      override parseTableMore(keyword: string): unknown {
        const { ctx, line } = this;
        const state = super.parseTableMore(keyword);
        if (Object.hasOwn(ctx, keyword)) record(ctx, keyword, line);
        return state;
      }

      override parseListMore(keyword: string): unknown {
        const { ctx, line } = this;
        const state = super.parseListMore(keyword);
        const list = ctx[keyword];
        if (Object.hasOwn(ctx, keyword)) record(ctx, keyword, line);
        if (Array.isArray(list)) record(list, list.length - 1, line);
        return state;
      }
    },
  };
}
