import type { FailureContext } from "./failure-context";
import { codePoint, type Match, type Mistake } from "./mistake";

/* Characters that look like others, or that are invisible. */

/** Quotes that are not straight: typographic ones, primes, accents, and full-width ones. */
const QUOTES =
  /^[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u2032-\u2037\u00b4\u0060\uff02\uff07\u300c-\u300f\u301d-\u301f\u275b-\u275e\u02bc\u02bb\u02ba\u02b9\u05f3\u05f4]/;
const INVISIBLE = /^(?:\p{Default_Ignorable_Code_Point}|[\p{Cf}\p{Zl}\p{Zp}\u2800])/u;
const SPACES = /^(?! )[\p{Zs}\u0085]/u;
const DASHES = /^[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
/** Full-width forms of = [ ] { } , . # : and so on. */
const FULL_WIDTH = /^[\uff01-\uff5e\u3001\u3002]/;
const LOOKALIKE_EQUALS = /^[\u2248\u2260\u2261\ua78a\u30a0\u21d2\u2192]/;
const OTHER_SCRIPT = /^[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

const quoteReason = (quote: string) => {
  if (quote === "`") return "a backtick (U+0060) is used instead of a quote";
  if (/[\u2032-\u2037]/.test(quote)) return `a prime sign (${codePoint(quote)}) is used instead of a quote`;
  const look = /[\u00ab\u00bb\u2039\u203a]/.test(quote)
    ? "angle quotes"
    : /[\u2018-\u201f]/.test(quote)
      ? "curly quotes"
      : "quotes that are not straight";
  return `${look} (${codePoint(quote)}); TOML accepts only straight quotes`;
};

/** The offset of a typographic closing quote at the end of a line, if the string is never closed. */
function closingQuote({ open, text, at }: FailureContext): number | undefined {
  if (open === undefined || open.quote.length > 1) return undefined;
  const content = text.slice(Math.max(open.at + 1, at - 200), at);
  const end = /([^\s,;])[\s,;]*(?:#[^"']*)?$/.exec(content);
  return end !== null && QUOTES.test(end[1] as string) && end[1] !== "`" ? at - content.length + end.index : undefined;
}

/** Finds a mistake that is one character outside a string: the character where the parser failed. */
function atCharacter(pattern: RegExp, reason: (character: string, context: FailureContext) => string) {
  return (context: FailureContext): Match | undefined =>
    context.open === undefined && pattern.test(context.character) ? { reason: reason(context.character, context) } : undefined;
}

export const CHARACTERS: readonly Mistake[] = [
  {
    name: "a Markdown code fence",
    reason: "this line is a code fence of Markdown (```), which is not part of the file",
    advice: "remove the lines that begin with ```",
    find: ({ line, open }) => (open === undefined && /^\s*(?:```|~~~)/.test(line) ? {} : undefined),
  },
  {
    name: "curly quotes",
    reason: "quotes that are not straight",
    advice: "type the quotes again, as \" or ', in an editor for code",
    find: atCharacter(QUOTES, quoteReason),
  },
  {
    name: "a closing quote that is curly",
    reason: "the closing quote is not straight",
    advice: "type the closing quote again: it must be the same \" or ' as the opening one",
    find(context): Match | undefined {
      const at = closingQuote(context);
      return at === undefined
        ? undefined
        : { at, reason: `the closing quote is one of the ${quoteReason(context.text[at] as string)}` };
    },
  },
  {
    name: "an invisible character",
    reason: "an invisible character",
    advice: "delete the character: delete the text around it too, and type it again",
    find: atCharacter(INVISIBLE, (character) => {
      if (character === "\ufeff")
        return "an invisible character, U+FEFF: a byte order mark in the middle of the text, as if two files were joined";
      return `an invisible character, ${codePoint(character)}`;
    }),
  },
  {
    name: "a space that is not a plain one",
    reason: "a space that is not a plain one",
    advice: "replace it with a space from the keyboard; text from web pages and documents has such spaces",
    find: atCharacter(SPACES, (character) => {
      if (character === "\u00a0") return "a no-break space (U+00A0), which looks like a plain space";
      return `a character that looks like a plain space (${codePoint(character)})`;
    }),
  },
  {
    name: "a dash that is not a hyphen",
    reason: "a dash that is not a hyphen",
    advice: "type - (U+002D) instead",
    find: atCharacter(DASHES, (character) => `${codePoint(character)} looks like a hyphen or a minus, but is another character`),
  },
  {
    name: "full-width characters",
    reason: "a full-width character",
    advice: "type the character again with a Latin keyboard layout",
    find: atCharacter(FULL_WIDTH, (character) => `${codePoint(character)} is a full-width character, not the one that TOML uses`),
  },
  {
    name: "a character that looks like =",
    reason: 'another character is used instead of "="',
    advice: "type = (U+003D) instead",
    find: atCharacter(LOOKALIKE_EQUALS, (character) => `${codePoint(character)} is used instead of "="`),
  },
  {
    name: "a letter of another alphabet in a key",
    reason: "a letter of another alphabet",
    advice: "type the key again with a Latin keyboard layout; if you mean this letter, put the key in quotes",
    find(context): Match | undefined {
      if (context.equals !== undefined) return undefined;
      return atCharacter(
        OTHER_SCRIPT,
        (character) => `${codePoint(character)} is a letter of another alphabet, which may look like a Latin one`,
      )(context);
    },
  },
  {
    name: "a control character",
    reason: "a control character",
    advice: 'remove the character; in a string in "…", write it as an escape such as \\u001b',
    find({ character, reason }): Match | undefined {
      const isControl = /^(?![\t\n\r])\p{Cc}$/u.test(character);
      const isReturn = character === "\r" && reason !== "a carriage return without a line feed";
      return isControl || isReturn ? { reason: `a control character, ${codePoint(character)}` } : undefined;
    },
  },
  {
    name: "a carriage return inside a line",
    reason: "a carriage return (U+000D) without a line feed",
    advice: "save the file with the line breaks of Unix or Windows; one line has another line break than the rest",
    find: ({ reason }) => (reason === "a carriage return without a line feed" ? {} : undefined),
  },
];
