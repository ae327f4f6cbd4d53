import type { KeyPath } from "../core/key-path";
import { deepCopy, isTable, MAX_LEVELS } from "../core/table";
import type { Parse, SecretsTable } from "../core/types";
import type { TomlParserClass } from "./parser-types";
import { normalized } from "./plain";
import { strict } from "./strict-parser";

/**
 * The table of a document, read by @iarna/toml or by the parser that is passed. The text has no BOM and no Windows line ends.
 * @throws ParseError (`ERR_SECRETS_PARSE`) with a position and a reason that contain no text of the document.
 */
export function parseDocument(text: string, source: string, parse: Parse | undefined): SecretsTable {
  let table: SecretsTable | undefined;
  try {
    table = parse === undefined ? parseToml(text) : ownCopy(parse(text));
  } catch (error) {
    throw failures().failureOf(error, text, source, parse === undefined);
  }
  if (parse === undefined && mayBeDeep(text) && isDeep(table as SecretsTable)) {
    throw failures().parseError(source, { reason: `it is nested deeper than ${MAX_LEVELS} levels` });
  }
  if (table !== undefined) return table;
  throw failures().parseError(source, { reason: "the parser gave something other than a table of keys" });
}

/** Loaded only if a document can't be parsed. */
function failures() {
  return require("./parse-failure") as typeof import("./parse-failure");
}

/**
 * A copy, because another parser may keep its table and change it, or return getters that return another value at each read.
 * `undefined` if it is not a table.
 */
function ownCopy(parsed: unknown): SecretsTable | undefined {
  const copy = deepCopy(parsed);
  return isTable(copy) ? copy : undefined;
}

/**
 * Does the text have enough brackets and dots to be nested too deeply? A header with a plain name adds one level and does not
 * count, because a document may have many.
 */
function mayBeDeep(text: string): boolean {
  let signs = 3; // a header, a list of sections, a key
  for (const sign of [".", "[", "{"]) {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      if (sign === "[" && text[at - 1] === "\n" && PLAIN_NAME.test(text.slice(at + 1, text.indexOf("]", at)))) continue;
      if (++signs > MAX_LEVELS) return true;
    }
  }
  return false;
}

const PLAIN_NAME = /^[\w.-]+$/;

function isDeep(value: object, above = 0): boolean {
  if (above > MAX_LEVELS) return true;
  return Object.values(value).some((item) => typeof item === "object" && item !== null && isDeep(item, above + 1));
}

/** @throws Positioned, for each failure of the parser. */
function parseToml(text: string): SecretsTable {
  const Parser = strictParser();
  const parser = new Parser();
  let table: SecretsTable;
  try {
    parser.parse(text);
    table = parser.finish();
  } catch (error) {
    throw failures().positioned(error, parser, text, Parser);
  }
  if (text.includes("\r")) throw failures().bareCarriageReturn(text);
  return table;
}

/** The class is loaded on first use, because a program with a parser of its own never needs it. */
function strictParser(): TomlParserClass {
  loadedParser ??= strict(require("@iarna/toml/lib/toml-parser.js") as TomlParserClass);
  return loadedParser;
}

let loadedParser: TomlParserClass | undefined;

/** Returns a function that gives the line, counted from 1, of the key at a path. @throws what the parser throws for an invalid document. */
export function lineFinder(text: string): (path: KeyPath) => number | undefined {
  const { recordingLines } = require("./line-recorder") as typeof import("./line-recorder");
  const recording = recordingLines(strictParser());
  const parser = new recording.Parser();
  parser.parse(normalized(text));
  const table = parser.finish();
  return (path) => {
    let holder: unknown = table;
    for (const step of path.slice(0, -1)) holder = (holder as Record<string | number, unknown>)[step];
    return recording.lineOf(holder as object, path[path.length - 1] as string | number);
  };
}
