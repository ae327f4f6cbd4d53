import { isUnresolved, referenceState, type Sealed } from "./sealed";
import { isTable } from "./table";

/*
 * For what copies or exports more than one value: finds the references in it, so that each scheme is asked once.
 */

/** The references in a value that are not resolved yet. With `withSections` false, those that a spread of it copies: its sections stay views. */
export function unresolvedIn(value: unknown, withSections = true): Sealed[] {
  const found: Sealed[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown, isRoot: boolean) => {
    if (typeof part !== "object" || part === null) return;
    if (isUnresolved(part)) found.push(part);
    else if (!seen.has(part) && (Array.isArray(part) || (isTable(part) && (isRoot || withSections)))) {
      seen.add(part);
      for (const item of Object.values(part)) visit(item, false);
    }
  };
  visit(value, true);
  return found;
}

/** Resolves these references with one call for each scheme. @throws ResolveError of the first one that fails. */
export function openTogether(references: readonly Sealed[]): void {
  const [first] = references;
  if (first !== undefined) referenceState(first)?.openAll(references);
}
