import { LETTERS, SYMBOLS } from "./entity-names";

/** The names of punctuation in HTML. A character may have several names. */
const PUNCTUATION: Record<string, string> = {
  "\t": "Tab",
  "\n": "NewLine",
  "!": "excl",
  '"': "quot QUOT",
  "#": "num",
  $: "dollar",
  "%": "percnt",
  "&": "amp AMP",
  "'": "apos",
  "(": "lpar",
  ")": "rpar",
  "*": "ast midast",
  "+": "plus",
  ",": "comma",
  ".": "period",
  "/": "sol",
  ":": "colon",
  ";": "semi",
  "<": "lt LT",
  "=": "equals",
  ">": "gt GT",
  "?": "quest",
  "@": "commat",
  "[": "lsqb lbrack",
  "\\": "bsol",
  "]": "rsqb rbrack",
  "^": "Hat",
  _: "lowbar UnderBar",
  "`": "grave DiacriticalGrave",
  "{": "lcub lbrace",
  "|": "verbar vert VerticalLine",
  "}": "rcub rbrace",
};

/** The code points of the named character references that encoders write, by a hash of the name. No two names have the same hash. */
const CODES = new Map<number, { readonly name: string; readonly code: number }>();

function add(name: string, code: number): void {
  const bytes = Buffer.from(name);
  CODES.set(hashOf(bytes, 0, bytes.length), { name, code });
}

for (const [first, letters] of LETTERS)
  for (const [index, names] of letters.split(" ").entries()) for (const name of names.split("|")) add(name, first + index);
for (const symbol of SYMBOLS.split(" ")) {
  const [name = "", code = ""] = symbol.split("=");
  add(name, Number.parseInt(code, 16));
}
for (const [character, names] of Object.entries(PUNCTUATION))
  for (const name of names.split(" ")) add(name, character.charCodeAt(0));

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) & 0x3fffffff;
  return hash;
}

/** The code point for the name in these bytes. */
export function entityOf(bytes: Uint8Array, from: number, to: number): number | undefined {
  const known = CODES.get(hashOf(bytes, from, to));
  if (known === undefined || known.name.length !== to - from) return undefined;
  for (let at = from; at < to; at++) if (known.name.charCodeAt(at - from) !== bytes[at]) return undefined;
  return known.code;
}
