import { formatPath, type KeyPath } from "../../core/key-path";
import { UsageError } from "../context";
import { allValues, isSame, type Pair, type Section, startsWith, type TomlDocument, type ValueNode } from "./document";
import { type Addition, intoPairs, intoSection, newSection, sectionAbove } from "./insert-into-section";
import { intoValue, namesIn } from "./insert-into-value";
import { tomlKey } from "./literal";
import { insertAt, type Splice } from "./splice";

/** The splice that adds a new key to the document. @throws UsageError if the document has no place for it. */
export function insertion(document: TomlDocument, path: KeyPath, addition: Addition): Splice[] {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const splices = insertionBelow(document, path, depth, addition);
    if (splices !== undefined) return splices;
  }
  const names = namesIn(path, path);
  const root = document.sections[0] as Section;
  return names.length === 1 ? intoSection(document, root, names, addition) : newSection(document, names, addition);
}

/** The same, for an existing holder at the first `depth` steps of the path; `undefined` if it does not exist. */
function insertionBelow(document: TomlDocument, path: KeyPath, depth: number, addition: Addition): Splice[] | undefined {
  const holder = path.slice(0, depth);
  const rest = path.slice(depth);
  for (const value of allValues(document)) {
    if (isSame(value.path, holder)) return intoValue(document, value, rest, addition.source);
  }
  const section = document.sections.find((one) => one.header !== undefined && isSame(one.path, holder));
  if (section !== undefined) {
    const names = namesIn(rest, path);
    const isInList = section.path.some((step) => typeof step === "number");
    if (names.length === 1 || isInList) return intoSection(document, section, names, addition);
    return newSection(document, namesIn(path, path), addition);
  }
  const dotted = dottedHolder(document, holder);
  if (dotted !== undefined) return besideDotted(document, dotted, namesIn(rest, path), addition);
  const below = document.sections.find((one) => startsWith(one.path, holder));
  if (below === undefined) return undefined;
  if (document.sections.some((one) => one.isElement && isSame(one.path.slice(0, -1), holder))) {
    const list = formatPath(holder);
    const next = typeof rest[0] === "number" ? "it has no item of that number" : `name an item of it, such as ${list}[0]`;
    throw new UsageError(`${list} is a list of sections: ${next}`);
  }
  namesIn(rest, path);
  if (holder.every((step) => typeof step === "string")) return newSection(document, path as string[], addition);
  return sectionAbove(
    document,
    below,
    path.filter((step) => typeof step === "string"),
    addition,
  );
}

interface DottedHolder {
  readonly section: Section;
  /** The last pair below the holder, and the number of keys of that pair that lead to the holder. */
  readonly pair: Pair;
  readonly keysAbove: number;
  readonly inline: boolean;
}

/** A table that dotted keys make: `a` of `a.b = 1`. */
function dottedHolder({ sections }: TomlDocument, holder: KeyPath): DottedHolder | undefined {
  let found: DottedHolder | undefined;
  const look = (section: Section, pairs: readonly Pair[], inline: boolean) => {
    for (const pair of pairs) {
      const keysAbove = holder.length - (pair.path.length - pair.keys.length);
      if (startsWith(pair.path, holder) && keysAbove > 0) found = { section, pair, keysAbove, inline };
      lookInto(section, pair.value);
    }
  };
  const lookInto = (section: Section, value: ValueNode) => {
    look(section, value.pairs, true);
    for (const item of value.items) lookInto(section, item);
  };
  for (const section of sections) look(section, section.pairs, false);
  return found;
}

function besideDotted(document: TomlDocument, holder: DottedHolder, names: readonly string[], addition: Addition): Splice[] {
  const { section, pair, keysAbove, inline } = holder;
  const all = [...pair.keys.slice(0, keysAbove).map(({ name }) => name), ...names];
  if (inline) return [insertAt(pair.range[1], `, ${all.map(tomlKey).join(".")} = ${addition.source}`)];
  const siblings = section.pairs.filter(({ keys }) => keys.slice(0, keysAbove).every(({ name }, index) => name === all[index]));
  return intoPairs(document, section, siblings, all, addition);
}
