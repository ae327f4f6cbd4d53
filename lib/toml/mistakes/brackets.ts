import { type FailureContext, isNewStatement, lineNumber, linesAfter } from "./failure-context";
import { type Match, type Mistake, matchIf } from "./mistake";

/* Mistakes in lists and inline tables. */

const innermost = ({ brackets }: FailureContext) => brackets.at(-1);

/** The outermost open inline table. */
const inlineTable = ({ brackets }: FailureContext) => brackets.find(({ sign }) => sign === "{");

const inString = ({ open }: FailureContext) => open !== undefined;

export const BRACKETS: readonly Mistake[] = [
  {
    name: "JSON as a value",
    reason: 'the value is JSON; in TOML, an inline table has "=" where JSON has ":"',
    advice: "write { key = \"value\" }, or put the JSON in three single quotes: '''{…}'''",
    find(context): Match | undefined {
      const table = inlineTable(context);
      if (table === undefined || inString(context)) return undefined;
      const isColon = context.character === ":" && innermost(context)?.sign === "{";
      const isOverLines = context.character === "\n" && /^\s*"[^"]*"\s*:/.test(linesAfter(context.text, context.at)[0] ?? "");
      return isColon ? {} : isOverLines ? { at: table.at } : undefined;
    },
  },
  {
    name: "an inline table over several lines",
    reason: "an inline table ({ … }) must be on one line",
    advice: "write a section instead: [name] on a line of its own, and each key below it",
    find(context): Match | undefined {
      const table = inlineTable(context);
      const isLineEnd = context.character === "\n" || context.character === "#" || context.character === "";
      if (table === undefined || inString(context) || !isLineEnd) return undefined;
      const closes = linesAfter(context.text, context.at).findIndex((line) => /\}/.test(line));
      const starts = linesAfter(context.text, context.at).findIndex(isNewStatement);
      if (closes === -1 || (context.rest.trim() === "" && starts !== -1 && starts < closes && !/[{,]\s*$/.test(context.line)))
        return { at: table.at, reason: "the brace that begins here is never closed", advice: "add } at the end of the line" };
      return { at: table.at };
    },
  },
  {
    name: "a comma before a closing brace",
    reason: "an inline table must not end in a comma",
    advice: "remove the comma before the }",
    find: ({ reason }) => matchIf(reason.startsWith("an inline table must not end in a comma")),
  },
  {
    name: "a list that is never closed",
    reason: "the bracket that begins here is never closed",
    advice: "add ] after the last item",
    find(context): Match | undefined {
      if (context.reason.endsWith("; it begins here") && context.character === "[") return {};
      const bracket = innermost(context);
      if (bracket?.sign !== "[" || inString(context)) return undefined;
      const isOver =
        context.character === "" ||
        (context.at > bracket.at &&
          isNewStatement(context.line) &&
          lineNumber(context.text, context.at) > lineNumber(context.text, bracket.at));
      return isOver ? { at: bracket.at } : undefined;
    },
  },
  {
    name: "a closing bracket of the wrong kind",
    reason: "a closing bracket does not match the opening one",
    advice: "close [ with ], and { with }",
    find(context): Match | undefined {
      const bracket = innermost(context);
      const wrong = bracket?.sign === "[" ? /^[})]/ : /^[\])]/;
      if (bracket === undefined || inString(context) || !wrong.test(context.rest)) return undefined;
      return {
        reason: `this bracket does not match the one that it closes, on line ${lineNumber(context.text, bracket.at)}`,
      };
    },
  },
  {
    name: "items without commas",
    reason: "a comma is missing between two items",
    advice: "separate the items of a list, and the keys of an inline table, with commas",
    find: (context) =>
      matchIf(
        innermost(context) !== undefined && !inString(context) && context.reason.startsWith("array items must be separated"),
      ),
  },
];
