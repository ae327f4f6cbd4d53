import { parse } from "dotenv";

/*
 * The content of a .env file. dotenv's own parser reads the values. Comments, and lines that dotenv ignores silently, are found
 * here.
 */

export interface EnvEntry {
  readonly key: string;
  readonly value: string;
  /** The comment lines above it, and the comment after it, without their signs. */
  readonly comments: readonly string[];
  readonly trailing: string | undefined;
}

export interface EnvFile {
  readonly entries: readonly EnvEntry[];
  /** The numbers of lines, from 1, that are neither a variable nor a comment. */
  readonly unknownLines: readonly number[];
}

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)\s*(.*)$/;

export function readEnvFile(text: string): EnvFile {
  const values = parse(text);
  const lines = text.split(/\r\n?|\n/);
  const found = new Map<string, Omit<EnvEntry, "key" | "value">>();
  const unknownLines: number[] = [];
  let comments: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (/^\s*#/.test(line)) comments.push(commentText(line));
    else if (line.trim() === "") comments = [];
    else {
      const [, key, rest = ""] = ASSIGNMENT.exec(line) ?? [];
      if (key !== undefined && Object.hasOwn(values, key)) {
        const last = lastLine(lines, at, rest);
        const trailing = trailingComment(lines.slice(at, last + 1).join("\n"), key, values[key] as string);
        found.set(key, { comments, trailing });
        at = last;
      } else unknownLines.push(at + 1);
      comments = [];
    }
  }
  const entries = Object.keys(values).map((key) => {
    return { key, value: values[key] as string, ...(found.get(key) ?? { comments: [], trailing: undefined }) };
  });
  return { entries, unknownLines };
}

/** The last line of a quoted value that begins in this line. */
function lastLine(lines: readonly string[], first: number, rest: string): number {
  const [quote = ""] = rest;
  if (!/['"`]/.test(quote)) return first;
  for (let at = first; at < lines.length; at++) {
    const text = at === first ? rest.slice(1) : (lines[at] as string);
    if (new RegExp(`${quote}\\s*(?:#.*)?$`).test(text)) return at;
  }
  return first;
}

/** The comment after a value: the text that can be removed without changing the value. */
function trailingComment(text: string, key: string, value: string): string | undefined {
  const lastLineStart = text.lastIndexOf("\n") + 1;
  for (let at = text.indexOf("#", lastLineStart); at !== -1; at = text.indexOf("#", at + 1)) {
    if (parse(text.slice(0, at))[key] === value) return commentText(text.slice(at));
  }
  return undefined;
}

/** A comment of TOML can't contain control characters, except tabs. */
function commentText(line: string): string {
  return line
    .replace(/^\s*#?\s?/, "")
    .trimEnd()
    .replaceAll(/[\p{Cc}]/gu, (character) => (character === "\t" ? character : " "));
}
