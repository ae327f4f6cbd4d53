import type { KeyPath } from "../../core/key-path";
import { formatPath } from "../../core/key-path";
import type { SecretsTable } from "../../core/types";
import { leavesOf } from "../../redaction/leaves";
import { matcherOf, redactText } from "../../redaction/redact";
import { decodeToml } from "../../toml/decode";
import { addValues, replaceValues, type Value, type ValueKind, valuesOf } from "../edit/edit";

/*
 * The example file: keys, kinds and comments of a secrets file, without its values.
 */

/** The placeholder for a value of each kind. A list keeps no items, unless it contains tables. */
const BLANKS: Readonly<Record<Exclude<ValueKind, "table">, string>> = {
  string: '""',
  integer: "0",
  float: "0.0",
  boolean: "false",
  "offset-date-time": "1970-01-01T00:00:00Z",
  "local-date-time": "1970-01-01T00:00:00",
  "local-date": "1970-01-01",
  "local-time": "00:00:00",
  array: "[]",
};

/** The document without its values, and how many comments were left out because they may contain a value. */
export function exampleOf(text: string, name: string): { readonly text: string; readonly commentsLeftOut: number } {
  const blank = replaceValues(
    text,
    blanksIn(valuesOf(text, name)).map(({ range, source }) => ({ range, source })),
    name,
  );
  return withoutValuesInComments(blank, decodeToml(text, name));
}

/** The replacement for each value. A list is replaced as a whole. In an inline table, each value is replaced. */
function blanksIn(values: readonly Value[]): Value[] {
  const blanks: Value[] = [];
  let end = -1;
  for (const value of values) {
    if (value.range[0] < end) continue; // in a list that is blank as a whole
    const holdsTable =
      value.kind === "array" && values.some(({ kind, range }) => kind === "table" && isWithin(range, value.range));
    if (value.kind === "table" || holdsTable) continue;
    end = value.range[1];
    blanks.push({ ...value, source: BLANKS[value.kind] });
  }
  return blanks;
}

function isWithin(inner: Value["range"], outer: Value["range"]): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1];
}

/** A comment that contains a current value is removed. A comment such as `# key = "old"` keeps only its key. */
function withoutValuesInComments(text: string, table: SecretsTable) {
  const holdsValue = valueFinder(table);
  let commentsLeftOut = 0;
  // All values are blank now, so a # outside of a quoted key begins a comment.
  const lines = text.split("\n").map((line) => {
    const at = commentIn(line);
    if (at === -1) return line;
    const comment = line.slice(at);
    const [before, ending] = [line.slice(0, at), comment.endsWith("\r") ? "\r" : ""];
    const plain = comment.replace(/(^|#\s*)((?:export\s+)?[\w."-]+\s*[=:])\s*\S.*$/, "$1$2");
    if (holdsValue(plain)) {
      commentsLeftOut++;
      return before.trimEnd() + ending;
    }
    return plain === comment ? line : before + plain + ending;
  });
  return { text: lines.join("\n"), commentsLeftOut };
}

function valueFinder(table: SecretsTable): (text: string) => boolean {
  const matcher = matcherOf(table);
  const texts = [...leavesOf(table)].map(({ value }) => value).filter((value) => typeof value === "string" && value.length > 3);
  return (text) => redactText(text, matcher) !== text || texts.some((value) => text.includes(value as string));
}

function commentIn(line: string): number {
  const quoted = /"(?:[^"\\]|\\.)*"|'[^']*'|#/g;
  for (const { 0: part, index } of line.matchAll(quoted)) if (part === "#") return index;
  return -1;
}

/** The example with the missing keys of the document added; and the keys that only the example has. */
export function mergedExample(example: string, text: string, name: string) {
  const known = new Set(entriesOf(example, name).map(({ path }) => formatPath(path)));
  const blank = exampleOf(text, name).text;
  const missing = entriesOf(blank, name).filter(
    ({ path }) => !known.has(formatPath(path)) && path.every((step) => typeof step === "string"),
  );
  const present = new Set(entriesOf(blank, name).map(({ path }) => formatPath(path)));
  const merged = addValues(example, missing, name);
  return { text: merged, added: missing.map(({ path }) => path), stale: [...known].filter((key) => !present.has(key)) };
}

/** Values without nested values, and lists. */
export function entriesOf(
  text: string,
  name: string,
): { readonly path: KeyPath; readonly source: string; readonly kind: ValueKind }[] {
  const values = valuesOf(text, name);
  return values.filter(({ kind, range }, index) => {
    const outer = values.slice(0, index).some((other) => other.kind === "array" && isWithin(range, other.range));
    return !outer && kind !== "table";
  });
}
