import type { KeyPath } from "../../core/key-path";
import {
  commentStart,
  isSame,
  lineEnd,
  lineStart,
  type Pair,
  type Range,
  type Section,
  startsWith,
  type TomlDocument,
  type ValueNode,
} from "./document";
import type { Splice } from "./splice";

/** The splices that remove a key and everything below it; empty if the key does not exist. Comments above it stay. */
export function removal(document: TomlDocument, path: KeyPath): Splice[] {
  const splices: Splice[] = [];
  for (const [index, section] of document.sections.entries()) {
    if (section.header !== undefined && startsWith(section.path, path)) splices.push(wholeSection(document, index));
    else splices.push(...section.pairs.flatMap((pair) => fromPair(document.text, pair, path)));
  }
  return splices;
}

function wholeSection({ text, sections }: TomlDocument, index: number): Splice {
  const { header, pairs } = sections[index] as Section;
  const next = sections[index + 1]?.header;
  const floor = lineEnd(text, pairs.at(-1)?.range[1] ?? (header?.range[1] as number));
  const end = next === undefined ? text.length : commentStart(text, lineStart(text, next.range[0]), floor);
  return { start: lineStart(text, header?.range[0] as number), end, text: "" };
}

function fromPair(text: string, pair: Pair, path: KeyPath): Splice[] {
  if (startsWith(pair.path, path)) {
    return [{ start: lineStart(text, pair.range[0]), end: lineEnd(text, pair.range[1]), text: "" }];
  }
  return startsWith(path, pair.path) ? fromValue(text, pair.value, path) : [];
}

function fromValue(text: string, value: ValueNode, path: KeyPath): Splice[] {
  const parts: readonly { readonly path: KeyPath; readonly range: Range }[] = value.kind === "table" ? value.pairs : value.items;
  const isGone = parts.map((part) => (value.kind === "table" ? startsWith(part.path, path) : isSame(part.path, path)));
  if (isGone.includes(true)) {
    return parts.flatMap((_, index) => (isGone[index] ? [withComma(text, value, parts, isGone, index)] : []));
  }
  const inner = [...value.items, ...value.pairs.map((pair) => pair.value)];
  return inner.filter((one) => startsWith(path, one.path)).flatMap((one) => fromValue(text, one, path));
}

/** A part of an array or inline table with the comma after it; for the last, with the comma before it. */
function withComma(
  text: string,
  { range }: ValueNode,
  parts: readonly { readonly range: Range }[],
  isGone: readonly boolean[],
  index: number,
): Splice {
  const [start, end] = (parts[index] as { range: Range }).range;
  const next = parts[index + 1];
  if (next !== undefined) {
    const after = commaAfter(text, end, next.range[0]);
    const hasLine = text.slice(end, next.range[0]).includes("\n");
    return hasLine && !text.slice(after + 1, next.range[0]).includes("#")
      ? { start, end: next.range[0], text: "" }
      : { start, end: hasLine ? after + 1 : next.range[0], text: "" };
  }
  const kept = isGone.lastIndexOf(false, index);
  const previous = parts[kept];
  const comma = commaAfter(text, end, range[1]);
  if (previous === undefined) return { start, end: comma === -1 ? end : comma + 1, text: "" };
  const between = text.slice(previous.range[1], start);
  // A comment between them stays. The last item of an array may have a comma after it.
  if (between.includes("#")) return { start, end: comma === -1 ? end : comma + 1, text: "" };
  return { start: previous.range[1], end, text: "" };
}

/** The next comma that is not in a comment; -1 if there is none. */
function commaAfter(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text[at] === "#") at = lineEnd(text, at) - 1;
    else if (text[at] === ",") return at;
  }
  return -1;
}
