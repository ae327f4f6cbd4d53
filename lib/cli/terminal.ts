import { styleText } from "node:util";
import type { Output } from "./context";

export type Style = Record<"bold" | "dim" | "red" | "green" | "yellow", (text: string) => string>;

/** Colours, if the output supports them (a terminal without NO_COLOR). */
export function styleOf({ hasColors }: Output): Style {
  const style = (format: "bold" | "dim" | "red" | "green" | "yellow") => (text: string) =>
    hasColors ? styleText(format, text, { validateStream: false } as never) : text; // by default it checks stdout only
  return { bold: style("bold"), dim: style("dim"), red: style("red"), green: style("green"), yellow: style("yellow") };
}

/** A line that says what to do. A command has no full stop after it, so that it can be pasted. */
export function tryLine(advice: string): string {
  const isCommand = /^(?:(?:sudo )?(?:chmod|chown|rm|mv|git|npx|icacls)|toml-secrets) /.test(advice) && !/, /.test(advice);
  return `Try: ${advice}${isCommand ? "" : "."}`;
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

/** Text with its paragraphs broken to a width; a line that begins with a space is an example, and stays as it is. */
export function wrapped(text: string, width = 80): string {
  if (width >= 80) return text;
  const lines = text.split("\n").flatMap((line) => (line.startsWith(" ") ? [line] : brokenLine(line, width)));
  return lines.join("\n");
}

function brokenLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
