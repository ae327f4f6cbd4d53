import { UsageError } from "../context";
import type { ValueKind } from "../edit/edit";
import { tomlKey, tomlString } from "../edit/literal";

/** What `--type` takes. */
export const TYPES = ["string", "integer", "float", "boolean", "date", "json"] as const;

export type Type = (typeof TYPES)[number];

/** The type that a value of a kind keeps when it is replaced; `undefined` for lists and inline tables, which only JSON can describe. */
export function typeOfKind(kind: ValueKind): Type | undefined {
  if (kind === "array" || kind === "table") return undefined;
  return kind === "string" || kind === "integer" || kind === "float" || kind === "boolean" ? kind : "date";
}

/** The TOML source for a text of a type. @throws UsageError, which does not show the text, if the text is not of that type. */
export function sourceOf(text: string, type: Type): string {
  if (type === "string") return tomlString(text);
  if (type === "json") return sourceOfJson(text);
  const trimmed = text.trim();
  if (!FORMS[type].test(trimmed)) throw new UsageError(`the value is not ${NAMES[type]}, and nothing was written`);
  return trimmed;
}

const INTEGER = /^[+-]?(?:0|[1-9](?:_?\d)*)$|^0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*$|^0o[0-7](?:_?[0-7])*$|^0b[01](?:_?[01])*$/;
const DAY = /\d{4}-\d\d-\d\d/.source;
const TIME = /\d\d:\d\d:\d\d(?:\.\d+)?/.source;
const FORMS = {
  integer: INTEGER,
  float: /^[+-]?(?:inf|nan|(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)$/,
  boolean: /^(?:true|false)$/,
  date: new RegExp(`^(?:${DAY}(?:[Tt ]${TIME}(?:[Zz]|[+-]\\d\\d:\\d\\d)?)?|${TIME})$`),
} as const;
const NAMES = {
  integer: "an integer, such as 5432",
  float: "a number, such as 0.5",
  boolean: "true or false",
  date: "a date or time, such as 2026-01-31 or 2026-01-31T12:00:00Z",
} as const;

function sourceOfJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError("the value is not JSON, and nothing was written"); // the message of JSON.parse quotes the text
  }
  return sourceOfPlain(value);
}

/** The TOML source, on one line, for a value that JSON can describe. @throws UsageError for a value that TOML can't express. */
export function sourceOfPlain(value: unknown): string {
  if (typeof value === "string") return tomlString(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new UsageError("a number in it is too large to be kept exactly; write it in quotes");
    }
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(sourceOfPlain).join(", ")}]`;
  if (typeof value !== "object" || value === null) throw new UsageError("TOML has no null: leave that key out");
  const pairs = Object.entries(value).map(([key, item]) => `${tomlKey(key)} = ${sourceOfPlain(item)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}
