import { type FailureContext, lineNumber, linesAfter } from "./failure-context";
import { type Match, type Mistake, matchIf } from "./mistake";
import { IN_QUOTES, UNQUOTED, valueIs } from "./unquoted";

/* Words and forms that are values in other languages, but not in TOML. */

export const VALUES: readonly Mistake[] = [
  {
    name: "a number that is too large",
    reason: "this integer is too large: TOML's integers have 64 bits",
    advice: "put it in quotes if it is an ID, a key, or a hash",
    find: (context) => (context.reason === "this integer is too large" ? numberAlone(context) : undefined),
  },
  {
    name: "a number that is infinite",
    reason: "this number is so large that it reads as infinite",
    advice: "put it in quotes if it is an ID or a hash: digits with an e between them are a number",
    find: (context) => (context.reason === "this number is infinite" ? numberAlone(context) : undefined),
  },
  {
    name: "a value on the next line",
    reason: "the value must begin on the same line as its key",
    advice: "move the value up, directly after the =",
    find: (context) =>
      matchIf(
        context.item?.text === "" &&
          /^\s*(?:["'[{]|-----BEGIN |\s+\S)/.test(linesAfter(context.text, context.item.at)[0] ?? "") &&
          context.brackets.length === 0 &&
          !/^\s*\[+[\w."' -]+\]+\s*(?:#.*)?$|=/.test(linesAfter(context.text, context.item.at)[0] ?? ""),
      ),
  },
  {
    name: "a key without a value",
    reason: "this key has no value",
    advice: 'write a value after the =, "" for an empty text, or put # before the line',
    find: (context) =>
      matchIf(context.item?.text === "" && context.brackets.length === 0 && context.open === undefined && !context.isHeader),
  },
  {
    name: "== instead of =",
    reason: '"==" stands where TOML has "="',
    advice: "write one =",
    find: valueIs(/^=(?!>)/),
  },
  {
    name: "=> instead of =",
    reason: '"=>" stands where TOML has "="',
    advice: 'write key = "value", without the comma at the end',
    find: valueIs(/^>/),
  },
  {
    name: "True and False",
    reason: "true and false must be in lower case",
    advice:
      'write true or false, without quotes: in quotes it is a string, and every string that is not empty, even "False", is truthy in JavaScript',
    find: valueIs(/^(?:T(?:rue|RUE)|F(?:alse|ALSE)|t[rR][uU]E|tRUe|f[aA][lL][sS]E)$/),
  },
  {
    name: "yes, no, on, off",
    reason: "TOML's words for yes and no are true and false",
    advice: "write true or false, without quotes",
    find: valueIs(/^(?:yes|no|on|off|enabled|disabled)$/i),
  },
  {
    name: "None and null",
    reason: "TOML has no null",
    advice: "leave the key out, or put # before the line",
    find: valueIs(/^(?:none|null|nil|undefined|nullptr|~|NA)$/i),
  },
  {
    name: "Infinity and NaN",
    reason: "TOML's words for these numbers are inf and nan, in lower case",
    advice: "write inf or nan, or put the text in quotes",
    find: valueIs(/^[+-]?(?:infinity|inf|nan)$/i),
  },
  {
    name: "a shell variable",
    reason: "a shell variable or command; TOML does not replace these",
    advice: "write the value itself, in quotes",
    find: valueIs(/^\$[A-Za-z_{(]|^%\w+%$/),
  },
  {
    name: "program code",
    reason: "an expression of a programming language; TOML has only values",
    advice: "write the value itself, in quotes",
    find: valueIs(
      /^(?:process\.env|import\.meta|os\.(?:environ|getenv)|Deno\.env|ENV\[|(?:st\.)?secrets[.[]|new\s+\w+\(|lambda\b|[A-Za-z_][\w.]*\()/,
    ),
  },
  {
    name: "a letter before the quotes",
    reason: "a letter before the quotes, as in Python",
    advice: "remove the letter before the quotes; text in '…' is raw in TOML",
    find: valueIs(/^(?:[rbfu]|rb|br|fr|rf)["']/i),
  },
  {
    name: "an HTML entity",
    reason: "an HTML entity is used instead of a character",
    advice: 'write the character itself: " instead of &quot;',
    find: valueIs(/^&(?:#\w+|[a-z]+);/i),
  },
  {
    name: "a YAML block or tag",
    reason: "there is a sign of YAML (| > ! & *) instead of a value",
    advice: "write the text in three quotes ('''…''')",
    find: valueIs(/^(?:[|>][+-]?\d?$|![\w!]+|[&*]\w+$)/),
  },
  {
    name: "a placeholder in angle brackets",
    reason: "a placeholder (<…>) that nobody filled in",
    advice: "replace it with the value, in quotes",
    find: valueIs(/^<[^<>]*>$/),
  },
  {
    name: "parentheses around a list",
    reason: "a list has parentheses instead of brackets",
    advice: "write a list in brackets: key = [1, 2]",
    find: valueIs(/^\(/),
  },
  ...UNQUOTED,
  {
    name: "text without quotes",
    reason: "a text without quotes",
    advice: IN_QUOTES,
    find: (context) =>
      context.brackets.length > 0 && /^[:=]/.test(context.rest) ? undefined : valueIs(/^[^\s,;\]})=:]/)(context),
  },
  {
    name: "nothing between two commas",
    reason: "there is a comma instead of a value",
    advice: "remove the comma, or write a value before it",
    find({ item, character, brackets, text }): Match | undefined {
      const bracket = brackets.at(-1);
      if (item === undefined || character !== "," || bracket === undefined) return undefined;
      return {
        reason: `there is a comma instead of a value, in the bracket that begins on line ${lineNumber(text, bracket.at)}`,
      };
    },
  },
];

/** Finds the mistake only if the item is a number and nothing else, because a UUID may begin with a number. */
function numberAlone({ item, at }: FailureContext): Match | undefined {
  return item === undefined || /^[+-]?\w[\w.]*(?:e[+-]?\d+)?[,;]?$/i.test(item.text) ? { at: item?.at ?? at } : undefined;
}
