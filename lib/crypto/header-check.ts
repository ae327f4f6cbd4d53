import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";
import { stepInto } from "../core/value-at";
import { encodedIn, HEADER, type RecipientLine, recipientsIn, VERSION } from "./format";

/** The keys that the header of a file may have. `plain` is reserved. */
const HEADER_KEYS = ["version", "public", "recipients"];

/**
 * The header of a document, and its recipients. Without a header and without encrypted values, `header` is `undefined`.
 * @throws ParseError if it is missing although there are encrypted values, is of another version, or has keys that do not belong
 * there.
 */
export function checkHeader(
  table: SecretsTable,
  source: string,
): { readonly header: SecretsTable | undefined; readonly lines: readonly RecipientLine[] } {
  const header = stepInto(table, HEADER);
  if (header === undefined) {
    if (!hasToken(table)) return { header, lines: [] };
    throw errors().unreadableHeader(
      source,
      "it has encrypted values, but not the section [toml-secrets] that says who can open them",
      "restore the section from the last commit that had it",
    );
  }
  if (!isTable(header) || (header.version !== VERSION && header.version !== BigInt(VERSION))) {
    const reason = "its section [toml-secrets] is of a version that this library does not know";
    throw errors().unreadableHeader(
      source,
      reason,
      "update toml-secrets, or restore the section from the last commit that had it",
    );
  }
  const { lines, strays } = recipientsIn(header);
  const others = Object.keys(header).filter(
    (key) => !HEADER_KEYS.includes(key) || (key === "recipients" && !isTable(header[key])),
  );
  const [stray] = [...strays.map((name) => [HEADER, "recipients", name]), ...others.map((name) => [HEADER, name])];
  if (stray !== undefined) throw errors().keyInHeader(source, stray);
  return { header, lines };
}

/** Does it contain a token, at any depth? */
function hasToken(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasToken);
  if (isTable(value)) return Object.keys(value).some((key) => hasToken(value[key]));
  const encoded = encodedIn(value);
  return encoded?.form === "token" && encoded.base64.length >= 24; // 16 bytes and more
}

function errors() {
  return require("./lock-errors") as typeof import("./lock-errors");
}
