import type { ResolveError } from "./errors";
import { isSealed, isUnresolved, referenceState, type Sealed } from "./sealed";
import { isTable } from "./table";

/*
 * For code that copies or exports several values: finds the references in them, so that each resolver is called once. A reference
 * has the function that resolves it together with others, because each file of the build has its own copy of the modules that do
 * this.
 */

/**
 * The references in a value that are not resolved yet. Encrypted values are decrypted, because they may be references. A value
 * that does not open is skipped, because its own read throws the error. If `withSections` is false, only the references that a
 * spread copies are returned, because sections stay views.
 */
export function unresolvedIn(value: unknown, withSections = true): Sealed[] {
  const found: Sealed[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown, isRoot: boolean) => {
    if (typeof part !== "object" || part === null) return;
    if (isUnresolved(part)) found.push(part);
    else if (isSealed(part)) visit(decryptedIfAny(part), false);
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
  referenceState(references[0])?.openAll(references);
}

/** The same for every resolver, asynchronous ones too; each store gets at most `timeoutMs`. @throws ResolveError */
export async function openTogetherLater(references: readonly Sealed[], timeoutMs: number): Promise<void> {
  await referenceState(references[0])?.openAllLater(references, timeoutMs);
}

/** Tries them all, and returns the error of each one that fails. */
export async function tryTogether(references: readonly Sealed[], timeoutMs: number): Promise<ResolveError[]> {
  return (await referenceState(references[0])?.tryAll(references, timeoutMs)) ?? [];
}

function decryptedIfAny(sealed: Sealed): unknown {
  try {
    return sealed.decrypted?.();
  } catch {
    return undefined;
  }
}
