import type { KeyPath } from "../core/key-path";
import type { SealedKind } from "../core/sealed";
import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";

/* The file format, version 1; docs/encryption.md specifies it. */

/** The section that makes a file an encrypted one. */
export const HEADER = "toml-secrets";
export const VERSION = 1;
/** A path is authenticated step by step, and AES-SIV limits the number of parts. */
export const MAX_STEPS = 100;
export const PROPOSALS_INFO = "toml-secrets v1 proposals";

const KINDS: ReadonlySet<string> = new Set<SealedKind>([
  ...(["str", "int", "int64", "float", "bool", "date", "list"] as const),
  ...(["str[]", "int[]", "float[]", "bool[]", "date[]"] as const),
]);
const ENCODED = /^(enc|age):([a-z0-9]+(?:\[\])?):([A-Za-z0-9+/]+={0,2})$/;

/** An encrypted value in the notation of the file. */
export interface Encoded {
  /** A proposal is encrypted for the file by somebody who does not have its key. */
  readonly form: "token" | "proposal";
  /** It may be a kind that only a later version knows. */
  readonly kind: string;
  readonly base64: string;
}

/** The parts of a token or a proposal; `undefined` for any other value. */
export function encodedIn(value: unknown): Encoded | undefined {
  if (typeof value !== "string" || !(value.startsWith("enc:") || value.startsWith("age:"))) return undefined;
  const [, form, kind, base64] = ENCODED.exec(value) ?? [];
  if (kind === undefined || base64 === undefined) return undefined;
  return { form: form === "enc" ? "token" : "proposal", kind, base64 };
}

export function isKnownKind(kind: string): kind is SealedKind {
  return KINDS.has(kind);
}

/** The kind of a decoded value. The file reveals nothing else about it. */
export function sealedKindOf(value: unknown): SealedKind {
  if (typeof value === "string") return "str";
  if (typeof value === "bigint") return "int64";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "boolean") return "bool";
  if (!Array.isArray(value)) return value instanceof Date ? "date" : "list";
  const kinds = new Set(value.map(sealedKindOf));
  const [kind] = kinds;
  const list = `${kind}[]`;
  return kinds.size === 1 && isKnownKind(list) ? list : "list";
}

/** Does this array contain a table, at any depth? Then its values are encrypted one by one. */
export function hasTable(list: readonly unknown[]): boolean {
  return list.some((item) => isTable(item) || (Array.isArray(item) && hasTable(item)));
}

/** The associated data that binds a value to its kind and its place. It is a list of parts, so it differs for any two places. */
export function placeOfValue(kind: string, path: KeyPath): Buffer[] {
  return [Buffer.from("toml-secrets v1 value"), Buffer.from(kind), ...path.map(stepBytes)];
}

/** An index begins with a byte that UTF-8 never has, so `list[0]` is not the key `"0"`. */
function stepBytes(step: string | number): Buffer {
  return typeof step === "number" ? Buffer.concat([Buffer.from([0xff]), Buffer.from(String(step))]) : Buffer.from(step);
}

/** The associated data that binds the line of a recipient to a name and a public key. */
export function placeOfRecipient(name: string, recipient: string): Buffer[] {
  return [Buffer.from("toml-secrets v1 recipient"), Buffer.from(name), Buffer.from(recipient)];
}

/** A line of `[toml-secrets.recipients]`. */
export interface RecipientLine {
  readonly name: string;
  /** A public key. */
  readonly recipient: string;
  /** Proves that whoever wrote the line had the key of the file. */
  readonly approval: string;
  /** The key of the file, in an age file for this recipient. */
  readonly wrapped: string;
}

const RECIPIENT_LINE = /^(\S+(?: \S+)?) ([A-Za-z0-9+/]{22}==) ([A-Za-z0-9+/]+={0,2})$/;

/** The recipients of a header, and the names of entries that are not valid recipients. */
export function recipientsIn(header: SecretsTable): {
  readonly lines: readonly RecipientLine[];
  readonly strays: readonly string[];
} {
  const lines: RecipientLine[] = [];
  const strays: string[] = [];
  const table = isTable(header.recipients) ? header.recipients : {};
  for (const name of Object.keys(table)) {
    const text = table[name];
    const [, recipient, approval, wrapped] = (typeof text === "string" && RECIPIENT_LINE.exec(text)) || [];
    if (recipient !== undefined && approval !== undefined && wrapped !== undefined)
      lines.push({ name, recipient, approval, wrapped });
    else strays.push(name);
  }
  return { lines, strays };
}
