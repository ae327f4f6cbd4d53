import type { AST, parseTOML } from "toml-eslint-parser" with { "resolution-mode": "import" };
import type { KeyPath } from "../../core/key-path";

/*
 * A TOML document with positions. Every range counts UTF-16 units of the whole text, a byte order mark included.
 */

/** Start and end, the end not included. */
export type Range = readonly [start: number, end: number];

export type ValueKind =
  | "string"
  | "integer"
  | "float"
  | "boolean"
  | "offset-date-time"
  | "local-date-time"
  | "local-date"
  | "local-time"
  | "array"
  | "table";

/** One part of a dotted key. */
export interface Segment {
  readonly name: string;
  readonly range: Range;
}

/** `key = value`, in a section or in an inline table. */
export interface Pair {
  readonly path: KeyPath;
  readonly keys: readonly Segment[];
  readonly range: Range;
  readonly value: ValueNode;
}

/** A value of the document. `table` is an inline table. */
export interface ValueNode {
  readonly path: KeyPath;
  readonly kind: ValueKind;
  readonly range: Range;
  /** The pairs of an inline table. */
  readonly pairs: readonly Pair[];
  /** The items of an array. */
  readonly items: readonly ValueNode[];
}

/** The root (no header), a `[section]`, or an element of `[[sections]]`. */
export interface Section {
  readonly path: KeyPath;
  readonly header: { readonly keys: readonly Segment[]; readonly range: Range } | undefined;
  readonly isElement: boolean;
  readonly pairs: readonly Pair[];
}

export interface TomlDocument {
  readonly text: string;
  /** The line break that most lines end with. */
  readonly lineBreak: "\n" | "\r\n";
  /** In the order of the text; the root is the first. */
  readonly sections: readonly Section[];
  readonly comments: readonly string[];
}

/** @throws whatever the position parser throws for a text that is not TOML: its message may quote the text. */
export function documentOf(text: string): TomlDocument {
  const parser = require("toml-eslint-parser") as { parseTOML: typeof parseTOML };
  const offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const program = parser.parseTOML(text.slice(offset), { tomlVersion: "1.0.0" });
  const top = program.body[0];
  const read = readerAt(text, offset);
  const root: Pair[] = [];
  const sections: Section[] = [{ path: [], header: undefined, isElement: false, pairs: root }];
  for (const node of top.body) {
    if (node.type === "TOMLTable") sections.push(read.section(node));
    else root.push(read.pair(node, []));
  }
  const breaks = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return {
    text,
    lineBreak: windows * 2 > breaks ? "\r\n" : "\n",
    sections,
    comments: program.comments.map(({ value }) => value),
  };
}

function readerAt(text: string, offset: number) {
  const shifted = ({ range: [start, end] }: AST.HasLocs): Range => [start + offset, end + offset];
  const segments = ({ keys }: AST.TOMLKey): Segment[] =>
    keys.map((key) => ({ name: key.type === "TOMLBare" ? key.name : key.value, range: shifted(key) }));

  function section(node: AST.TOMLTable): Section {
    const keys = segments(node.key);
    const isElement = node.kind === "array";
    const closing = text.indexOf("]", keys.at(-1)?.range[1]);
    const range: Range = [shifted(node)[0], closing + (isElement ? 2 : 1)];
    const path = node.resolvedKey;
    return { path, header: { keys, range }, isElement, pairs: node.body.map((item) => pair(item, path)) };
  }

  function pair(node: AST.TOMLKeyValue, above: KeyPath): Pair {
    const keys = segments(node.key);
    const path = [...above, ...keys.map(({ name }) => name)];
    return { path, keys, range: shifted(node), value: value(node.value, path) };
  }

  function value(node: AST.TOMLContentNode, path: KeyPath): ValueNode {
    const base = { path, range: shifted(node), pairs: [], items: [] };
    if (node.type === "TOMLInlineTable") {
      return { ...base, kind: "table", pairs: node.body.map((item) => pair(item, path)) };
    }
    if (node.type === "TOMLArray") {
      return { ...base, kind: "array", items: node.elements.map((item, index) => value(item, [...path, index])) };
    }
    return { ...base, kind: node.kind };
  }

  return { section, pair };
}

/** A value and all values in it, outermost first. */
export function* withInner(value: ValueNode): Generator<ValueNode> {
  yield value;
  for (const item of value.items) yield* withInner(item);
  for (const pair of value.pairs) yield* withInner(pair.value);
}

/** Every value of the document, outermost first. */
export function* allValues({ sections }: TomlDocument): Generator<ValueNode> {
  for (const { pairs } of sections) for (const { value } of pairs) yield* withInner(value);
}

/** Does `path` begin with `prefix`? A path begins with itself. */
export function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.length <= path.length && prefix.every((step, at) => step === path[at]);
}

export function isSame(one: KeyPath, other: KeyPath): boolean {
  return one.length === other.length && startsWith(one, other);
}

/** The start of the line that contains a position. */
export function lineStart(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
}

/** The end of the line that contains a position, its line break included. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** The start of the comment lines directly above a line; never before `floor`. */
export function commentStart(text: string, start: number, floor: number): number {
  for (let at = start; ; ) {
    if (at <= floor) return at;
    const above = lineStart(text, at - 1);
    if (above < floor || above === at || !/^[ \t]*#/.test(text.slice(above, at))) return at;
    at = above;
  }
}
