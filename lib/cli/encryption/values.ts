import { formatPath, type KeyPath } from "../../core/key-path";
import type { SealedKind } from "../../core/sealed";
import { type Encoded, encodedIn, HEADER, isKnownKind, MAX_STEPS } from "../../crypto/format";
import { openToken } from "../../crypto/open-token";
import { sealToken, unpadded } from "../../crypto/seal";
import type { Siv } from "../../crypto/siv";
import { UsageError } from "../context";
import { documentOf, type Range, type ValueNode } from "../edit/document";
import { applySplices } from "../edit/splice";

/* The values of a document in the encrypted format: which values are encrypted on their own, and the kind of each. */

/** A value that is encrypted by itself. */
export interface FileValue {
  readonly path: KeyPath;
  readonly kind: SealedKind;
  readonly range: Range;
  /** Its TOML text. */
  readonly source: string;
  /** Its token or its proposal, if it is one. */
  readonly encoded: Encoded | undefined;
}

/** Every value of a valid document, except those of the header. */
export function fileValues(text: string): FileValue[] {
  const values = documentOf(text).sections.flatMap(({ pairs }) => pairs.flatMap(({ value }) => [...leaves(value, text)]));
  return values.filter(({ path }) => path[0] !== HEADER);
}

function* leaves(value: ValueNode, text: string): Generator<FileValue> {
  const { kind, items, pairs, path, range } = value;
  if (kind === "table") for (const pair of pairs) yield* leaves(pair.value, text);
  else if (kind === "array" && hasTable(value)) for (const item of items) yield* leaves(item, text);
  else {
    const source = text.slice(...range);
    yield {
      path,
      kind: kindOfNode(value, text),
      range,
      source,
      encoded: kind === "string" ? encodedIn(stringIn(source)) : undefined,
    };
  }
}

function hasTable({ items }: ValueNode): boolean {
  return items.some((item) => item.kind === "table" || (item.kind === "array" && hasTable(item)));
}

/** The kind of a value in the encrypted format. */
function kindOfNode(value: ValueNode, text: string): SealedKind {
  if (value.kind === "string") return "str";
  if (value.kind === "integer") return isSafe(text.slice(...value.range)) ? "int" : "int64";
  if (value.kind === "float") return "float";
  if (value.kind === "boolean") return "bool";
  if (value.kind !== "array") return "date";
  const kinds = new Set(value.items.map((item) => kindOfNode(item, text)));
  const list = `${[...kinds][0]}[]`;
  return kinds.size === 1 && isKnownKind(list) ? list : "list";
}

/** Is an integer of TOML a safe one of JavaScript? */
function isSafe(source: string): boolean {
  const digits = source.replaceAll("_", "").replace(/^\+/, "");
  const number = digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
  return number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** The text between the quotes of a string. A token has no escapes. */
function stringIn(source: string): string {
  return /^(?:"""|''')/.test(source) ? source.slice(3, -3) : source.slice(1, -1);
}

/** The text with plain values as tokens. Tokens and proposals keep their bytes. */
export function encryptValues(text: string, siv: Siv): { readonly text: string; readonly encrypted: readonly KeyPath[] } {
  const plain = fileValues(text).filter(({ encoded }) => encoded === undefined);
  const tokens = plain.map(({ path, kind, source, range: [start, end] }) => {
    if (path.length > MAX_STEPS) {
      throw new UsageError(`${formatPath(path)} is nested deeper than ${MAX_STEPS} levels, which an encrypted file can't have`);
    }
    return { start, end, text: `"${sealToken(siv, path, kind, source)}"` };
  });
  return { text: applySplices(text, tokens), encrypted: plain.map(({ path }) => path) };
}

/** The TOML text of a token's value; `undefined` if it does not open at its place. */
export function sourceOf(siv: Siv, { path, encoded }: Pick<FileValue, "path" | "encoded">): string | undefined {
  if (encoded === undefined || encoded.form !== "token" || path.length > MAX_STEPS) return undefined;
  const text = openToken(siv, path, encoded);
  return text === undefined ? undefined : unpadded(text);
}

/** The text with tokens as plain values, and the paths of those that do not open. They and proposals stay as they are. */
export function decryptValues(text: string, siv: Siv): { readonly text: string; readonly failed: readonly KeyPath[] } {
  const tokens = fileValues(text).filter(({ encoded }) => encoded?.form === "token");
  const sources = tokens.map((value) => ({ value, source: sourceOf(siv, value) }));
  const splices = sources.flatMap(({ value: { range }, source }) =>
    source === undefined ? [] : [{ start: range[0], end: range[1], text: source }],
  );
  return {
    text: applySplices(text, splices),
    failed: sources.filter(({ source }) => source === undefined).map(({ value }) => value.path),
  };
}
