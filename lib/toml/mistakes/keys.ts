import type { FailureContext } from "./failure-context";
import { codePoint, type Match, type Mistake, matchIf } from "./mistake";

/* Mistakes in keys and in headers of sections. */

const isKey = ({ equals, isHeader, brackets, open }: FailureContext) =>
  equals === undefined && !isHeader && brackets.length === 0 && open === undefined;

export const KEYS: readonly Mistake[] = [
  {
    name: "something on the line of a section",
    reason: "there is something after the header of the section",
    advice: "write [name] on a line of its own; a comment begins with #",
    find: ({ isHeader, reason }) => matchIf(isHeader && reason.startsWith("there is something after")),
  },
  {
    name: "a section without its closing bracket",
    reason: "the header of a section has no closing bracket",
    advice: "write [name] with both brackets ([[name]] for a list of sections), and nothing else on the line",
    find: ({ isHeader, character, rest }) =>
      matchIf(isHeader && (character === "\n" || character === "" || /^\s*(?:#.*)?$/.test(rest))),
  },
  {
    name: "a section without a name",
    reason: "the name of a section is empty, or a dot in it has nothing on one side",
    advice: "write a name between the brackets: [name] or [name.part]",
    find: ({ isHeader, reason }) => matchIf(isHeader && reason.startsWith("a key must not be empty")),
  },
  {
    name: "a section whose name needs quotes",
    reason: "the name of a section has a character that needs quotes, or a bracket is missing",
    advice: 'put the name in quotes: ["my name"]; only letters of a to z, digits, _ and - need none',
    find: ({ isHeader }) => matchIf(isHeader),
  },
  {
    name: "a line without a key",
    reason: 'there is no key before the "="',
    advice: 'write key = "value"',
    find: (context) => matchIf(isKey(context) && context.character === "=" && context.at === context.start),
  },
  {
    name: "a dot at the end of a key",
    reason: "a dot in a key has nothing on one side",
    advice: "write a name on both sides of each dot, or put the whole key in quotes",
    find: (context) =>
      matchIf(isKey(context) && (context.character === "." || context.reason.startsWith("a key must not be empty"))),
  },
  {
    name: "a space in a key",
    reason: "a space in a key that is not in quotes",
    advice: 'put the key in quotes ("my key" = …), or write _ instead of the space',
    find: (context) => matchIf(isKey(context) && /^\s*[\w.-]+(?:[ \t]+[\w.-]+)+[ \t]*=/.test(context.head)),
  },
  {
    name: "a key that needs quotes",
    reason: "a character in a key that needs quotes",
    advice: 'put the key in quotes: "my@key" = …; only letters of a to z, digits, _ and - need none',
    find(context): Match | undefined {
      const is = isKey(context) && /^[^\s\w"'=#]/.test(context.rest) && /^[^\s"'=#]*\s*=/.test(context.rest);
      return is ? { reason: `the character ${codePoint(context.character)} in a key needs quotes around the key` } : undefined;
    },
  },
  {
    name: "a line without =",
    reason: 'this line has no "=" between a key and a value',
    advice: 'write key = "value"; a comment begins with #',
    find: (context) => matchIf(isKey(context) && !/=/.test(context.head)),
  },
];
