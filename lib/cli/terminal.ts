import { styleText } from "node:util";
import type { Output } from "./context";

export type Style = Record<"bold" | "dim" | "red" | "green" | "yellow", (text: string) => string>;

/** Colours where the output has them (a terminal, and no NO_COLOR). */
export function styleOf({ hasColors }: Output): Style {
  const style = (format: "bold" | "dim" | "red" | "green" | "yellow") => (text: string) =>
    hasColors ? styleText(format, text, { validateStream: false } as never) : text; // by itself it looks at stdout only
  return { bold: style("bold"), dim: style("dim"), red: style("red"), green: style("green"), yellow: style("yellow") };
}

/** Rows with their columns lined up; the last one is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
