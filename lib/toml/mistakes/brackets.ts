import { type Found, here, type Mistake } from "./mistake";
import { isNewStatement, lineNumber, linesAfter, type Scene } from "./scene";

/* Mistakes in lists and inline tables. */

const innermost = ({ brackets }: Scene) => brackets.at(-1);

/** The outermost open inline table. */
const inlineTable = ({ brackets }: Scene) => brackets.find(({ sign }) => sign === "{");

const inString = ({ open }: Scene) => open !== undefined;

export const BRACKETS: readonly Mistake[] = [
  {
    name: "JSON as a value",
    reason: 'the value is JSON; in TOML, an inline table has "=" where JSON has ":"',
    advice: "write { key = \"value\" }, or put the JSON in three single quotes: '''{…}'''",
    find(scene): Found | undefined {
      const table = inlineTable(scene);
      if (table === undefined || inString(scene)) return undefined;
      const isColon = scene.character === ":" && innermost(scene)?.sign === "{";
      const isOverLines = scene.character === "\n" && /^\s*"[^"]*"\s*:/.test(linesAfter(scene.text, scene.at)[0] ?? "");
      return isColon ? {} : isOverLines ? { at: table.at } : undefined;
    },
  },
  {
    name: "an inline table over several lines",
    reason: "an inline table ({ … }) must be on one line",
    advice: "write a section instead: [name] on a line of its own, and each key below it",
    find(scene): Found | undefined {
      const table = inlineTable(scene);
      const isLineEnd = scene.character === "\n" || scene.character === "#" || scene.character === "";
      if (table === undefined || inString(scene) || !isLineEnd) return undefined;
      const closes = linesAfter(scene.text, scene.at).findIndex((line) => /\}/.test(line));
      const starts = linesAfter(scene.text, scene.at).findIndex(isNewStatement);
      if (closes === -1 || (scene.rest.trim() === "" && starts !== -1 && starts < closes && !/[{,]\s*$/.test(scene.line)))
        return { at: table.at, reason: "the brace that begins here is never closed", advice: "add } at the end of the line" };
      return { at: table.at };
    },
  },
  {
    name: "a comma before a closing brace",
    reason: "an inline table must not end in a comma",
    advice: "remove the comma before the }",
    find: ({ reason }) => here(reason.startsWith("an inline table must not end in a comma")),
  },
  {
    name: "a list that is never closed",
    reason: "the bracket that begins here is never closed",
    advice: "add ] after the last item",
    find(scene): Found | undefined {
      if (scene.reason.endsWith("; it begins here") && scene.character === "[") return {};
      const bracket = innermost(scene);
      if (bracket?.sign !== "[" || inString(scene)) return undefined;
      const isOver =
        scene.character === "" ||
        (scene.at > bracket.at &&
          isNewStatement(scene.line) &&
          lineNumber(scene.text, scene.at) > lineNumber(scene.text, bracket.at));
      return isOver ? { at: bracket.at } : undefined;
    },
  },
  {
    name: "a closing bracket of the wrong kind",
    reason: "a closing bracket does not match the opening one",
    advice: "close [ with ], and { with }",
    find(scene): Found | undefined {
      const bracket = innermost(scene);
      const wrong = bracket?.sign === "[" ? /^[})]/ : /^[\])]/;
      if (bracket === undefined || inString(scene) || !wrong.test(scene.rest)) return undefined;
      return {
        reason: `this bracket does not match the one that it closes, on line ${lineNumber(scene.text, bracket.at)}`,
      };
    },
  },
  {
    name: "items without commas",
    reason: "a comma is missing between two items",
    advice: "separate the items of a list, and the keys of an inline table, with commas",
    find: (scene) =>
      here(innermost(scene) !== undefined && !inString(scene) && scene.reason.startsWith("array items must be separated")),
  },
];
