import { distance } from "fastest-levenshtein";
import { isTable } from "./table";
import type { SecretsTable } from "./types";

/** The key that was probably meant, as a path from `table`: a similar key, or the same key in a section at any depth. */
export function suggest(wanted: string, table: SecretsTable): string[] | undefined {
  const keys = Object.keys(table);
  const close = sameLetters(wanted, keys) ?? closest(wanted, keys);
  if (close !== undefined) return [close];
  return (
    inSections(table, (section) => (Object.hasOwn(section, wanted) ? wanted : undefined)) ??
    inSections(table, (section) => sameLetters(wanted, Object.keys(section)))
  );
}

/** The path of the first key that `find` finds in a section at any depth, the nearest first. */
function inSections(table: SecretsTable, find: (section: SecretsTable) => string | undefined): string[] | undefined {
  const queue: { readonly path: readonly string[]; readonly section: SecretsTable }[] = [{ path: [], section: table }];
  const seen = new Set<SecretsTable>([table]); // another parser may return a circle
  for (const { path, section } of queue) {
    const key = path.length === 0 ? undefined : find(section);
    if (key !== undefined) return [...path, key];
    for (const name of Object.keys(section)) {
      const below = section[name];
      if (!isTable(below) || seen.has(below) || queue.length > MAX_SECTIONS) continue;
      seen.add(below);
      queue.push({ path: [...path, name], section: below });
    }
  }
  return undefined;
}

const MAX_SECTIONS = 1000;

/** A key that differs only in case or separators: `dbPassword`, `DB_PASSWORD`, `db-password`. */
function sameLetters(wanted: string, keys: readonly string[]): string | undefined {
  const letters = (key: string) => key.toLowerCase().replace(/[_\-. ]/g, "");
  const meant = letters(wanted);
  return meant === "" ? undefined : keys.find((key) => letters(key) === meant);
}

function closest(wanted: string, keys: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = tolerance(wanted.length) + 1;
  for (const key of keys) {
    if (Math.abs(key.length - wanted.length) >= bestDistance) continue;
    const far = editDistance(wanted, key);
    if (far === Math.max(key.length, wanted.length)) continue; // no letter in common
    if (far < bestDistance) [best, bestDistance] = [key, far];
  }
  return best;
}

/** The most edits that are still a typo and not another word. */
function tolerance(length: number): number {
  if (length < 5) return 1;
  return length < 10 ? 2 : 3;
}

/** The Levenshtein distance, except that two swapped letters count as one edit. */
function editDistance(a: string, b: string): number {
  const edits = distance(a, b);
  return edits === 2 && isTransposition(a, b) ? 1 : edits;
}

function isTransposition(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
