import { formatPath, type KeyPath } from "../../core/key-path";
import { tryTogether, unresolvedIn } from "../../core/references";
import { referenceState, type Sealed } from "../../core/sealed";
import { isTable } from "../../core/table";
import type { SecretsTable } from "../../core/types";
import { parseReference } from "../../resolve/parse";
import type { Problem } from "./check-problem";

const TIMEOUT_MS = 10_000;

/** Resolves the references in a table, with one call for each scheme, and returns the problems. No value is kept. */
export async function tryReferences(table: SecretsTable): Promise<Problem[]> {
  const errors = await tryTogether(unresolvedIn(table), TIMEOUT_MS);
  return errors.map(({ message, path }) => {
    return { code: "ERR_SECRETS_RESOLVE", where: formatPath(path), message: message.split("\n", 1)[0] as string };
  });
}

/** The references that have no resolver here. Resolves nothing. */
export function withoutResolver(table: SecretsTable): Problem[] {
  return [...referencesIn(table)].flatMap(([path, reference]) => {
    const state = referenceState(reference);
    if (state?.isRegistered !== false) return [];
    const scheme = parseReference(state.text ?? "")?.scheme;
    const message = `it is a reference${scheme === undefined ? "" : ` (${scheme}://)`}, and no resolver is registered here; a program that reads it needs one`;
    const fix = "--resolve with the name of the store, SECRETS_RESOLVE, or the option resolve";
    return [{ code: "NO_RESOLVER", where: formatPath(path), message, fix }];
  });
}

function referencesIn(table: SecretsTable): Map<KeyPath, Sealed> {
  const found = new Map<KeyPath, Sealed>();
  const visit = (value: unknown, path: KeyPath, above: readonly unknown[]) => {
    if (referenceState(value) !== undefined) found.set(path, value as Sealed);
    else if (above.includes(value)) return;
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, index], [...above, value]);
    } else if (isTable(value)) for (const key of Object.keys(value)) visit(value[key], [...path, key], [...above, value]);
  };
  visit(table, [], []);
  return found;
}
