import { sep } from "node:path";
import { isReference, isSealed, opened, referenceState } from "../core/sealed";
import { setOwn } from "../core/table";
import type { Environment, SecretsTable } from "../core/types";

/** The rule for which root keys become environment variables; see `SecretsOptions.exportEnv`. */
export type ExportRule = "override" | "keep" | readonly string[] | false;

/** The properties of an instance that its export depends on. */
export interface ExportContext {
  /** The prefix of the variables that the instance reads. A key with this prefix is not exported, because it would be read back as another key. */
  readonly envPrefix?: string | false;
  /** Receives the name and value of each variable that is written. */
  readonly written?: Map<string, string>;
  /** Also exports references, which resolves them. A list of names always does that. @default false */
  readonly withReferences?: boolean;
}

/**
 * Writes the root strings, numbers and bigints of a table to the environment. Skips names and values that an environment can't
 * contain. Skips unsafe names unless the rule lists them, because a secrets file must not be able to take over the program.
 * @returns the unsafe names that were skipped.
 */
export function exportEnv(table: SecretsTable, env: Environment, rule: ExportRule, context: ExportContext = {}): string[] {
  const { envPrefix = false, written, withReferences = false } = context;
  const skipped: string[] = [];
  if (rule === false) return skipped;
  const isNamed = typeof rule === "object";
  const isLazy = !isNamed && !withReferences;
  const keys = Object.keys(table).filter((key) => {
    const value = table[key];
    if (typeof value !== "string" && (!isExportable(value) || (isLazy && referenceState(value) !== undefined))) return false;
    if (isNamed ? !rule.includes(key) : rule === "keep" && isSet(env, key)) return false;
    if (!(envPrefix !== false && key.startsWith(envPrefix)) && (isNamed || !isUnsafe(key))) return true;
    if (variableText(key, value) !== undefined) skipped.push(key);
    return false; // only what is written is decrypted or resolved
  });
  if (!isLazy) openTogether(table, keys);
  for (const key of keys) {
    const value = table[key];
    if (isLazy && typeof value === "object" && isReference(value)) continue; // an encrypted reference
    const text = variableText(key, opened(value));
    if (text === undefined) continue;
    setOwn(env, key, text);
    written?.set(key, text);
  }
  return skipped;
}

/** Resolves the references of these keys with one call for each scheme. */
function openTogether(table: SecretsTable, keys: readonly string[]): void {
  const values = keys.map((key) => table[key]);
  if (!values.some(isSealed)) return;
  const references = require("../core/references") as typeof import("../core/references");
  references.openTogether(references.unresolvedIn(values, false));
}

/**
 * The tables of unsafe names take longer to load than a small file takes to read. They contain only upper-case names, and npm and pnpm
 * read their settings in any case. So other lower-case names need no tables, except on Windows, which ignores case.
 */
function isUnsafe(name: string): boolean {
  const isLowerCase = name === name.toLowerCase() && !name.startsWith("npm_") && !name.startsWith("pnpm_");
  if (isLowerCase && sep === "/") return false;
  return (require("./unsafe-variables") as typeof import("./unsafe-variables")).isUnsafeVariable(name);
}

/** `process.env` is an ordinary object: it inherits `toString`, which is not a variable. */
function isSet(env: Environment, name: string): boolean {
  return Object.hasOwn(env, name) && env[name] !== undefined;
}

/**
 * The text of a value in the environment; `undefined` if its kind is not exported, or if an environment can't contain it. An
 * encrypted value is not decrypted: its text is empty if its kind and its name can be exported.
 */
export function variableText(name: string, value: unknown): string | undefined {
  if (!isExportable(value)) return undefined;
  const text = isSealed(value) ? "" : String(value);
  return name === "" || name.includes("=") || name.includes("\0") || text.includes("\0") ? undefined : text;
}

/** Can this kind of value be exported: a string, a number, or a bigint? An encrypted value knows its kind without being decrypted. */
export function isExportable(value: unknown): boolean {
  if (isSealed(value)) return EXPORTABLE.includes(value.kind);
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}

const EXPORTABLE: readonly string[] = ["str", "int", "int64", "float"];
