import { isDeepStrictEqual } from "node:util";
import { SourceError } from "../../core/errors";
import type { KeyPath } from "../../core/key-path";
import { printable } from "../../core/printable";
import { deepCopy, setOwn } from "../../core/table";
import { stepInto } from "../../core/value-at";
import { decodeToml } from "../../toml/decode";
import { allValues, documentOf, startsWith, type TomlDocument } from "./document";

type Table = Record<string, unknown>;

/** The table of a text, as a copy that may be changed. @throws ParseError. */
export function tableOf(text: string, source: string): Table {
  return deepCopy(decodeToml(text, source)) as Table;
}

/** The value of a source text. @throws if it is not one TOML value. */
export function parsedValue(source: string): unknown {
  const table = tableOf(`x = ${source}\n`, "the new value");
  if (Object.keys(table).length > 1) throw new TypeError("the new value is more than one value");
  return table.x;
}

/** The document of a text that the library's own parser accepts. @throws ParseError, and SourceError if it can't be edited. */
export function editable(text: string, source: string): { document: TomlDocument; table: Table } {
  const table = tableOf(text, source);
  try {
    return { document: documentOf(text), table };
  } catch {
    throw cannotEdit(source, "one parser accepts this file, and the other does not");
  }
}

/** What a change may do to the text, in addition to its effect on the table. */
export interface Scope {
  /** The source text of every value keeps its letters, except below these paths of the text before and after. */
  readonly before: readonly KeyPath[];
  readonly after: readonly KeyPath[];
  /** May it remove the comments inside the text that it replaces or removes? */
  readonly losesComments: boolean;
  /** May it add comments? */
  readonly addsComments?: boolean;
}

/** @throws SourceError unless `after` is one of the tables that are expected, and differs in nothing that is out of scope. */
export function verify(before: TomlDocument, after: string, expected: readonly unknown[], scope: Scope, source: string): void {
  const isExact = (() => {
    try {
      const table = tableOf(after, source);
      return expected.some((one) => isDeepStrictEqual(one, table)) && isWithinScope(before, documentOf(after), scope);
    } catch {
      return false;
    }
  })();
  if (!isExact) throw cannotEdit(source, "this change would also change something else");
}

function isWithinScope(before: TomlDocument, after: TomlDocument, scope: Scope): boolean {
  const isKept =
    (scope.losesComments || isSubsequence(before.comments, after.comments)) &&
    (scope.addsComments || isSubsequence(after.comments, before.comments));
  return isKept && isDeepStrictEqual(leafSources(before, scope.before), leafSources(after, scope.after));
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const item of whole) if (item === part[at]) at++;
  return at === part.length;
}

/** The source texts of all leaves in their order, without those below some paths. */
function leafSources(document: TomlDocument, except: readonly KeyPath[]): string[] {
  return [...allValues(document)]
    .filter(({ kind, path }) => kind !== "array" && kind !== "table" && !except.some((prefix) => startsWith(path, prefix)))
    .map(({ range }) => document.text.slice(...range));
}

function cannotEdit(source: string, reason: string): SourceError {
  return new SourceError(
    `cannot change ${printable(source)}: ${reason}, so nothing was written\n  Try: make this change in an editor (npx toml-secrets edit).`,
    { source, reason },
  );
}

/** Changes a table in place. */
export function setAt(table: Table, path: KeyPath, value: unknown): Table {
  let holder: unknown = table;
  for (const [at, step] of path.slice(0, -1).entries()) {
    const next = stepInto(holder, step);
    if (next === undefined) setStep(holder, step, typeof path[at + 1] === "number" ? [] : {});
    holder = stepInto(holder, step);
  }
  setStep(holder, path.at(-1) as string | number, value);
  return table;
}

/** The table without a key, and the same table without sections and lists that become empty, because a dotted key creates its section. */
export function withoutKey(table: Table, path: KeyPath): Table[] {
  const results: Table[] = [];
  for (let depth = path.length; depth > 0; depth--) {
    const copy = deepCopy(table) as Table;
    let holder: unknown = copy;
    for (const step of path.slice(0, depth - 1)) holder = stepInto(holder, step);
    const last = path[depth - 1] as string | number;
    if (Array.isArray(holder)) holder.splice(last as number, 1);
    else delete (holder as Table)[last];
    results.push(copy);
    if (Object.keys(holder as object).length > 0) break;
  }
  return results;
}

function setStep(holder: unknown, step: string | number, value: unknown): void {
  if (typeof step === "number") (holder as unknown[])[step] = value;
  else setOwn(holder as Table, step, value);
}
