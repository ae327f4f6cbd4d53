import type { FailureContext } from "./failure-context";
import type { Match, Mistake } from "./mistake";

/* Values that need quotes, and numbers and dates in a form that TOML does not have. */

/** The value that was probably meant: without a comma or semicolon at its end. `undefined` for a string or a bracket. */
function bare({ item, open, text, at }: FailureContext): string | undefined {
  if (item === undefined || open !== undefined || at < item.at || text.slice(item.at, at).includes("\n")) return undefined;
  return /^["'[{]/.test(item.text) ? undefined : item.text.replace(/\s*[,;]+$/, "");
}

/** The mistake begins where the value begins. */
export function valueIs(pattern: RegExp) {
  return (context: FailureContext): Match | undefined => {
    const value = bare(context);
    return value !== undefined && value !== "" && pattern.test(value) ? { at: context.item?.at ?? context.at } : undefined;
  };
}

export const IN_QUOTES = 'put the value in quotes: key = "…"';

/** A mistake: text in a well-known form, without quotes. */
function unquoted(what: string, pattern: RegExp, advice = IN_QUOTES): Mistake {
  return { name: `${what} without quotes`, reason: `${what} without quotes`, advice, find: valueIs(pattern) };
}

export const UNQUOTED: readonly Mistake[] = [
  unquoted("a PEM block", /^-----BEGIN /, "write three quotes before it and three after it: '''…'''"),
  unquoted("a URL", /^[a-z][a-z0-9+.-]*:\/\//i),
  unquoted("an e-mail address", /^[^\s@"']+@[^\s@"']+\.[a-z]{2,}$/i),
  unquoted("a path", /^(?:[A-Za-z]:[\\/]|\\\\|~?\/|\.{1,2}[\\/])/, "put the path in single quotes: key = '…'"),
  unquoted("an IP address", /^\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\d+)?$|^(?:[\da-f]{0,4}:){3,}[\da-f]{0,4}$/i),
  unquoted("a UUID", /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i),
  {
    name: "a date in another form",
    reason: "a date must have the form 2026-01-31 (year, month, day), and the day must exist",
    advice: "write the date in that form, or put it in quotes",
    find: valueIs(/^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2}|\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?)$/i),
  },
  {
    name: "a time in another form",
    reason: "a time must have the form 07:30:00 (hours, minutes, seconds)",
    advice: "add the seconds, or put the time in quotes",
    find: valueIs(/^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?$/i),
  },
  unquoted("a version number", /^v?\d+(?:\.\d+){2,}[\w.+-]*$/),
  {
    name: "a comma in a number",
    reason: "a number must not have a comma: a point separates decimals, and _ may separate thousands",
    advice: "write 1000 or 1_000, or 1.5; write a list in brackets",
    find: valueIs(/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^[+-]?\d+,\d+$|^\d{1,3}(?:\.\d{3})+,\d+$/),
  },
  {
    name: "zeros before a number",
    reason: "a number must not begin with 0",
    advice: "put it in quotes if it is a PIN, a postal code, or a phone number; an octal number begins with 0o",
    find: valueIs(/^[+-]?0[\d_]+(?:\.\d+)?$/),
  },
  unquoted(
    "digits with spaces or signs between them",
    /^\+?[\d(][\d ()./-]*[\d)]$/,
    'put a phone or card number in quotes: key = "…"',
  ),
  {
    name: "a number with a unit",
    reason: "a number with a unit",
    advice: "write the number alone, or put both in quotes",
    find: valueIs(/^[+-]?\d+(?:\.\d+)?\s*(?:[kmgt]i?b?|[mun]?s|m|h|d|w|min|sec|hours?|days?|%|px|€|\$|[A-Z]{3})$/i),
  },
  {
    name: "a number in another form",
    reason: "this number is not complete, or has a form that TOML does not have",
    advice: "write digits on both sides of the point, and hexadecimal numbers as 0x1f; put an ID or a key in quotes",
    find: valueIs(/^[+-]?(?:\d+\.|\.\d+|0[xob][\da-f_]*|[\d_]+(?:\.[\d_]+)?(?:e[+-]?\d*)?)$/i),
  },
];
