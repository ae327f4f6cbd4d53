import { type FailureContext, lineNumber } from "./failure-context";
import type { Match, Mistake } from "./mistake";
import { type Statement, stepsIn } from "./walk";

/* Keys and sections that exist already. */

const REDEFINED = /exists already|can't be extended/;

export const REDEFINITIONS: readonly Mistake[] = [
  {
    name: "the same key or section twice",
    reason: "this key or section exists already",
    advice: "keep one of the two",
    find: redefinition,
  },
];

/** The paths, from the root, of all statements before an offset and of the statement at it. */
function redefinition(context: FailureContext): Match | undefined {
  if (!REDEFINED.test(context.reason)) return undefined;
  const { text, start, equals, at } = context;
  const header = /^(\[\[?)([^\n]*)/.exec(text.slice(start, at));
  const own = stepsIn((header?.[2] ?? text.slice(start, equals)).trim());
  const place = { at: start };
  if (own === undefined) return place;
  const known = withSections(context.statements);
  const section = header === null ? known.section : [];
  const path = [...section, ...own];
  const isSame = (other: readonly string[]) => other.length === path.length && other.every((step, index) => step === path[index]);
  const first =
    known.all.find((other) => isSame(other.path)) ??
    known.all.find(({ kind, path: other }) => kind === "key" && startsWith(path, other)) ??
    known.all.find(({ path: other }) => startsWith(other, path));
  return first === undefined ? place : { ...place, ...wordsFor(first, header?.[1], isSame(first.path), text) };
}

interface Known extends Statement {
  /** The path from the root. */
  readonly path: readonly string[];
}

function withSections(statements: readonly Statement[]): { readonly all: readonly Known[]; readonly section: readonly string[] } {
  let section: readonly string[] = [];
  const all: Known[] = [];
  for (const statement of statements) {
    if (statement.kind !== "key") section = statement.path ?? [];
    if (statement.path !== undefined)
      all.push({ ...statement, path: statement.kind === "key" ? [...section, ...statement.path] : statement.path });
  }
  return { all, section };
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.length < path.length && start.every((step, index) => step === path[index]);
}

/** The name of a section may be shown if it is a plain name. */
function nameOf({ path, kind }: Known): string {
  const name = path.join(".");
  const [left, right] = kind === "list" ? ["[[", "]]"] : ["[", "]"];
  return path.every((step) => /^[\w-]{1,32}$/.test(step)) ? `${left}${name}${right}` : "section of this name";
}

function wordsFor(first: Known, bracket: string | undefined, isSame: boolean, text: string): Partial<Match> {
  const line = lineNumber(text, first.at);
  const isHere = bracket === undefined ? "key" : bracket === "[[" ? "list" : "section";
  if (first.kind === isHere && isSame) {
    if (isHere === "key") return { reason: `this key exists already: the first one is on line ${line}` };
    return {
      reason: `this section exists already: the first ${nameOf(first)} is on line ${line}`,
      advice: "put the keys of both under one header",
    };
  }
  if (first.kind !== "key" && isHere !== "key" && isSame) {
    return {
      reason: `the same name has one bracket here and two elsewhere: it is a ${first.kind === "list" ? "list of sections" : "section"} since line ${line}`,
      advice: "use [[name]] for every entry of a list, or [name] for one section",
    };
  }
  if (first.kind === "key") {
    return {
      reason: `a part of this name has a value already, on line ${line}, so nothing can be added under it`,
      advice: "rename one of the two, or write all of it in one place",
    };
  }
  return {
    reason: `this name is a section already, since line ${line}`,
    advice: "rename one of the two, or write the keys under the header of the section",
  };
}
