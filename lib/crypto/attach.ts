import type { KeyPath } from "../core/key-path";
import { rememberKeys, type SealedKind } from "../core/sealed";
import { createSealed } from "../core/sealed-value";
import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";
import { type Encoded, encodedIn, HEADER, hasTable, isKnownKind, MAX_STEPS, sealedKindOf } from "./format";
import { checkHeader } from "./header-check";
import type { Keyring, KeySearch } from "./keyring";
import { openToken } from "./open-token";
import { createSiv, type Siv } from "./siv";

/*
 * Replaces every value of an encrypted file with a placeholder that decrypts it. No value is decrypted, and no key is searched
 * for, before a value is opened.
 */

/** Turns the text of a TOML document into a table. */
export type Decode = (text: string, source: string) => SecretsTable;

/**
 * The table of an encrypted document, without its header. Its values are placeholders, which are opened one by one. A table
 * without a header and without encrypted values is returned as it is.
 * @throws ParseError if the header is missing or malformed.
 */
export function attach(table: SecretsTable, source: string, keyring: Keyring, decode: Decode): SecretsTable {
  const { header, lines } = checkHeader(table, source);
  if (header === undefined) return table;
  const open = openerOf({ source, keyring, lines, decode });
  const secrets = Object.create(null);
  for (const key of Object.keys(table)) if (key !== HEADER) secrets[key] = sealedAt(table[key], [key], open);
  rememberKeys(secrets, keyring.used);
  return secrets;
}

/** Opens the value at a path. @throws LockedError, DecryptError. */
type Open = (path: KeyPath, encoded: Encoded | undefined) => unknown;

function sealedAt(value: unknown, path: KeyPath, open: Open): unknown {
  if (isTable(value)) {
    const section = Object.create(null);
    for (const key of Object.keys(value)) section[key] = sealedAt(value[key], [...path, key], open);
    return section;
  }
  if (Array.isArray(value) && hasTable(value)) return value.map((item, index) => sealedAt(item, [...path, index], open));
  return createSealed(encodedKind(value) ?? sealedKindOf(value), () => open(path, encodedIn(value)));
}

/** The kind that a token names. The rest of the token is not read, because it is long. */
function encodedKind(value: unknown): SealedKind | undefined {
  if (typeof value !== "string" || !(value.startsWith("enc:") || value.startsWith("age:"))) return undefined;
  const kind = value.slice(4, value.indexOf(":", 4));
  return isKnownKind(kind) ? kind : "list";
}

interface OpenContext {
  readonly source: string;
  readonly keyring: Keyring;
  readonly lines: Parameters<Keyring["search"]>[0];
  readonly decode: Decode;
}

function openerOf({ source, keyring, lines, decode }: OpenContext): Open {
  let search: KeySearch | undefined;
  let siv: Siv | undefined;
  const sivFor = (path: KeyPath): Siv => {
    if (siv !== undefined) return siv;
    search ??= keyring.search(lines);
    if (search.fileKey === undefined) throw errors().lockedValue(path, { source, lines, search });
    siv = createSiv(search.fileKey);
    return siv;
  };
  return (path, encoded) => {
    if (encoded === undefined) throw errors().undecryptable(path, source, "plain");
    if (encoded.form === "proposal") throw errors().undecryptable(path, source, "proposed");
    if (!isKnownKind(encoded.kind)) throw errors().undecryptable(path, source, "kind");
    if (path.length > MAX_STEPS) throw errors().undecryptable(path, source, "deep");
    const text = openToken(sivFor(path), path, encoded);
    const value = text === undefined ? undefined : valueIn(text, encoded.kind, source, decode);
    if (value === undefined) throw errors().undecryptable(path, source, "damaged");
    return value;
  };
}

/** The value of that TOML source; `undefined` if it is not one value of that kind. Only somebody who has the key can make such a token. */
function valueIn(text: string, kind: SealedKind, source: string, decode: Decode): unknown {
  let table: SecretsTable;
  try {
    table = decode(`v = ${text}`, source);
  } catch {
    return undefined; // the error is dropped, because it may point into the text
  }
  const { v: value, ...others } = table;
  return Object.keys(others).length === 0 && isOfKind(value, kind) ? value : undefined;
}

/** Parsers differ in which numbers are `bigint`, which floats are whole, and which class a date is. */
function isOfKind(value: unknown, kind: SealedKind): boolean {
  if (kind === "str") return typeof value === "string";
  if (kind === "bool") return typeof value === "boolean";
  if (kind === "int" || kind === "int64" || kind === "float") return typeof value === "number" || typeof value === "bigint";
  if (kind === "date") return typeof value === "object" && value !== null && !Array.isArray(value) && !isTable(value);
  const item = kind === "list" ? undefined : (kind.slice(0, -2) as SealedKind);
  return Array.isArray(value) && !hasTable(value) && (item === undefined || value.every((one) => isOfKind(one, item)));
}

function errors() {
  return require("./lock-errors") as typeof import("./lock-errors");
}
