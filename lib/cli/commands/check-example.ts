import { SecretsError } from "../../core/errors";
import { formatPath } from "../../core/key-path";
import { isTable } from "../../core/table";
import type { Candidate, SecretsTable } from "../../core/types";
import { readText } from "../../sources/file";
import { decodeToml } from "../../toml/decode";
import { kindOf } from "../kind-of";
import { examplePathOf } from "../write/example-path";

/** The differences between the example and the secrets. Contains no value. */
export interface Disagreement {
  readonly code: "MISSING_KEY" | "OTHER_KIND" | "NOT_IN_EXAMPLE" | "BROKEN_EXAMPLE";
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

/** Compares the secrets with the example files beside the files that they come from. */
export function checkExamples(table: SecretsTable, candidates: readonly Candidate[]): Disagreement[] {
  const examples: SecretsTable[] = [];
  const broken: Disagreement[] = [];
  for (const { kind, path } of candidates) {
    const name = examplePathOf(path);
    try {
      const text = kind === "file" ? readText(name) : undefined;
      if (text !== undefined) examples.push(decodeToml(text, name));
    } catch (error) {
      if (!(error instanceof SecretsError)) throw error;
      const [message = ""] = error.message.split("\n", 1);
      broken.push({ code: "BROKEN_EXAMPLE", where: name, message, fix: "npx toml-secrets example --overwrite" });
    }
  }
  const missing = examples.flatMap((example) => compare(example, table, []));
  return [...broken, ...missing, ...(examples.length === 0 ? [] : namesNotIn(table, examples, []))];
}

function compare(wanted: SecretsTable, found: SecretsTable, above: readonly string[]): Disagreement[] {
  return Object.keys(wanted).flatMap((key): Disagreement[] => {
    const path = [...above, key];
    const where = formatPath(path);
    const [pattern, value] = [wanted[key], Object.hasOwn(found, key) ? found[key] : undefined];
    if (value === undefined && !isTable(pattern)) {
      return [
        {
          code: "MISSING_KEY",
          where,
          message: "the example has this key, and the secrets do not",
          fix: `npx toml-secrets set ${where}`,
        },
      ];
    }
    if (isTable(pattern) && (value === undefined || isTable(value))) return compare(pattern, value ?? {}, path);
    if (kindOf(pattern) === kindOf(value)) return [];
    const message = `it is a ${kindOf(value)}, and a ${kindOf(pattern)} in the example`;
    return [{ code: "OTHER_KIND", where, message, fix: "set it again with --type, or change the example" }];
  });
}

/** Keys that no example has. After a clone, `init` does not ask for them. */
function namesNotIn(found: SecretsTable, examples: readonly SecretsTable[], above: readonly string[]): Disagreement[] {
  return Object.keys(found).flatMap((key): Disagreement[] => {
    const path = [...above, key];
    const patterns = examples.filter((example) => Object.hasOwn(example, key)).map((example) => example[key]);
    if (patterns.length === 0) {
      return [
        {
          code: "NOT_IN_EXAMPLE",
          where: formatPath(path),
          message: "the example does not have this key",
          fix: "npx toml-secrets example",
        },
      ];
    }
    const value = found[key];
    return isTable(value) ? namesNotIn(value, patterns.filter(isTable), path) : [];
  });
}
