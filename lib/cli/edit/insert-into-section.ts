import { commentStart, lineEnd, lineStart, type Pair, type Section, type TomlDocument } from "./document";
import { tomlKey } from "./literal";
import { insertAt, type Splice } from "./splice";

/** A new pair of a section. `names` are the parts of its key. */
export function intoSection(document: TomlDocument, section: Section, names: readonly string[], source: string): Splice[] {
  if (section.pairs.length > 0) return intoPairs(document, section, section.pairs, names, source);
  const { text, lineBreak, sections } = document;
  const line = `${names.map(tomlKey).join(".")} = ${source}`;
  if (section.header !== undefined) return [afterLine(document, section.header.range[1], line)];
  const first = sections[1]?.header;
  const top = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (first === undefined) return [atEnd(document, line)];
  return [insertAt(commentStart(text, lineStart(text, first.range[0]), top), `${line}${lineBreak}${lineBreak}`)];
}

/** A new pair among some of a section's: in its alphabetical place if these are in order, otherwise after the last. */
export function intoPairs(
  document: TomlDocument,
  section: Section,
  siblings: readonly Pair[],
  names: readonly string[],
  source: string,
): Splice[] {
  const { text, lineBreak } = document;
  const nameOf = ({ keys }: Pair) => keys.map(({ name }) => name).join(".");
  const isSorted =
    siblings.length > 1 && siblings.every((pair, index) => index === 0 || nameOf(siblings[index - 1] as Pair) < nameOf(pair));
  const next = isSorted ? siblings.find((pair) => nameOf(pair) > names.join(".")) : undefined;
  const beside = next ?? (siblings.at(-1) as Pair);
  const start = lineStart(text, beside.range[0]);
  const indent = text.slice(start, beside.range[0]);
  const line = indent + names.map(tomlKey).join(".") + equalsOf(text, beside) + source;
  if (next === undefined) return [afterLine(document, beside.range[1], line)];
  const above = section.pairs[section.pairs.indexOf(next) - 1];
  const previous = above?.range[1] ?? section.header?.range[1];
  const floor = previous === undefined ? 0 : lineEnd(text, previous);
  return [insertAt(commentStart(text, start, floor), line + lineBreak)];
}

/** The equals sign with the spaces around it as a pair has them; one space if it is padded to a column. */
function equalsOf(text: string, { keys, value }: Pair): string {
  const between = text.slice(keys.at(-1)?.range[1], value.range[0]);
  return /^ ?= ?$/.test(between) ? between : " = ";
}

/** A new section at the end of the text. */
export function newSection(document: TomlDocument, path: readonly string[], source: string): Splice[] {
  const header = `[${path.slice(0, -1).map(tomlKey).join(".")}]`;
  return [atEnd(document, `${header}${document.lineBreak}${tomlKey(path.at(-1) as string)} = ${source}`)];
}

/** A new section above another: below the item of a list it has to stand before the next item. */
export function sectionAbove(
  { text, lineBreak }: TomlDocument,
  below: Section,
  path: readonly string[],
  source: string,
): Splice[] {
  const start = lineStart(text, below.header?.range[0] as number);
  const lines = [`[${path.slice(0, -1).map(tomlKey).join(".")}]`, `${tomlKey(path.at(-1) as string)} = ${source}`, "", ""];
  return [insertAt(commentStart(text, start, 0), lines.join(lineBreak))];
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
