import type { Parse, SecretsTable } from "../core/types";
import { normalized, readPlainToml } from "./plain";

/**
 * The table that a TOML document describes. A BOM and Windows line ends are fine, whatever the parser says of them. Most secrets
 * files are nothing but plain lines; the parser is not even loaded for those.
 * @throws ParseError (`ERR_SECRETS_PARSE`) with a position and a reason that hold nothing of the text.
 */
export function decodeToml(text: string, source: string, parse?: Parse): SecretsTable {
  const clean = normalized(text);
  const plain = parse === undefined ? readPlainToml(clean) : undefined;
  if (plain !== undefined) return plain;
  const { parseDocument } = require("./document") as typeof import("./document");
  return parseDocument(clean, source, parse);
}
