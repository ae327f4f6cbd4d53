import { isSealed, type SealedKind } from "../core/sealed";
import { isTable } from "../core/table";

/** The kind of a value, as people call it. An encrypted value says its kind without being decrypted. */
export function kindOf(value: unknown): string {
  if (isSealed(value)) return SEALED_KINDS[value.kind] ?? "list";
  if (Array.isArray(value)) return "list";
  if (isTable(value)) return "section";
  if (value instanceof Date) return "date";
  return value instanceof Uint8Array ? "bytes" : typeof value === "bigint" ? "number" : typeof value;
}

const SEALED_KINDS: Partial<Record<SealedKind, string>> = {
  str: "string",
  int: "number",
  int64: "number",
  float: "number",
  bool: "boolean",
  date: "date",
};
