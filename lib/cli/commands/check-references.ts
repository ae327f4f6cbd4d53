import { formatPath, type KeyPath } from "../../core/key-path";
import { opened, referenceState, type Sealed } from "../../core/sealed";
import { isTable } from "../../core/table";
import type { SecretsTable } from "../../core/types";
import { openAllLater } from "../../resolve/attach";
import { parseReference } from "../../resolve/parse";

interface ReferenceProblem {
  readonly code: string;
  readonly where: string;
  readonly message: string;
  readonly fix?: string;
}

const TIMEOUT_MS = 10_000;

/** What is wrong with the references in a table. They are resolved only if `isTried`. No value is kept. */
export async function checkReferences(table: SecretsTable, isTried: boolean): Promise<ReferenceProblem[]> {
  const references = referencesIn(table);
  if (isTried) await openAllLater([...references.values()], TIMEOUT_MS).catch(() => {}); // each one is asked about below
  return [...references].flatMap(([path, reference]) => problemOf(path, reference, isTried) ?? []);
}

function problemOf(path: KeyPath, reference: Sealed, isTried: boolean): ReferenceProblem | undefined {
  const state = referenceState(reference);
  if (state?.peek() !== undefined) return undefined;
  const where = formatPath(path);
  if (!isTried) {
    if (state?.isRegistered !== false) return undefined;
    const scheme = parseReference(state.text ?? "")?.scheme;
    const message = `it is a reference${scheme === undefined ? "" : ` (${scheme}://)`}, and no resolver is registered here; a program that reads it needs one`;
    return {
      code: "NO_RESOLVER",
      where,
      message,
      fix: "--resolve with the name of the store, SECRETS_RESOLVE, or the option resolve",
    };
  }
  try {
    opened(reference);
    return undefined;
  } catch (error) {
    return { code: "ERR_SECRETS_RESOLVE", where, message: (error as Error).message.split("\n", 1)[0] as string };
  }
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
