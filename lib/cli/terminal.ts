import { styleText } from "node:util";
import type { Output } from "./context";

export type Style = Record<"bold" | "dim" | "red" | "green" | "yellow", (text: string) => string>;

/** Colours, if the output supports them (a terminal without NO_COLOR). */
export function styleOf({ hasColors }: Output): Style {
  const style = (format: "bold" | "dim" | "red" | "green" | "yellow") => (text: string) =>
    hasColors ? styleText(format, text, { validateStream: false } as never) : text; // by default it checks stdout only
  return { bold: style("bold"), dim: style("dim"), red: style("red"), green: style("green"), yellow: style("yellow") };
}

/** Aligns the columns of rows; the last column is not padded. */
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
