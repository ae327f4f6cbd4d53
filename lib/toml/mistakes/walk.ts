/** A statement that the parser has read: a header or a key with its value. */
export interface Statement {
  readonly at: number;
  readonly kind: "section" | "list" | "key";
  /** Its path; for a key, the path within its section. `undefined` if the path can't be determined. */
  readonly path: readonly string[] | undefined;
}

export interface OpenString {
  readonly quote: '"' | "'" | '"""' | "'''";
  /** The offset of its first quote. */
  readonly at: number;
}

export interface Bracket {
  readonly sign: "[" | "{";
  readonly at: number;
}

export interface Walk {
  /** The offset of the unfinished statement, without leading white space. */
  readonly start: number;
  readonly equals: number | undefined;
  readonly open: OpenString | undefined;
  readonly brackets: readonly Bracket[];
  readonly statements: readonly Statement[];
  /** The offset of the unfinished value or array item. */
  readonly itemAt: number | undefined;
}

/** Scans a text up to an offset. The text before the offset is valid TOML. */
export function walk(text: string, limit: number): Walk {
  const statements: Statement[] = [];
  const brackets: Bracket[] = [];
  let [start, isBlank] = [0, true];
  let equals: number | undefined;
  let itemAt: number | undefined;
  let open: OpenString | undefined;
  let at = 0;
  while (at < limit && open === undefined) {
    const character = text[at] as string;
    if (character === "\n" && brackets.length === 0) {
      if (!isBlank) statements.push(statementOf(text.slice(start, equals ?? at), start));
      [isBlank, equals, itemAt] = [true, undefined, undefined];
    } else if (character === "#") {
      const end = text.indexOf("\n", at);
      if (end === -1 || end >= limit) break;
      at = end;
      continue; // the line break
    } else if (isBlank && character !== " " && character !== "\t" && character !== "\n") {
      [start, isBlank] = [at, false];
      if (character === '"' || character === "'") continue;
    } else if (character === '"' || character === "'") {
      const end = stringEnd(text, at, limit, equals !== undefined);
      if (end === undefined) open = { quote: quoteAt(text, at, equals !== undefined), at };
      else at = end - 1;
    } else if (character === "=" && equals === undefined) [equals, itemAt] = [at, at + 1];
    else if (equals !== undefined) {
      if (character === "[" || character === "{") brackets.push({ sign: character, at });
      if (character === "]" || character === "}") brackets.pop();
      if ("[{,=".includes(character)) itemAt = at + 1;
    }
    at++;
  }
  if (isBlank) {
    start = limit;
    for (let back = limit - 1; back >= 0 && (text[back] === " " || text[back] === "\t"); back--) start = back;
    while (text[start] === " " || text[start] === "\t") start++;
  }
  return { start, equals, open, brackets, statements, itemAt };
}

function quoteAt(text: string, at: number, mayBeTriple: boolean): OpenString["quote"] {
  const quote = text[at] as '"' | "'";
  return mayBeTriple && text.startsWith(quote.repeat(3), at) ? (quote.repeat(3) as OpenString["quote"]) : quote;
}

/** The offset after a string; `undefined` if it is still open at the limit. */
function stringEnd(text: string, from: number, limit: number, mayBeTriple: boolean): number | undefined {
  const quote = quoteAt(text, from, mayBeTriple);
  for (let at = from + quote.length; at < limit; at++) {
    if (text[at] === "\\" && quote.startsWith('"')) at++;
    else if (text.startsWith(quote, at)) {
      let end = at + quote.length;
      if (quote.length === 3) for (let more = 0; more < 2 && text[end] === quote[0]; more++) end++; // quotes that are part of the value
      return end <= limit ? end : undefined;
    }
  }
  return undefined;
}

function statementOf(text: string, at: number): Statement {
  const header = /^(\[\[?)\s*([\s\S]*?)\s*\]/.exec(text);
  if (header === null) return { at, kind: "key", path: stepsIn(text) };
  return { at, kind: header[1] === "[[" ? "list" : "section", path: stepsIn(header[2] as string) };
}

/** The steps of a dotted key. */
export function stepsIn(key: string): string[] | undefined {
  const steps: string[] = [];
  const pattern = /\s*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([\w-]+))\s*(\.|$)/y;
  while (pattern.lastIndex < key.length) {
    const step = pattern.exec(key);
    if (step === null) return undefined;
    steps.push((step[1] ?? step[2] ?? step[3]) as string);
    if (step[4] === "") return steps;
  }
  return undefined;
}
