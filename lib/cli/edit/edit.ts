import { formatPath, type KeyPath } from "../../core/key-path";
import { deepCopy, isTable } from "../../core/table";
import { valueAt } from "../../core/value-at";
import { UsageError } from "../context";
import {
  allValues,
  documentOf,
  isSame,
  type Range,
  startsWith,
  type TomlDocument,
  type ValueKind,
  type ValueNode,
} from "./document";
import { insertion } from "./insert";
import { type Addition, isSorted } from "./insert-into-section";
import { removal } from "./remove";
import { renaming } from "./rename";
import { applySplices, type Splice } from "./splice";
import { editable, parsedValue, setAt, verify, withoutKey } from "./verify";

/*
 * The editing engine. Its interface:
 *
 *   valuesOf(text)                        every value: path, kind, range, source text
 *   setValue(text, path, source)          the text with one value replaced, or with a new key in its place
 *   replaceValues(text, [{ path | range, source }])   the same for many existing values, in one step
 *   addValues(text, [{ path, source, comments, trailing }])   new keys, with comments, in one step
 *   removeKey(text, path)                 the text without a key (or section, or item)
 *   renameKey(text, path, newPath)        the text with a key renamed, or moved to another section
 *
 * All are pure: they take the text of a whole document and return the text of the changed one, which is the same byte for byte
 * except for the change. Each result is parsed and compared with the expected table; if it differs, SourceError is thrown. A
 * `source` is TOML (`"text"`, `5432`, `[1, 2]`): tomlString and tomlKey of ./literal write it. Files: ./replace-file. The
 * optional last parameter names the document in errors. No error contains a value.
 */

export type { Range, ValueKind };

/** A value with its place in the text. */
export interface Value {
  readonly path: KeyPath;
  /** `array` and `table` (an inline table) are followed by the values in them. */
  readonly kind: ValueKind;
  /** In UTF-16 units of the whole text: start, and the end, which is not included. */
  readonly range: Range;
  readonly source: string;
}

export type Replacement = ({ readonly path: KeyPath } | { readonly range: Range }) & { readonly source: string };

const UNNAMED = "the document";

/** Every value in the order of the text. @throws ParseError for text that is not TOML. */
export function valuesOf(text: string, name = UNNAMED): Value[] {
  const { document } = editable(text, name);
  return [...allValues(document)].map(({ path, kind, range }) => ({ path, kind, range, source: text.slice(...range) }));
}

/**
 * The text with a value set: a value that is there is replaced; a new key goes into its section.
 * @throws UsageError if the path is a section, or leads through a value. @throws ParseError for text that is not TOML.
 */
export function setValue(text: string, path: KeyPath, source: string, name = UNNAMED): string {
  const { document, table } = editable(text, name);
  const known = find(document, path);
  if (known !== undefined) return replaceValues(text, [{ path, source }], name);
  if (valueAt(table, path) !== undefined) {
    const shown = formatPath(path);
    const isList = Array.isArray(valueAt(table, path));
    throw new UsageError(
      isList
        ? `${shown} is a list of sections; name a key in one of them, such as ${shown}[0].name`
        : `${shown} is a section; name a key in it, such as ${shown}.name`,
    );
  }
  const after = applySplices(text, insertion(document, path, { source }));
  const expected = setAt(table, path, parsedValue(source));
  verify(document, after, [expected], { before: [], after: [path], losesComments: false }, name);
  return after;
}

/** The text with existing values replaced. @throws UsageError if one does not exist. */
export function replaceValues(text: string, replacements: readonly Replacement[], name = UNNAMED): string {
  const { document, table } = editable(text, name);
  const splices: Splice[] = [];
  const paths: KeyPath[] = [];
  for (const replacement of replacements) {
    const value = "path" in replacement ? find(document, replacement.path) : findAt(document, replacement.range);
    if (value === undefined)
      throw new UsageError(`there is no value ${"path" in replacement ? formatPath(replacement.path) : "in that range"}`);
    const [start, end] = value.range;
    splices.push({ start, end, text: replacement.source });
    paths.push(value.path);
    setAt(table, value.path, parsedValue(replacement.source));
  }
  const after = applySplices(text, splices);
  const losesComments = splices.some(({ start, end }) => text.slice(start, end).includes("#"));
  verify(document, after, [table], { before: paths, after: paths, losesComments }, name);
  return after;
}

/** A key that is not there yet. */
export interface NewValue extends Addition {
  readonly path: KeyPath;
}

/** The text with new keys, those of one section together. @throws UsageError if one exists already, or has no place. */
export function addValues(text: string, values: readonly NewValue[], name = UNNAMED): string {
  const { document, table } = editable(text, name);
  const groups = new Map<string, NewValue[]>();
  for (const value of values) {
    if (valueAt(table, value.path) !== undefined) throw new UsageError(`${formatPath(value.path)} already exists`);
    setAt(table, value.path, parsedValue(value.source));
    const holder = JSON.stringify(value.path.slice(0, -1));
    groups.set(holder, [...(groups.get(holder) ?? []), value]);
  }
  let after = text;
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    after = applySplices(after, insertion(documentOf(after), first.path, first)); // this creates the section of the others
    const now = documentOf(after);
    const ordered = isSorted(document.sections.find(({ path }) => isSame(path, first.path.slice(0, -1)))?.pairs ?? [])
      ? others.sort(byName)
      : others;
    after = applySplices(
      after,
      ordered.flatMap((value) => insertion(now, value.path, value)),
    );
  }
  const paths = values.map(({ path }) => path);
  verify(document, after, [table], { before: [], after: paths, losesComments: false, addsComments: true }, name);
  return after;
}

function byName(one: NewValue, other: NewValue): number {
  return String(one.path.at(-1)) < String(other.path.at(-1)) ? -1 : 1;
}

/** The text without a key, with all that is below it. Comments above it stay. @throws UsageError if it is not there. */
export function removeKey(text: string, path: KeyPath, name = UNNAMED): string {
  const { document, table } = editable(text, name);
  const splices = removal(document, path);
  if (splices.length === 0) throw new UsageError(`there is no ${formatPath(path)}`);
  const after = applySplices(text, splices);
  verify(document, after, withoutKey(table, path), { before: [path], after: [], losesComments: true }, name);
  return after;
}

/**
 * The text with a key under another path. If a key stays in its section, its last step changes in place; a value that
 * moves goes to its new section. @throws UsageError if the old key is not there, the new one is, or a whole section is to be moved.
 */
export function renameKey(text: string, path: KeyPath, newPath: KeyPath, name = UNNAMED): string {
  const { document, table } = editable(text, name);
  const value = valueAt(table, path);
  if (value === undefined) throw new UsageError(`there is no ${formatPath(path)}`);
  if (valueAt(table, newPath) !== undefined) throw new UsageError(`${formatPath(newPath)} already exists`);
  const last = newPath.at(-1);
  if (typeof last !== "string" || typeof path.at(-1) !== "string") throw new UsageError("an item of a list has no name");
  if (!isSame(path.slice(0, -1), newPath.slice(0, -1))) return moved(text, path, newPath, name);
  const after = applySplices(text, renaming(document, path, last));
  const holder = path.length === 1 ? table : (valueAt(table, path.slice(0, -1)) as Record<string, unknown>);
  delete holder[path.at(-1) as string];
  verify(document, after, [setAt(table, newPath, value)], { before: [], after: [], losesComments: false }, name);
  return after;
}

function moved(text: string, path: KeyPath, newPath: KeyPath, name: string): string {
  const { document, table } = editable(text, name);
  const value = find(document, path);
  if (value === undefined || startsWith(newPath, path)) {
    throw new UsageError(`${formatPath(path)} is a section, and can't be moved; it can have another name in its place`);
  }
  const after = setValue(text, newPath, text.slice(...value.range), name);
  const result = removeKey(after, path, name);
  const copy = setAt(deepCopy(table) as Record<string, unknown>, newPath, valueAt(table, path));
  verify(document, result, withoutKey(copy, path), { before: [path], after: [newPath], losesComments: true }, name);
  return result;
}

function find(document: TomlDocument, path: KeyPath): ValueNode | undefined {
  for (const value of allValues(document)) if (isSame(value.path, path)) return value;
  return undefined;
}

function findAt(document: TomlDocument, [start, end]: Range): ValueNode | undefined {
  for (const value of allValues(document)) if (value.range[0] === start && value.range[1] === end) return value;
  return undefined;
}

/** Is there a value, or a section, at the path? @throws ParseError for text that is not TOML. */
export function kindAt(text: string, path: KeyPath, name = UNNAMED): ValueKind | "section" | undefined {
  const { document, table } = editable(text, name);
  const value = valueAt(table, path);
  return find(document, path)?.kind ?? (isTable(value) || Array.isArray(value) ? "section" : undefined);
}
