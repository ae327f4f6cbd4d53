import type { Document } from "./find-values";

/** The runs of lines that a diff in git's format adds, each under the name and line that it gets. */
export function* linesAdded(diff: Buffer): Generator<Document> {
  let where = "";
  let line = 0;
  /** How many lines of the new side are still to come in this hunk: within it, `+++` is no header. */
  let left = 0;
  /** How many columns of signs a line has: one, or more in the diff of a merge. */
  let columns = 1;
  const run: string[] = [];
  const documentOf = (lines: readonly string[]): Document => {
    return { where, firstLine: line - lines.length, parts: [Buffer.from(lines.join("\n"), "latin1")] };
  };
  for (const text of diff.toString("latin1").split("\n")) {
    const signs = text.slice(0, columns);
    const isAdded = left > 0 && signs.includes("+");
    if (isAdded) run.push(text.slice(columns));
    else if (run.length > 0) yield documentOf(run.splice(0));
    if (left > 0) {
      const isOfOldSideOnly = signs.includes("-") || signs.startsWith("\\"); // "\ No newline at end of file"
      if (isOfOldSideOnly) continue;
      line++;
      left--;
    } else if (text.startsWith("+++ ")) where = nameIn(text);
    else {
      const [, signs, start, count = "1"] = /^@(@+) .*\+(\d+)(?:,(\d+))? @@/.exec(text) ?? [];
      if (signs !== undefined) [columns, line, left] = [signs.length, Number(start), Number(count)];
    }
  }
  if (run.length > 0) yield documentOf(run);
}

/** `+++ b/src/app.js`, or in quotes where the name has odd characters; the letter is another one in some settings of git. */
function nameIn(header: string): string {
  const name = Buffer.from(header.slice(4), "latin1")
    .toString()
    .replace(/[\t\r]+$/, "");
  return name.replace(/^("?)[abciow]\//, "$1");
}
