import { formatPath, type KeyPath } from "../../core/key-path";
import { HEADER } from "../../crypto/format";
import { allValues, documentOf } from "../edit/document";
import { removeKey, setValue } from "../edit/edit";
import { type Conflict, withMarks } from "./conflict-marks";

/*
 * Merges two versions of a document key by key. Tokens are compared, so encrypted values need no key: the same value at the
 * same place has the same token.
 */

export interface MergeOutcome {
  /** The merged document, with marks at the conflicts; `undefined` if it can't be merged key by key. */
  readonly text: string | undefined;
  readonly conflicts: readonly KeyPath[];
}

/** `lineMerge` is git's merge of the lines. It is used if it neither loses nor doubles a key. */
export function mergeTexts(base: string, ours: string, theirs: string, lineMerge?: string): MergeOutcome {
  const sides = { base: leavesIfValid(base), ours: leavesIfValid(ours), theirs: leavesIfValid(theirs) };
  if (sides.base === undefined || sides.ours === undefined || sides.theirs === undefined)
    return { text: undefined, conflicts: [] };
  const plan = planOf(sides.base, sides.ours, sides.theirs);
  const strangers = strangersIn(sides.base, sides.ours, sides.theirs);
  const conflicts = [...plan.conflicts.map(({ path }) => path), ...strangers];
  if (conflicts.length === 0 && lineMerge !== undefined && isSame(leavesIfValid(lineMerge), plan.merged))
    return { text: lineMerge, conflicts };
  const text = mergedText(base, ours, theirs, plan);
  return { text: text !== undefined && plan.conflicts.length > 0 ? withMarks(text, plan.conflicts) : text, conflicts };
}

/** The values of a document, by their paths, and after them the entries of `[[lists]]`, the last one first. */
type Leaves = ReadonlyMap<string, Leaf>;

interface Leaf {
  readonly path: KeyPath;
  /** Empty for an entry of a `[[list]]`, which is there or not. */
  readonly source: string;
}

function leavesIfValid(text: string): Leaves | undefined {
  try {
    const document = documentOf(text);
    const values = [...allValues(document)].filter(({ kind, items, pairs }) => {
      return kind === "table" ? pairs.length === 0 : kind !== "array" || !items.some((item) => item.kind === "table");
    });
    const inside = values.filter(({ path }) => values.some((other) => other.kind === "array" && isBelow(path, other.path)));
    const leaves = values.filter((value) => !inside.includes(value));
    const entries = document.sections.filter(({ isElement }) => isElement).reverse();
    return new Map([
      ...leaves.map(({ path, range }) => [formatPath(path), { path, source: text.slice(...range) }] as const),
      ...entries.map(({ path }) => [formatPath(path), { path, source: "" }] as const),
    ]);
  } catch {
    return undefined;
  }
}

function isBelow(path: KeyPath, above: KeyPath): boolean {
  return path.length > above.length && above.every((step, at) => step === path[at]);
}

interface Plan {
  readonly merged: Leaves;
  readonly conflicts: readonly Conflict[];
}

function planOf(base: Leaves, ours: Leaves, theirs: Leaves): Plan {
  const merged = new Map(ours);
  const conflicts: Conflict[] = [];
  const changedByOurs = changedEntries(base, ours);
  for (const key of new Set([...base.keys(), ...theirs.keys()])) {
    const [before, own, other] = [base.get(key), ours.get(key), theirs.get(key)];
    if (other?.source === before?.source || other?.source === own?.source) continue;
    const path = (other ?? own ?? before)?.path ?? [];
    if (own?.source !== before?.source || changedByOurs.has(entryOf(path) ?? ""))
      conflicts.push({ path, ours: own?.source, theirs: other?.source });
    else if (other === undefined) merged.delete(key);
    else merged.set(key, other);
  }
  return { merged, conflicts };
}

/**
 * The entries of lists in which a side has changed anything. An entry has no name, only a place: if both sides have changed what is at
 * a place, nobody knows whether they mean the same entry.
 */
function changedEntries(base: Leaves, side: Leaves): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [key, { path }] of [...base, ...side]) {
    const entry = entryOf(path);
    if (entry !== undefined && base.get(key)?.source !== side.get(key)?.source) changed.add(entry);
  }
  return changed;
}

/** The outermost entry of a list in which a value is. */
function entryOf(path: KeyPath): string | undefined {
  const at = path.findIndex((step) => typeof step === "number");
  return at === -1 ? undefined : formatPath(path.slice(0, at + 1));
}

/** If one side has changed the key of the file, the values that the other side has changed do not open any more. */
function strangersIn(base: Leaves, ours: Leaves, theirs: Leaves): KeyPath[] {
  const publicKey = (leaves: Leaves) => leaves.get(formatPath([HEADER, "public"]))?.source;
  const [before, own, other] = [publicKey(base), publicKey(ours), publicKey(theirs)];
  if (own === other || before === undefined) return [];
  const left = own === before ? ours : theirs;
  return [...left.values()].flatMap(({ path, source }) => {
    return path[0] !== HEADER && source !== "" && source !== base.get(formatPath(path))?.source ? [path] : [];
  });
}

/** The document of one side with the changes of the other. If the comments of one side have changed, its document is the base. */
function mergedText(base: string, ours: string, theirs: string, { merged }: Plan): string | undefined {
  const comments = (text: string) => documentOf(text).comments.join("\n");
  const hasChanged = (text: string) => comments(text) !== comments(base);
  if (hasChanged(ours) && hasChanged(theirs) && comments(ours) !== comments(theirs)) return undefined;
  const start = hasChanged(theirs) ? theirs : ours;
  const wanted = new Map(merged);
  try {
    let text = start;
    for (const [key, { path, source }] of leavesIfValid(start) ?? []) {
      const next = wanted.get(key);
      if (next === undefined) text = removeKey(text, path);
      else if (next.source !== source) text = setValue(text, path, next.source);
      wanted.delete(key);
    }
    for (const { path, source } of wanted.values()) if (source !== "") text = setValue(text, path, source);
    text = withoutEmptied(text, [base, ours, theirs].map(sectionsIn));
    return isSame(leavesIfValid(text), merged) ? text : undefined;
  } catch {
    return undefined; // the engine refuses a change that would affect other keys
  }
}

/** The document without the headers of sections that a side has removed with all their values. */
function withoutEmptied(text: string, [base, ours, theirs]: readonly (ReadonlySet<string> | undefined)[]): string {
  let rest = text;
  for (const { path, header, pairs, isElement } of documentOf(text).sections) {
    const key = formatPath(path);
    const isGone = base?.has(key) && !(ours?.has(key) && theirs?.has(key));
    if (header !== undefined && !isElement && pairs.length === 0 && isGone) rest = removeKey(rest, path);
  }
  return rest;
}

function sectionsIn(text: string): ReadonlySet<string> {
  return new Set(documentOf(text).sections.map(({ path }) => formatPath(path)));
}

function isSame(one: Leaves | undefined, other: Leaves): boolean {
  return one !== undefined && one.size === other.size && [...one].every(([key, { source }]) => other.get(key)?.source === source);
}
