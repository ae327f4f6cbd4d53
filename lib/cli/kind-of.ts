import { isSealed, type SealedKind } from "../core/sealed";
import { isTable } from "../core/table";

/** The name of the kind of a value. The kind of an encrypted value is known without decrypting it. */
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
