import { type FailureContext, lineStart } from "./failure-context";
import type { Match, Mistake } from "./mistake";

/* Lines in the syntax of other languages. They are recognised if the parser failed before a value. */

/** The line, if the parser failed before the "=" of a key. */
function keyLine({ equals, isHeader, head, brackets, open }: FailureContext): string | undefined {
  return equals === undefined && !isHeader && brackets.length === 0 && open === undefined ? head : undefined;
}

function lineIs(pattern: RegExp, at?: (context: FailureContext) => number) {
  return (context: FailureContext): Match | undefined => {
    const line = keyLine(context);
    return line !== undefined && pattern.test(line) ? { at: at?.(context) ?? context.start } : undefined;
  };
}

function line(name: string, pattern: RegExp, reason: string, advice: string, at?: (context: FailureContext) => number): Mistake {
  return { name, reason, advice, find: lineIs(pattern, at) };
}

const failed = ({ at }: FailureContext) => at;

export const LINES: readonly Mistake[] = [
  {
    name: "the marks of a merge conflict",
    reason: "a mark of a merge conflict, which git left in the file",
    advice: "keep one of the two versions, and remove the lines that begin with <<<<<<<, |||||||, =======, and >>>>>>>",
    find: (context) =>
      context.open === undefined && /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/.test(context.line)
        ? { at: lineStart(context.text, context.at) }
        : undefined,
  },
  line(
    "a line of a shell script",
    /^\s*(?:export|declare|local|readonly|typeset|setenv|setx?|env|ENV|ARG)\s+["']?[\w.-]+/,
    'there is a word of a shell script ("export", "set" …) before the key',
    'write key = "value", without that word',
  ),
  line(
    "a variable of PowerShell, PHP, or Perl",
    /^\s*(?:\$env:\w+|\$\w+)\s*=/i,
    "there is a $ before the key",
    'write key = "value", without the $ and the semicolon',
  ),
  line(
    "a declaration of a programming language",
    /^\s*(?:const|let|var|val|final|static|public|private|protected|string|String|auto|def)\s+[\w.: ]+=/,
    'there is a word of a programming language ("const", "let" …) before the key',
    'write key = "value", without that word and the semicolon',
  ),
  line(
    "a command line",
    /^\s*(?:\$|>|%|PS>)\s+\S|^\s*(?:define|putenv|require|import|from|use|curl)\b[\s(]/,
    "a command or a statement of a programming language, not a key",
    'write key = "value"',
  ),
  line(
    "JSON in a line",
    /^\s*"[^"]*"\s*:/,
    'this line is JSON: it has ":" where TOML has "="',
    'write key = "value", without the comma at the end',
    failed,
  ),
  line(
    "the marks of a YAML document",
    /^\s*(?:---(?!-)|\.\.\.|%YAML\b)/,
    "this is YAML (---), not TOML",
    'remove the line, and write key = "value" instead of key: value',
  ),
  line("a list of YAML", /^\s*-\s+\S/, 'a list of YAML ("- "), not TOML', 'write a list in brackets: key = ["…", "…"]'),
  line(
    "a section of YAML",
    /^\s*["']?[\w.-]+["']?\s*:\s*(?:#.*)?$/,
    'a section of YAML: it ends in ":" where TOML has brackets',
    'write [name] on a line of its own, and each key below it as key = "value"',
    failed,
  ),
  line(":= instead of =", /^\s*["']?[\w.-]+["']?\s*:=/, '":=" stands where TOML has "="', "write = alone", failed),
  line("YAML", /^\s*["']?[\w. -]+["']?\s*:\s*\S/, '":" stands where TOML has "="', 'write key = "value"', failed),
  line(
    "-> or ~> instead of =",
    /^\s*["']?[\w. ]+["']?\s*[-~]>/,
    'there is an arrow where TOML has "="',
    "write = instead",
    failed,
  ),
  line(
    "a comment that begins with ;",
    /^\s*;/,
    "a comment of an INI file (;); in TOML, a comment begins with #",
    "write # instead of ;",
  ),
  line(
    "a comment that begins with //",
    /^\s*(?:\/\/|\/\*|\*\/|\*\s(?!.*=))/,
    "a comment must begin with #",
    "write # before each line of the comment",
  ),
  line(
    "a comment of SQL, HTML, or a batch file",
    /^\s*(?:--\s|<!--|rem\s|%\s?\w*\s)/i,
    "a comment must begin with #",
    "write # before the comment",
  ),
  line(
    "a key or certificate without quotes",
    /^\s*-----(?:BEGIN|END) /,
    "a PEM block (a key or a certificate) that is not in quotes",
    "write key = ''' before it, and ''' after it",
  ),
  line(
    "a mark of a diff or an e-mail",
    /^\s*(?:[+>]\s*["']?[\w.-]+["']?\s*=|@@ )/,
    "there is a mark of a diff or of a quoted e-mail before the key",
    "remove the mark",
  ),
  line(
    "a bullet",
    /^\s*(?:[\u2022\u00b7\u25cf*]|\d+[.)])\s*["']?[A-Za-z_][\w.-]*["']?\s*=/,
    "there is a bullet or a number of a list before the key",
    "remove it",
  ),
  line("an XML element", /^\s*<\/?[\w:-]+/, "this is XML or HTML, not TOML", 'write key = "value"'),
  line(
    "a brace alone on a line",
    /^\s*[{}()\]],?\s*(?:#.*)?$/,
    "a bracket alone on a line",
    "remove it; a section begins with [name] and has no end",
  ),
];
