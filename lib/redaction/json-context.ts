import { REDACTED } from "../core/table";

/** Follows a text that may be JSON, and knows whether its end is inside a string. */
export class JsonContext {
  isInString = false;
  /** The last character that is not white space, outside of strings. */
  #lastSolid = "";
  /** Is the next character escaped by a backslash? */
  #isEscaped = false;
  /** Is there nothing but white space on the line so far? */
  #isLineStart = true;

  copy(): JsonContext {
    const copy = new JsonContext();
    copy.isInString = this.isInString;
    copy.#lastSolid = this.#lastSolid;
    copy.#isEscaped = this.#isEscaped;
    copy.#isLineStart = this.#isLineStart;
    return copy;
  }

  /** Reads the next part. A JSON string has no line break, so each line starts outside of a string. */
  read(part: string): void {
    const line = part.lastIndexOf("\n") + 1;
    if (line > 0) this.isInString = this.#isEscaped = false;
    let from = line;
    for (let quote = part.indexOf('"', from); quote !== -1; quote = part.indexOf('"', from)) {
      if (!this.isInString || !this.#isEscapedAt(part, quote, from)) this.isInString = !this.isInString;
      this.#isEscaped = false;
      from = quote + 1;
    }
    this.#isEscaped = this.isInString && this.#isEscapedAt(part, part.length, from);
    this.#isLineStart = (line > 0 || this.#isLineStart) && !/\S/.test(part.slice(line));
    this.#lastSolid = part.trimEnd().at(-1) ?? this.#lastSolid;
  }

  #isEscapedAt(part: string, at: number, from: number): boolean {
    let start = at;
    while (start > from && part[start - 1] === "\\") start--;
    return (at - start) % 2 === (start === from && this.#isEscaped ? 0 : 1);
  }

  /** The number of characters at the end of `last`, the end of the text read so far, that are the beginning of an escape. */
  openEscape(last: string): number {
    if (!this.isInString) return 0;
    if (this.#isEscaped) return 1;
    const [begun] = /(?<=(?:^|[^\\])(?:\\\\)*)\\u[\da-f]{0,3}$/i.exec(last.slice(-64)) ?? [];
    return begun?.length ?? 0;
  }

  /** The number of characters that are missing from an escape at the end of the text read so far. */
  restOfEscape(last: string, next: string | undefined): number {
    const open = this.openEscape(last);
    if (open === 0) return 0;
    return open === 1 ? (next === "u" ? 5 : 1) : 6 - open;
  }

  /** The mask for the next part with which JSON stays valid. `next` is the character after the part. */
  maskOf(hidden: string, next: string): string {
    if (this.isInString) return this.#maskFromString(hidden);
    const last = this.#lastSolid;
    if (last !== "" && !'"{}[],:'.includes(last) && !/[\dels]/.test(last)) return REDACTED;
    const tokens = tokensOf(hidden);
    if (tokens === undefined) return REDACTED;
    const isInside = last !== "" && ":,[".includes(last);
    const isLineEnd = /^[\r\n]?$/.test(next) || hidden.endsWith("\n");
    const isValue = isInside ? /^[,\]}\s]?$/.test(next) : this.#isLineStart && isLineEnd;
    if (isWhole(tokens)) {
      if (isValue) return hidden.replace(/\S(?:.*\S)?/s, `"${REDACTED}"`);
      if (last === "") return REDACTED;
    }
    return tokens.some((token) => /^[{}[\],:"]/.test(token)) ? maskOfTokens(tokens) : REDACTED;
  }

  /** A value may begin inside a string and end outside of it. */
  #maskFromString(hidden: string): string {
    let quote = hidden.indexOf('"');
    const isEscaped = this.#isEscaped;
    for (let from = 0; quote !== -1; quote = hidden.indexOf('"', quote + 1)) {
      let start = quote;
      while (start > from && hidden[start - 1] === "\\") start--;
      if ((quote - start) % 2 === (start === 0 && isEscaped ? 1 : 0)) break;
      from = quote + 1;
    }
    if (quote === -1) return REDACTED;
    const tokens = tokensOf(hidden.slice(quote + 1));
    return tokens === undefined ? REDACTED : `${REDACTED}"${maskOfTokens(tokens)}`;
  }
}

const TOKEN = /\s+|[{}[\],:]|"(?:[^"\\\n]|\\.)*(?:"|$)|-?\d[\d.eE+-]*|true|false|null/y;

/** The tokens of a piece of JSON, or `undefined` if it is not JSON. */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (token === null) return undefined;
    tokens.push(token[0]);
  }
  return tokens;
}

function maskOfTokens(tokens: readonly string[]): string {
  const masked = tokens.map((token) => {
    if (/^[\s{}[\],:]/.test(token)) return token;
    return isOpenString(token) ? `"${REDACTED}` : `"${REDACTED}"`;
  });
  return masked.join("");
}

function isOpenString(token: string): boolean {
  return token.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/.test(token);
}

/** Do the tokens make exactly one value? */
function isWhole(tokens: readonly string[]): boolean {
  let depth = 0;
  let values = 0;
  for (const token of tokens) {
    if (/^\s/.test(token)) continue;
    if (depth === 0 && values > 0) return false;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth < 0 || isOpenString(token) || (depth === 0 && /^[,:]/.test(token))) return false;
    if (depth === 0) values++;
  }
  return depth === 0 && values === 1;
}
