import { commentStart, lineEnd, lineStart, type Pair, type Section, type TomlDocument } from "./document";
import { tomlKey } from "./literal";
import { insertAt, type Splice } from "./splice";

/** A value in TOML's notation, with its comments. */
export interface Addition {
  readonly source: string;
  /** The comment lines above it, without `#`. An inline table can't have any. */
  readonly comments?: readonly string[];
  /** A comment after it. */
  readonly trailing?: string | undefined;
}

/** The lines of a new pair. `start` is all up to its value. */
function linesOf({ source, comments = [], trailing }: Addition, indent: string, start: string, lineBreak: string): string {
  const above = comments.map((comment) => `${indent}#${comment === "" ? "" : ` ${comment}`}${lineBreak}`);
  return `${above.join("")}${indent}${start}${source}${trailing === undefined ? "" : ` # ${trailing}`}`;
}

/** A new pair of a section. `names` are the parts of its key. */
export function intoSection(document: TomlDocument, section: Section, names: readonly string[], addition: Addition): Splice[] {
  if (section.pairs.length > 0) return intoPairs(document, section, section.pairs, names, addition);
  const { text, lineBreak, sections } = document;
  const line = linesOf(addition, "", `${names.map(tomlKey).join(".")} = `, lineBreak);
  if (section.header !== undefined) return [afterLine(document, section.header.range[1], line)];
  const first = sections[1]?.header;
  const top = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (first === undefined) return [atEnd(document, line)];
  return [insertAt(commentStart(text, lineStart(text, first.range[0]), top), `${line}${lineBreak}${lineBreak}`)];
}

/** Inserts a new pair among pairs of a section: in alphabetical order if they are sorted, otherwise after the last. */
export function intoPairs(
  document: TomlDocument,
  section: Section,
  siblings: readonly Pair[],
  names: readonly string[],
  addition: Addition,
): Splice[] {
  const { text, lineBreak } = document;
  const next = isSorted(siblings) ? siblings.find((pair) => nameOf(pair) > names.join(".")) : undefined;
  const beside = next ?? (siblings.at(-1) as Pair);
  const start = lineStart(text, beside.range[0]);
  const indent = text.slice(start, beside.range[0]);
  const line = linesOf(addition, indent, names.map(tomlKey).join(".") + equalsOf(text, beside), lineBreak);
  if (next === undefined) return [afterLine(document, beside.range[1], line)];
  const above = section.pairs[section.pairs.indexOf(next) - 1];
  const previous = above?.range[1] ?? section.header?.range[1];
  const floor = previous === undefined ? 0 : lineEnd(text, previous);
  return [insertAt(commentStart(text, start, floor), line + lineBreak)];
}

/** Are there several keys, in alphabetical order? */
export function isSorted(pairs: readonly Pair[]): boolean {
  return pairs.length > 1 && pairs.every((pair, at) => at === 0 || nameOf(pairs[at - 1] as Pair) < nameOf(pair));
}

function nameOf({ keys }: Pair): string {
  return keys.map(({ name }) => name).join(".");
}

/** The equals sign with the same spaces around it as in a pair; one space if the pair is padded to a column. */
function equalsOf(text: string, { keys, value }: Pair): string {
  const between = text.slice(keys.at(-1)?.range[1], value.range[0]);
  return /^ ?= ?$/.test(between) ? between : " = ";
}

/** A new section at the end of the text. */
export function newSection(document: TomlDocument, path: readonly string[], addition: Addition): Splice[] {
  return [atEnd(document, sectionOf(path, addition, document.lineBreak))];
}

/** A new section above another: a section of a list item must come before the next item. */
export function sectionAbove(
  { text, lineBreak }: TomlDocument,
  below: Section,
  path: readonly string[],
  addition: Addition,
): Splice[] {
  const start = lineStart(text, below.header?.range[0] as number);
  return [insertAt(commentStart(text, start, 0), sectionOf(path, addition, lineBreak) + lineBreak + lineBreak)];
}

/** A header, and below it the first pair. */
function sectionOf(path: readonly string[], addition: Addition, lineBreak: string): string {
  const pair = linesOf(addition, "", `${tomlKey(path.at(-1) as string)} = `, lineBreak);
  return `[${path.slice(0, -1).map(tomlKey).join(".")}]${lineBreak}${pair}`;
}

function atEnd({ text, lineBreak }: TomlDocument, lines: string): Splice {
  const end = text.length;
  if (text === "" || text === "\ufeff") return insertAt(end, lines + lineBreak);
  if (!text.endsWith("\n")) return insertAt(end, `${lineBreak}${lineBreak}${lines}`);
  const isAfterGap = /(?:^|\n)[ \t]*\r?\n$/.test(text);
  return insertAt(end, `${isAfterGap ? "" : lineBreak}${lines}${lineBreak}`);
}

/** A new line after the one that a position is in. A text without a final line break stays without one. */
function afterLine({ text, lineBreak }: TomlDocument, position: number, line: string): Splice {
  const end = lineEnd(text, position);
  return insertAt(end, text[end - 1] === "\n" ? line + lineBreak : lineBreak + line);
}
