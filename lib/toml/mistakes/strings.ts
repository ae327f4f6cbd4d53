import { clipped, type FailureContext, isNewStatement, lineNumber, linesAfter } from "./failure-context";
import { type Match, type Mistake, matchIf } from "./mistake";

/* Strings that end too early, too late, or never; and backslashes. */

/** The text of the open string, from its opening quote to the end of its first line. */
function content({ open, text }: FailureContext): string {
  if (open === undefined) return "";
  const end = text.indexOf("\n", open.at);
  return clipped(text.slice(open.at + open.quote.length, end === -1 ? undefined : end));
}

/** Is a single-line string still open at the end of its line? */
function isUnclosed({ open, character }: FailureContext): boolean {
  return open !== undefined && open.quote.length === 1 && (character === "\n" || character === "");
}

/** Does the string continue over the next lines to a closing quote, with no new statement in between? */
function goesOn(context: FailureContext): boolean {
  const { open, at, text } = context;
  if (open === undefined) return false;
  for (const line of linesAfter(text, at)) {
    if (new RegExp(`${open.quote}\\s*[,}]?\\s*(?:#.*)?$`).test(line) && !isNewStatement(line)) return true;
    if (isNewStatement(line)) return false;
  }
  return false;
}

const isEscape = ({ reason }: FailureContext) => /backslash|\\u escape|a Unicode character|white space may follow/.test(reason);
const atString = ({ open }: FailureContext): Match => (open === undefined ? {} : { at: open.at });

/** A result of `find`: if `is` is true, the mistake is at the opening quote of the string. */
function inOpenString(is: (context: FailureContext) => boolean) {
  return (context: FailureContext): Match | undefined => (is(context) ? atString(context) : undefined);
}

export const STRINGS: readonly Mistake[] = [
  {
    name: "a key or certificate over several lines in one pair of quotes",
    reason: "a PEM block (a key or a certificate) over several lines in one pair of quotes",
    advice: "write three quotes before it and three after it: '''…'''",
    find: inOpenString((context) => isUnclosed(context) && /^\s*-----BEGIN /.test(content(context))),
  },
  {
    name: "JSON over several lines in one pair of quotes",
    reason: "JSON over several lines in one pair of quotes",
    advice: "write three single quotes before it and three after it: '''{…}'''",
    find: inOpenString(
      (context) => isUnclosed(context) && /^\s*[{[]\s*"?/.test(content(context)) && !/["']\s*$/.test(content(context)),
    ),
  },
  {
    name: "a Windows path in double quotes",
    reason: "a Windows path in double quotes, in which a backslash begins an escape",
    advice: "put the path in single quotes, '…', in which a backslash is only a backslash; or write each backslash twice",
    find: (context) =>
      matchIf(
        (isEscape(context) || endsInBackslash(context)) && /^(?:[A-Za-z]:\\|\\\\|%\w+%\\|\.{1,2}\\)/.test(content(context)),
      ),
  },
  {
    name: "a backslash in double quotes",
    reason: "a backslash in double quotes begins an escape, and this escape does not exist",
    advice: "put the text in single quotes, '…', in which a backslash is only a backslash; or write each backslash twice",
    find: (context) => matchIf(isEscape(context) && context.open !== undefined && context.character !== ""),
  },
  {
    name: "a backslash before the closing quote",
    reason: "the backslash before the last quote turns it into a part of the text, so this string has no closing quote",
    advice: "put the text in single quotes, '…', or write the backslash twice",
    find: inOpenString(endsInBackslash),
  },
  {
    name: "two kinds of quotes around one value",
    reason: "the string begins with one kind of quote and ends with another",
    advice: "use the same quote on both sides: \"…\" or '…'",
    find: inOpenString((context) => {
      const other = context.open?.quote === '"' ? "'" : '"';
      return (
        isUnclosed(context) &&
        content(context)
          .replace(/\s*[,;]?\s*(?:#.*)?$/, "")
          .endsWith(other)
      );
    }),
  },
  {
    name: "text over several lines in one pair of quotes",
    reason: "a text over several lines in one pair of quotes",
    advice: "write three quotes before it and three after it: '''…''' keeps backslashes, \"\"\"…\"\"\" has escapes such as \\n",
    find: inOpenString((context) => isUnclosed(context) && goesOn(context)),
  },
  {
    name: "a quote that is never closed",
    reason: "this string has no closing quote on its line",
    advice: "add the closing quote at the end of the line",
    find: inOpenString(isUnclosed),
  },
  {
    name: "three quotes that are never closed",
    reason: "the three quotes that begin here are never closed",
    advice: "add the same three quotes after the text",
    find: ({ reason }) => matchIf(reason.startsWith("a multi-line string is not closed")),
  },
  {
    name: "three quotes that end in the wrong place",
    reason: "a text in three quotes ends here",
    advice: "check that each text in three quotes has its closing quotes, and no quotes in between",
    find({ item, text, at, open }): Match | undefined {
      const isTriple = item !== undefined && open === undefined && /^(?:"""|''')/.test(item.text);
      if (!isTriple || !text.slice(item.at, at).includes("\n")) return undefined;
      return {
        reason: `a text in three quotes, which begins on line ${lineNumber(text, item.at)}, ends here, and something follows it`,
      };
    },
  },
];

function endsInBackslash(context: FailureContext): boolean {
  const escaped = /\\+(?="\s*,?\s*(?:#.*)?$)/.exec(content(context));
  return isUnclosed(context) && context.open?.quote === '"' && escaped !== null && escaped[0].length % 2 === 1;
}
