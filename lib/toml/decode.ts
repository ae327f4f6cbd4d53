import type { Parse, SecretsTable } from "../core/types";
import { normalized, readPlainToml } from "./plain";

/**
 * The table that a TOML document describes. A BOM and Windows line ends are valid, although the parser rejects them. Most secrets
 * files contain only plain lines, and for those the parser is not loaded.
 * @throws ParseError (`ERR_SECRETS_PARSE`) with a position and a reason that contain no text of the document.
 */
export function decodeToml(text: string, source: string, parse?: Parse): SecretsTable {
  const clean = normalized(text);
  const plain = parse === undefined ? readPlainToml(clean) : undefined;
  if (plain !== undefined) return plain;
  const { parseDocument } = require("./document") as typeof import("./document");
  return parseDocument(clean, source, parse);
}
