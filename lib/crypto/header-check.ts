import { isTable } from "../core/table";
import type { SecretsTable } from "../core/types";
import { stepInto } from "../core/value-at";
import { encodedIn, HEADER, type RecipientLine, recipientsIn, VERSION } from "./format";

/** The keys that the header of a file may have. `plain` is reserved. */
const HEADER_KEYS = ["version", "public", "recipients"];

/**
 * The header of a document, and its recipients. Without a header and without encrypted values, `header` is `undefined`.
 * @throws ParseError if it is missing beside encrypted values, of another version, or has keys that do not belong there.
 */
export function checkHeader(
  table: SecretsTable,
  source: string,
): { readonly header: SecretsTable | undefined; readonly lines: readonly RecipientLine[] } {
  const header = stepInto(table, HEADER);
  if (header === undefined) {
    if (!hasToken(table)) return { header, lines: [] };
    throw headerError(
      source,
      "it has encrypted values, but not the section [toml-secrets] that says who can open them",
      "restore the section from the last commit that had it",
    );
  }
  if (!isTable(header) || (header.version !== VERSION && header.version !== BigInt(VERSION))) {
    const reason = "its section [toml-secrets] is of a version that this library does not know";
    throw headerError(source, reason, "update toml-secrets, or restore the section from the last commit that had it");
  }
  const { lines, strays } = recipientsIn(header);
  const others = Object.keys(header).filter(
    (key) => !HEADER_KEYS.includes(key) || (key === "recipients" && !isTable(header[key])),
  );
  const [stray] = [...strays.map((name) => [HEADER, "recipients", name]), ...others.map((name) => [HEADER, name])];
  if (stray !== undefined) {
    const { formatPath } = require("../core/key-path") as typeof import("../core/key-path");
    const section = formatPath(stray.slice(0, -1));
    const reason = `the key ${formatPath(stray.slice(-1))} is in [${section}], which only the tool writes to`;
    throw headerError(source, reason, "move it above the line [toml-secrets], then run: npx toml-secrets encrypt");
  }
  return { header, lines };
}

/** Does it contain a token, at any depth? */
function hasToken(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasToken);
  if (isTable(value)) return Object.keys(value).some((key) => hasToken(value[key]));
  const encoded = encodedIn(value);
  return encoded?.form === "token" && encoded.base64.length >= 24; // 16 bytes and more
}

function headerError(source: string, reason: string, next: string): Error {
  const { ParseError, seeDocs } = require("../core/errors") as typeof import("../core/errors");
  const { printable } = require("../core/printable") as typeof import("../core/printable");
  const message = `cannot read ${printable(source)}: ${reason}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_PARSE")}`;
  return new ParseError(message, { source, line: undefined, column: undefined, reason });
}
