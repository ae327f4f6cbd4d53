import { formatPath, type KeyPath } from "../../core/key-path";
import { isTable } from "../../core/table";
import type { SecretsTable } from "../../core/types";
import { UsageError } from "../context";
import { tomlKey, tomlString } from "../edit/literal";

/** A table as a TOML document: root keys, then a section for each table. @throws UsageError for bytes, which TOML does not have. */
export function tomlDocument(table: SecretsTable): string {
  return sectionText(table, []).replace(/^\n/, "");
}

function sectionText(table: SecretsTable, path: readonly string[]): string {
  const keys = Object.keys(table);
  const sections = keys.filter((key) => isTable(table[key]));
  const pairs = keys
    .filter((key) => !sections.includes(key))
    .map((key) => `${tomlKey(key)} = ${source(table[key], [...path, key])}\n`);
  const isNeeded = path.length > 0 && (pairs.length > 0 || sections.length === 0);
  const header = isNeeded ? `\n[${path.map(tomlKey).join(".")}]\n` : "";
  return header + pairs.join("") + sections.map((key) => sectionText(table[key] as SecretsTable, [...path, key])).join("");
}

function source(value: unknown, path: KeyPath): string {
  if (typeof value === "string") return tomlString(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map((item, index) => source(item, [...path, index])).join(", ")}]`;
  if (isTable(value)) {
    const pairs = Object.keys(value).map((key) => `${tomlKey(key)} = ${source(value[key], [...path, key])}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  throw new UsageError(`TOML can't represent ${formatPath(path)}: it is bytes, or of a kind that TOML does not have`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}
