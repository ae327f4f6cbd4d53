import type { KeyPath } from "../core/key-path";
import { isTable } from "../core/table";
import type { Leaf } from "./leaves";
import { isPublicSetting } from "./public-values";
import { isRare, MIN_LENGTH, MIN_PASSWORD_BITS, tellingOf } from "./telling";

/** A value or a part of one. */
export interface Part {
  readonly value: string | Uint8Array;
  /** The key of the value. */
  readonly path: KeyPath;
  /** The name of the part in the value. */
  readonly name?: string;
  /** Is the part known to be rare enough? If so, it is not judged again. */
  readonly isKnown: boolean;
}

/** The least length of a line that is searched for alone. */
const MIN_LINE_LENGTH = 16;
const MIN_BASE64_LENGTH = 16;
const MAX_DEPTH = 4;
const KEY_VALUE =
  /(?:^|[;,\s&?#])([\w .-]{0,64}(?:pass|pwd|secret|token|key|auth)[\w.-]*)\s*=\s*("(?:[^"]|"")*"|'(?:[^'\\]|''|\\.)*'|[^;,\s&]+)/gi;
/** `Basic dTpw`, `Bearer abc` */
const SCHEME = /^(?:basic|bearer|token|apikey)\s+(\S+)$/i;
/** `user:password@tcp(host:3306)/db`, a URL without its scheme */
const USER_AT_HOST = /^[^\s:@/]{1,64}:([^\s]+)@[^\s@]+$/;
const USER_PASSWORD = /^[^\s:@/]{1,64}:([^\s]+)$/;
const JWT = /^eyJ[\w-]+\.([\w-]+)\.([\w-]+)$/;
/** A word in a path, such as `webhook`. */
const WORD = /^[A-Za-z][a-z]{1,11}$/;
const HEX = /^(?:[\da-f]{2}){16,}$/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A value, and its parts that are searched for too: the password of a URL or of `user:password`, the values of JSON, the body of a
 * PEM file, the lines of any text, the values of a connection string, the parts of a JWT, and the bytes of base64 or hex.
 */
export function* partsOf({ value, path }: Leaf): Generator<Part> {
  if (value instanceof Uint8Array) {
    if (value.length >= MIN_LENGTH) yield { value, path, isKnown: true };
  } else if (typeof value === "number" || typeof value === "bigint") yield { value: String(value), path, isKnown: false };
  else if (typeof value === "string") {
    yield { value, path, isKnown: false };
    if (value.trim() !== value) yield { value: value.trim(), path, isKnown: false };
    yield* partsOfText(value.trim(), path, 0);
  }
}

function* partsOfText(text: string, path: KeyPath, depth: number): Generator<Part> {
  if (depth > MAX_DEPTH || text.length < MIN_LENGTH || isPublicSetting(text)) return;
  const json = jsonOf(text);
  if (json !== undefined) {
    yield* partsOfJson(json, path, depth);
    return;
  }
  yield* partsOfUrl(text, path);
  for (const [, key, quoted = ""] of text.matchAll(KEY_VALUE)) yield* credential(unquoted(quoted), path, key as string);
  const [, sent] = SCHEME.exec(text) ?? [];
  if (sent !== undefined) {
    yield* credential(sent, path, "token");
    yield* partsOfText(sent, path, depth + 1);
  }
  yield* partsOfUser(text, path, MIN_PASSWORD_BITS);
  for (const part of JWT.exec(text)?.slice(1) ?? []) yield* rare(part, path);
  if (HEX.test(text) || UUID.test(text)) yield* partsOfHex(text, path);
  else if (tellingOf(text, path) !== "never") yield* partsOfBase64(text, path, depth);
  const lines = text.split(/\r?\n|(?:\\r)?\\n/).map((line) => line.trim());
  if (lines.length === 1) return;
  for (const line of lines) if (line.length >= MIN_LINE_LENGTH) yield* rare(line, path);
  for (const [, body = ""] of text.matchAll(/-----BEGIN [^-]+-----([^-]+)-----END/g))
    yield* bytesOf(body.replaceAll(/(?:\\r)?\\n|\s/g, ""), path);
}

/** The password of `user:password`. Without a host after it, the text may be something else, such as `node:20-alpine`. */
function* partsOfUser(text: string, path: KeyPath, minBits: number): Generator<Part> {
  const [, before] = USER_AT_HOST.exec(text) ?? [];
  if (before !== undefined && !before.startsWith("//")) yield* credential(before, path, "password");
  const [, password] = USER_PASSWORD.exec(text) ?? [];
  if (password !== undefined && !password.startsWith("//")) yield* rare(password, path, minBits);
}

/** `"a""b"`, `'a\'b'` */
function unquoted(text: string): string {
  const quote = text[0] as string;
  if (!/^(["']).*\1$/.test(text)) return text;
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replaceAll(/\\([\\'])/g, "$1");
}

function jsonOf(text: string): unknown {
  if (!/^[{["]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field counts as if it were a key of the file. */
function* partsOfJson(json: unknown, path: KeyPath, depth: number, name?: string): Generator<Part> {
  if (typeof json === "string") {
    yield { value: json, path, ...(name !== undefined && { name }), isKnown: false };
    yield* partsOfText(json, path, depth + 1);
  } else if (Array.isArray(json)) for (const item of json) yield* partsOfJson(item, path, depth + 1, name);
  else if (isTable(json) && depth < MAX_DEPTH * 4) {
    for (const [key, item] of Object.entries(json)) yield* partsOfJson(item, path, depth + 1, key);
  }
}

/** The password, and the rare parts of the path and of the query. */
function* partsOfUrl(text: string, path: KeyPath): Generator<Part> {
  const [, userinfo, rest = ""] = /^[a-z][\w+.-]*:\/\/(?:([^\s/?#]*)@)?([^\s]*)$/i.exec(text) ?? [];
  if (userinfo === undefined && rest === "") return;
  const at = userinfo?.indexOf(":") ?? -1;
  if (userinfo !== undefined) {
    const secret = at === -1 ? userinfo : userinfo.slice(at + 1);
    yield* at === -1 ? rare(secret, path, MIN_PASSWORD_BITS) : credential(secret, path, "password");
  }
  for (const piece of rest.split(/[/?#&]/).slice(1)) if (!WORD.test(piece)) yield* rare(piece.replace(/^[\w.-]+=/, ""), path);
}

function* credential(text: string, path: KeyPath, key: string): Generator<Part> {
  for (const part of [text, decodedOf(text)]) {
    if (part === undefined) continue;
    yield { value: part, path, name: key.trim(), isKnown: false };
  }
}

function decodedOf(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return decoded === text ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function* rare(text: string, path: KeyPath, minBits?: number): Generator<Part> {
  if (isRare(text, minBits)) yield { value: text, path, isKnown: true };
}

/** The bytes, and the same text in the other case. A UUID needs both, because its hyphens are not found between bytes. */
function* partsOfHex(text: string, path: KeyPath): Generator<Part> {
  if (!isRare(text)) return;
  yield { value: Buffer.from(text.replaceAll("-", ""), "hex"), path, isKnown: true };
  for (const other of [text.toUpperCase(), text.toLowerCase()]) if (other !== text) yield { value: other, path, isKnown: true };
}

function* partsOfBase64(text: string, path: KeyPath, depth: number): Generator<Part> {
  if (text.length < MIN_BASE64_LENGTH || !/^[\w+/-]+={0,2}$/.test(text) || !isRare(text)) return;
  yield* bytesOf(text, path);
  const inner = Buffer.from(text, "base64").toString();
  if (!/^[\x20-\x7e\s]+$/.test(inner)) return;
  const [, password] = USER_PASSWORD.exec(inner) ?? []; // as HTTP sends it
  if (password !== undefined) yield* credential(password, path, "password");
  yield* partsOfText(inner, path, depth + 1);
}

function* bytesOf(base64: string, path: KeyPath): Generator<Part> {
  if (!/^[\w+/-]+={0,2}$/.test(base64)) return;
  const value = Buffer.from(base64, "base64");
  if (value.length >= 12) yield { value, path, isKnown: true };
}
