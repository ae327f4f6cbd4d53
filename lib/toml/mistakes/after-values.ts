import type { FailureContext } from "./failure-context";
import { type Match, type Mistake, matchIf } from "./mistake";

/* Mistakes after a complete value. */

const AFTER = "there is something after the value";

/** The text after a complete value, without leading white space; `undefined` if the parser failed elsewhere. */
function after({ reason, item, isHeader, rest, brackets, open }: FailureContext): string | undefined {
  const isAfter = reason.startsWith(AFTER) && item !== undefined && !isHeader && brackets.length === 0 && open === undefined;
  return isAfter ? rest.trim() : undefined;
}

/** Is the complete value a string? */
const isString = ({ item }: FailureContext) => item !== undefined && /^["']/.test(item.text);

function followed(pattern: RegExp, more: (context: FailureContext) => boolean = () => true) {
  return (context: FailureContext): Match | undefined => {
    const rest = after(context);
    return matchIf(rest !== undefined && pattern.test(rest) && more(context));
  };
}

/** A value that is a complete number, date or boolean, or a string. */
const isComplete = (context: FailureContext) =>
  isString(context) ||
  /^(?:[+-]?[\d_]+(?:\.[\d_]+)?|true|false|\d{4}-\d\d-\d\d\S*)\s*$/.test(context.text.slice(context.item?.at ?? 0, context.at));

export const AFTER_VALUES: readonly Mistake[] = [
  {
    name: "a comma at the end of a line",
    reason: "there is a comma after the value",
    advice: "remove the comma at the end of the line",
    find: followed(/^,\s*(?:#.*|\/\/.*)?$/, isComplete),
  },
  {
    name: "a semicolon at the end of a line",
    reason: "there is a semicolon after the value",
    advice: "remove the semicolon; a comment begins with #",
    find: followed(/^;/, isComplete),
  },
  {
    name: "a comment that begins in another way",
    reason: "a comment must begin with #",
    advice: "write # before the comment",
    find: followed(/^(?:\/\/|\/\*|--(?=\s)|<!--)/, isComplete),
  },
  {
    name: "two keys on one line",
    reason: "there is a second key on the line",
    advice: "write each key on a line of its own",
    find: followed(/^,?\s*["']?[A-Za-z_][\w.-]*["']?\s*=\s*\S/, isComplete),
  },
  {
    name: "a list without brackets",
    reason: "several values, separated by commas, without brackets around them",
    advice: "write a list in brackets: key = [1, 2]",
    find: followed(/^,\s*(?:["'[{\d+-]|true|false)/, (context) => isString(context) || /^,\s/.test(context.rest)),
  },
  {
    name: "an expression",
    reason: "an expression (an operator after the value); TOML has only values and does not compute",
    advice: "write the result as one value",
    find: followed(/^(?:\+|\.\s*["'$]|\|\||\?\?|&&|or\b|and\b|if\b|as\b|%\s|\.\w+\()/, isString),
  },
  {
    name: "a backslash at the end of a line",
    reason: "a backslash at the end of a line does not join lines outside a string",
    advice: 'write the text in three quotes ("""), in which a backslash at the end of a line joins lines',
    find: followed(/^\\$/),
  },
  {
    name: "two quoted texts on one line",
    reason: "there is a second quoted text after the value",
    advice: 'write one text in one pair of quotes, or a list: ["…", "…"]',
    find: followed(/^["']/, (context) => isString(context) && /\s/.test(context.text[context.at - 1] ?? "")),
  },
  {
    name: "a quote inside a quoted text",
    reason: "a quote inside the text ends it, and something follows",
    advice: "put the text in the other kind of quotes, or in three quotes ('''…''')",
    find: followed(/^[^\s#]/, (context) => isString(context) && /["']/.test(context.rest)),
  },
  {
    name: "words after a quoted text",
    reason: "there is something after the closing quote",
    advice: "remove it; write # before a comment",
    find: followed(/^[^\s#]/, isString),
  },
];
