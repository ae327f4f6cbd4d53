import { isTable, setOwn } from "../core/table";
import type { SecretsTable } from "../core/types";
import { cannotRead } from "./source-error";

/** Reads a TOML document. */
export type Decode = (text: string) => SecretsTable;

/**
 * The text of a variable as the kind of the value that it replaces: a boolean, a number, a date, or, from JSON, a list or a
 * section. If it replaces nothing, or a string, it is a string.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) that names the variable, if the text is not of that kind.
 */
export function inKindOf(replaced: unknown, text: string, variable: string, decode: Decode): unknown {
  if (typeof replaced === "boolean") return booleanIn(text) ?? fail(variable, "a boolean", "true or false");
  if (typeof replaced === "number" || typeof replaced === "bigint")
    return scalarIn(text, NUMBER, ["number", "bigint"], decode) ?? fail(variable, "a number", "a number, such as 5432 or 0.5");
  if (replaced instanceof Date)
    return (
      scalarIn(text, DATE, ["object"], decode) ??
      fail(variable, "a date or time", "a date or time, such as 2026-01-31 or 2026-01-31T07:30:00Z")
    );
  if (Array.isArray(replaced)) {
    const list = jsonIn(text);
    return Array.isArray(list) ? list : fail(variable, "a list", 'a list as JSON, such as ["a", "b"]');
  }
  if (!isTable(replaced)) return text;
  const section = jsonIn(text);
  const next = `a section as JSON, such as {"user": "…"}, or one variable for each key: ${variable}__KEY`;
  return isTable(section) ? section : fail(variable, "a section", next);
}

function fail(variable: string, kind: string, example: string): never {
  throw cannotRead(variable, `the value that it replaces is ${kind}, and this text is not`, `set it to ${example}`);
}

function booleanIn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}

const NUMBER = /^[+-]?(?:[\d_]+(?:\.[\d_]+)?(?:e[+-]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+|inf|nan)$/i;
const DATE = /^[\d:. +tz-]+$/i;

/** The text as a TOML value. Only text that matches the pattern reaches the parser, because a variable must not add keys. */
function scalarIn(text: string, pattern: RegExp, kinds: readonly string[], decode: Decode): unknown {
  const word = text.trim();
  if (!pattern.test(word)) return undefined;
  try {
    const { value } = decode(`value = ${word}\n`);
    return kinds.includes(typeof value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** JSON, except for values that TOML does not have (null) and integers that JSON.parse would round. */
function jsonIn(text: string): unknown {
  try {
    return checked(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function checked(value: unknown): unknown {
  if (value === null) throw new Error("null");
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error("rounded");
  if (Array.isArray(value)) return value.map(checked);
  if (typeof value !== "object") return value;
  const table: Record<string, unknown> = Object.create(null);
  for (const [key, below] of Object.entries(value)) setOwn(table, key, checked(below));
  return table;
}
