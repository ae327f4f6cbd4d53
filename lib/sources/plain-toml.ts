import type { SecretsTable } from "../types";

/*
 * The TOML that most secrets files are written in: one `key = value` a line, [sections], comments. It is read here by one
 * regular expression, so that a program does not wait for a whole parser to be loaded and warmed up for twenty lines.
 * Whatever is not exactly of this form (escapes, arrays, dates, floats, dotted keys, anything twice, anything wrong) is
 * declined as a whole and left to the parser, which alone decides what is valid. A spec holds both against each other.
 */

/** One line: a header's name, or a key and its value (a string in either kind of quotes, a boolean, an integer), or nothing. */
const LINE = new RegExp(
  [
    "[ \\t]*(?:(?:",
    "\\[[ \\t]*([\\w-]+(?:\\.[\\w-]+)*)[ \\t]*\\]", // 1: header
    "|([\\w-]+)[ \\t]*=[ \\t]*(?:", // 2: key
    '"([^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]*)"', // 3: "…" without escapes
    "|'([^'\\x00-\\x08\\x0a-\\x1f\\x7f]*)'", // 4: '…'
    "|(true|false)", // 5
    "|([+-]?(?:0|[1-9]\\d{0,14}))", // 6: within 2^53
    "))[ \\t]*)?(?:#[^\\x00-\\x08\\x0a-\\x1f\\x7f]*)?(?:\\n|$)",
  ].join(""),
  "y",
);

/**
 * Where one of these stands, all lines before it would be read in vain: arrays, inline tables, strings of many lines. (In a
 * comment or a string it means nothing, and the parser reads such a document as well.)
 */
const NEVER_PLAIN = ["= [", "= {", "[[", '"""', "'''"];

/** The table of a document of that form, or `undefined` for any other. The text has no BOM and no CR. */
export function readPlainToml(text: string): SecretsTable | undefined {
  if (NEVER_PLAIN.some((mark) => text.includes(mark))) return undefined;
  const table = readLines(text);
  // `RegExp.input` keeps the text of the last match, for everybody to read.
  LINE.lastIndex = 0;
  LINE.exec("");
  return table;
}

function readLines(text: string): SecretsTable | undefined {
  const root: Record<string, unknown> = Object.create(null);
  const headers = new Set<unknown>([root]);
  let section = root;
  LINE.lastIndex = 0;
  while (LINE.lastIndex < text.length) {
    const match = LINE.exec(text);
    if (match === null) return undefined;
    const [, header, key, basic, literal, boolean, integer] = match;
    if (header !== undefined) {
      const opened = open(root, header, headers);
      if (opened === undefined) return undefined;
      section = opened;
    } else if (key !== undefined) {
      if (key in section) return undefined;
      const string = basic ?? literal;
      if (string !== undefined) section[key] = ownCopy(string);
      // `+ 0`: an integer has no negative zero.
      else section[key] = boolean === undefined ? Number(integer) + 0 : boolean === "true";
    }
  }
  return root;
}

/** A part of a string is a view of the whole in V8: one value would keep all of the text in memory, and what is commented out. */
function ownCopy(part: string): string {
  return JSON.parse(JSON.stringify(part));
}

/** The new section that a header opens; `undefined` where any of its names stands for something else. */
function open(root: Record<string, unknown>, header: string, headers: Set<unknown>): Record<string, unknown> | undefined {
  const names = header.split(".");
  const last = names.pop() as string;
  let above = root;
  for (const name of names) {
    if (!(name in above)) {
      above[name] = Object.create(null);
      headers.add(above[name]);
    }
    if (!headers.has(above[name])) return undefined;
    above = above[name] as Record<string, unknown>;
  }
  if (last in above) return undefined;
  const section: Record<string, unknown> = Object.create(null);
  above[last] = section;
  headers.add(section);
  return section;
}
