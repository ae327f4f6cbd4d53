/** The characters from U+00A0 to U+00FF, in order, as HTML 4 names them. */
const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot " +
  "cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml " +
  "Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig " +
  "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute " +
  "ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/** The names that HTML has for punctuation; a character may have several. */
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
  "\u20ac": "euro",
  "\u2013": "ndash",
  "\u2014": "mdash",
  "\u2018": "lsquo",
  "\u2019": "rsquo",
  "\u201c": "ldquo",
  "\u201d": "rdquo",
  "\u2026": "hellip",
  "\u2122": "trade",
};

/** The code point of each named character reference of HTML that an encoder writes, by a hash of its name; no two names share one. */
const CODES = new Map<number, { readonly name: string; readonly code: number }>();

function add(name: string, code: number): void {
  const bytes = Buffer.from(name);
  CODES.set(hashOf(bytes, 0, bytes.length), { name, code });
}

for (const [index, name] of LATIN_1.split(" ").entries()) add(name, 0xa0 + index);
for (const [character, names] of Object.entries(PUNCTUATION))
  for (const name of names.split(" ")) add(name, character.charCodeAt(0));

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) & 0x3fffffff;
  return hash;
}

/** The code point of the name that stands in some bytes. */
export function entityOf(bytes: Uint8Array, from: number, to: number): number | undefined {
  const known = CODES.get(hashOf(bytes, from, to));
  if (known === undefined || known.name.length !== to - from) return undefined;
  for (let at = from; at < to; at++) if (known.name.charCodeAt(at - from) !== bytes[at]) return undefined;
  return known.code;
}
