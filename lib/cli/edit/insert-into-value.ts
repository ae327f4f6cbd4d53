import { formatPath, type KeyPath } from "../../core/key-path";
import { UsageError } from "../context";
import { lineEnd, lineStart, type TomlDocument, type ValueNode } from "./document";
import { tomlKey } from "./literal";
import { insertAt, type Splice } from "./splice";

/** A new key of an inline table, or the next item of an array. */
export function intoValue(document: TomlDocument, value: ValueNode, rest: KeyPath, source: string): Splice[] {
  const shown = formatPath(value.path);
  if (value.kind === "table") {
    const keys = namesIn(rest, [...value.path, ...rest])
      .map(tomlKey)
      .join(".");
    const last = value.pairs.at(-1);
    if (last !== undefined) return [insertAt(last.range[1], `, ${keys} = ${source}`)];
    return [{ start: value.range[0], end: value.range[1], text: `{ ${keys} = ${source} }` }];
  }
  if (value.kind !== "array") throw new UsageError(`${shown} is a value (${value.kind}), so it can't contain keys`);
  if (rest.length === 1 && rest[0] === value.items.length) return appendItem(document, value, source);
  const amount = value.items.length === 1 ? "1 item" : `${value.items.length} items`;
  throw new UsageError(`${shown} is a list of ${amount}: name one of them, or the next: ${shown}[${value.items.length}]`);
}

function appendItem({ text, lineBreak }: TomlDocument, list: ValueNode, source: string): Splice[] {
  const last = list.items.at(-1);
  if (last === undefined) return [insertAt(list.range[0] + 1, /^\s/.test(text.slice(list.range[0] + 1)) ? ` ${source}` : source)];
  const end = last.range[1];
  const line = lineStart(text, last.range[0]);
  const before = text.slice(line, last.range[0]);
  const after = lineEnd(text, end);
  if (!/^[ \t]*$/.test(before) || after > list.range[1] || line < list.range[0]) return [insertAt(end, `, ${source}`)];
  const hasComma = /^\s*,/.test(text.slice(end, list.range[1]));
  return [...(hasComma ? [] : [insertAt(end, ",")]), insertAt(after, `${before}${source}${hasComma ? "," : ""}${lineBreak}`)];
}

/** Steps that must be names. @throws UsageError for the number of an item that is not there. */
export function namesIn(steps: KeyPath, path: KeyPath): string[] {
  for (const [at, step] of steps.entries()) {
    if (typeof step !== "number") continue;
    const list = formatPath(path.slice(0, path.length - steps.length + at));
    throw new UsageError(`there is no list ${list} with an item ${step}`);
  }
  return steps as string[];
}
