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

/** The code point of each named character reference of HTML that an encoder writes. */
export const ENTITIES: ReadonlyMap<string, number> = new Map([
  ...LATIN_1.split(" ").map((name, index): [string, number] => [name, 0xa0 + index]),
  ...Object.entries(PUNCTUATION).flatMap(([character, names]) =>
    names.split(" ").map((name): [string, number] => [name, character.charCodeAt(0)]),
  ),
]);
