/** A reason for each message of the parser. The parser's own messages may contain a character or a number of the text. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return REASONS.find(([start]) => message.startsWith(start))?.[1] ?? "not valid TOML";
}

const NOT_CLOSED = "an array or inline table is not closed";
const STRING_NOT_CLOSED = "a multi-line string is not closed";
const NO_NUMBER = "this date, time or number is not valid, and a number must not begin with 0; is a quote missing?";
const NOT_SEPARATED = "array items must be separated by commas and closed with ]";

/** Reasons for a text that ends too early. They are reported at the beginning of the value that is still open. */
export const NEVER_CLOSED: Readonly<Record<string, string>> = {
  [NOT_CLOSED]: `${NOT_CLOSED}; it begins here`,
  [NOT_SEPARATED]: `${NOT_CLOSED}; it begins here`,
  [STRING_NOT_CLOSED]: `${STRING_NOT_CLOSED}; it begins here`,
};

const REASONS: readonly (readonly [string, string])[] = [
  ["Integer too large", "this integer is too large"],
  ["Float too large", "this number is infinite"],
  ["Can't redefine", "this key or section exists already"],
  ["Can't extend an inline", "an inline table or array can't be extended elsewhere"],
  [
    "Unexpected character, expecting string",
    "a value must be a quoted string, a number, a date, true, false, an array or an inline table; is a quote missing?",
  ],
  [
    "Unexpected character, expected only whitespace",
    "there is something after the value or header; is a quote missing, or two values on one line?",
  ],
  ["Unexpected character, expected whitespace, .", "a section header must be closed with ]"],
  ["Unexpected character in datetime", "this date or time is not complete or not valid"],
  ["Unexpected character, expected digit", "this number is not valid; is a quote missing?"],
  ["Unexpected character, expected -", "this number is not valid; is a quote missing?"],
  ["Unexpected character, expected", "this number is not valid; is a quote missing?"],
  ["Unknown character", "a line must begin with a key, a [section] or a # comment"],
  ["Unknown escape character", "a backslash in \"…\" starts an escape that does not exist; use '…' for text with backslashes"],
  ["Can't escape whitespace", "only white space may follow a backslash at the end of a line"],
  ["Control characters", "a control character must be written as an escape"],
  ["Invalid unicode", "this is not a Unicode character"],
  ["Invalid character in unicode", "a \\u escape needs four hexadecimal digits, \\U needs eight"],
  ['Invalid character, expected "="', 'a key must be followed by "="'],
  ["Invalid character, expected whitespace, comma", NOT_SEPARATED],
  ["Invalid boolean", "the words for yes and no are true and false, in lower case; is a quote missing?"],
  ["Invalid number", "this number is not valid; is a quote missing?"],
  ["Incomplete number", "this number is not complete; is a quote missing?"],
  ["Incomplete", "this date or time is not complete; is a quote missing?"],
  ["Invalid Datetime", "there is no such date or time"],
  ["Empty bare keys", "a key must not be empty"],
  ["Key without value", "this key has no value"],
  ["Key ended without value", "this key has no value"],
  ["Unterminated inline", NOT_CLOSED],
  ["Unterminated multi-line", STRING_NOT_CLOSED],
  ["Unterminated string", "a string is not closed"],
  ["Empty elements", "two commas of an inline table have nothing between them"],
  ["Trailing commas", "an inline table must not end in a comma"],
  ["Days less", "a day has two digits"],
  ["Months less", "a month has two digits"],
  ["Hours less", "an hour has two digits"],
  ["Years less", "a year has four digits"],
  ["Expected digit", NO_NUMBER],
  ["Expected hyphen", NO_NUMBER],
];
