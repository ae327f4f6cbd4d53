import { printable } from "../../core/printable";
import { isTable } from "../../core/table";
import type { SecretsTable } from "../../core/types";

/** Where a root key came from, in words that are the same on every machine. */
export type OriginOf = (key: string) => string | undefined;

/**
 * The text of a declaration file that tells TypeScript the names and kinds of the secrets in a table. It adds them to the
 * package's `SecretsShape`, so the default `secrets` is typed at once. No value is in it.
 */
export function typesFile(table: SecretsTable, originOf: OriginOf): string {
  const members = Object.keys(table).map((key) => {
    const origin = originOf(key);
    const comment = origin === undefined ? "" : `    /** from ${printable(origin).replaceAll("*/", "*\\/")} */\n`;
    return `${comment}    readonly ${property(key)}: ${typeOf(table[key], "    ")};\n`;
  });
  return [
    "// Made by `npx toml-secrets types`: the names and kinds of the secrets, and none of their values. Do not edit it; commit it.\n",
    'import "toml-secrets";\n\n',
    'declare module "toml-secrets" {\n',
    "  interface SecretsShape {\n",
    ...members,
    "  }\n",
    "}\n",
  ].join("");
}

function typeOf(value: unknown, indent: string): string {
  if (Array.isArray(value)) return listType(value, indent);
  if (value instanceof Date) return "Date";
  if (value instanceof Uint8Array) return "Uint8Array";
  if (isTable(value)) return tableType([value], indent);
  return value === null || value === undefined ? "null" : typeof value;
}

function listType(list: readonly unknown[], indent: string): string {
  const tables = list.filter(isTable);
  const kinds = new Set(list.filter((item) => !isTable(item)).map((item) => typeOf(item, indent)));
  if (tables.length > 0) kinds.add(tableType(tables, indent));
  const item = [...kinds].join(" | ") || "unknown";
  return `readonly ${kinds.size > 1 || item.startsWith("readonly ") ? `(${item})` : item}[]`;
}

/** One type for tables of the same list: a key that not all of them have is optional. */
function tableType(tables: readonly SecretsTable[], indent: string): string {
  const keys = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  if (keys.length === 0) return "{}";
  const inner = `${indent}  `;
  const members = keys.map((key) => {
    const having = tables.filter((table) => Object.hasOwn(table, key));
    const nested = having.map((table) => table[key]);
    const type = nested.every(isTable) ? tableType(nested as SecretsTable[], inner) : unionOf(nested, inner);
    return `${inner}readonly ${property(key)}${having.length < tables.length ? "?" : ""}: ${type};\n`;
  });
  return `{\n${members.join("")}${indent}}`;
}

function unionOf(values: readonly unknown[], indent: string): string {
  return [...new Set(values.map((value) => typeOf(value, indent)))].join(" | ");
}

/** A property name as every TypeScript reads it: which letters of other scripts an identifier may have, each version thinks otherwise. */
function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : printable(JSON.stringify(key));
}
