import { BASE } from "./merge-changes";

/* Pairs of changes that a merge by lines, or by keys, easily gets wrong. */

interface HardMerge {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** The correct plain document; `undefined` if only a person can decide, so that the merge must be a conflict. */
  readonly right?: string;
}

const LIST = `${BASE}port = 1

[[servers]]
name = "canary-s1"
port = 1
`;
const swapped = (text: string) =>
  text.replaceAll(/canary-s([01])"/g, (_all, index: string) => `canary-s${index === "0" ? "1" : "0"}"`);
const INLINE = 'hosts = [{ name = "canary-i0" }';
const crlf = (text: string) => text.replaceAll("\n", "\r\n");
const DB = BASE.slice(BASE.indexOf("[db]"), BASE.indexOf("[mail]"));
const MAIL = BASE.slice(BASE.indexOf("[mail]"), BASE.indexOf("[[servers]]"));
const moved = (text: string) => text.replace(DB, "").replace(MAIL, MAIL + DB);
const api = (text: string) => text.replace("canary-api", "canary-api-2");
const user = (text: string) => text.replace("canary-user", "canary-user-2");
const entry = (line: string) => `\n[[servers]]\n${line}\n`;
const withoutFirst = (text: string) => text.replace('[[servers]]\nname = "canary-s0"\nport = 1\n\n', "");

const HARD: Record<string, HardMerge> = {
  "a key is renamed; it is set": {
    base: BASE,
    ours: BASE.replace("password =", "secret ="),
    theirs: BASE.replace("canary-password", "canary-password-2"),
  },
  "a key is renamed; it is renamed to another name": {
    base: BASE,
    ours: BASE.replace("password =", "secret ="),
    theirs: BASE.replace("password =", "word ="),
    right: BASE.replace('password = "canary-password"', 'secret = "canary-password"\nword = "canary-password"'),
  },
  "a section is renamed; a key of it is set": { base: BASE, ours: BASE.replace("[mail]", "[smtp]"), theirs: user(BASE) },
  "a section is renamed; another key is set": {
    base: BASE,
    ours: BASE.replace("[mail]", "[smtp]"),
    theirs: api(BASE),
    right: api(BASE).replace("[mail]", "[smtp]"),
  },
  "entries of other keys are added to one list": {
    base: BASE,
    ours: BASE + entry('name = "canary-s1"'),
    theirs: BASE + entry('url = "canary-url"'),
  },
  "entries of the same keys are added to one list": {
    base: BASE,
    ours: BASE + entry('name = "canary-s1"'),
    theirs: BASE + entry('name = "canary-s2"'),
  },
  "the same entry is added to one list, and something else": {
    base: BASE,
    ours: api(BASE) + entry('name = "canary-s1"'),
    theirs: user(BASE) + entry('name = "canary-s1"'),
    right: api(user(BASE)) + entry('name = "canary-s1"'),
  },
  "an entry is added before another; that one gets a key": {
    base: BASE,
    ours: BASE.replace("[[servers]]", '[[servers]]\nname = "canary-new"\n\n[[servers]]'),
    theirs: `${BASE}url = "canary-url"\n`,
  },
  "an entry is added at the end; the first one is set": {
    base: LIST,
    ours: LIST + entry('name = "canary-s2"'),
    theirs: LIST.replace("canary-s0", "canary-s0-2"),
    right: LIST.replace("canary-s0", "canary-s0-2") + entry('name = "canary-s2"'),
  },
  "the first entry is removed; the second one is set": {
    base: LIST,
    ours: withoutFirst(LIST),
    theirs: LIST.replace("canary-s1", "canary-s1-2"),
  },
  "the first entry is removed; one is added at the end": {
    base: LIST,
    ours: withoutFirst(LIST),
    theirs: LIST + entry('name = "canary-s2"'),
  },
  "the last entry is removed; another one is added after it": {
    base: LIST,
    ours: LIST.slice(0, LIST.lastIndexOf("\n[[servers]]")),
    theirs: LIST + entry('name = "canary-s2"'),
  },
  "an entry is removed; the line beside it is set": {
    base: LIST,
    ours: LIST.slice(0, LIST.lastIndexOf("\n[[servers]]")),
    theirs: LIST.replace("port = 1\n", "port = 2\n"),
    right: LIST.slice(0, LIST.lastIndexOf("\n[[servers]]")).replace("port = 1\n", "port = 2\n"),
  },
  "entries of other keys are added to a list in one line": {
    base: `${INLINE}]\n`,
    ours: `${INLINE}, { name = "canary-i1" }]\n`,
    theirs: `${INLINE}, { url = "canary-url" }]\n`,
  },
  "entries change places; a value that they have in common is set": {
    base: LIST,
    ours: swapped(LIST),
    theirs: LIST.replace("port = 1\n", "port = 2\n"),
  },
  "sections change places; a value of the first is set": {
    base: BASE,
    ours: moved(BASE),
    theirs: BASE.replace("canary-password", "canary-password-2"),
    right: BASE.replace("canary-password", "canary-password-2"),
  },
  "sections change places; the second gets a key": {
    base: BASE,
    ours: moved(BASE),
    theirs: BASE.replace(MAIL, `${MAIL.trimEnd()}\nport = 25\n\n`),
    right: BASE.replace(MAIL, `${MAIL.trimEnd()}\nport = 25\n\n`),
  },
  "sections change places; a third one is added between them": {
    base: BASE,
    ours: moved(BASE),
    theirs: BASE.replace("[mail]", '[cache]\nurl = "canary-cache"\n\n[mail]'),
    right: BASE.replace("[mail]", '[cache]\nurl = "canary-cache"\n\n[mail]'),
  },
  "Windows line breaks everywhere": { base: crlf(BASE), ours: crlf(api(BASE)), theirs: crlf(user(BASE)), right: api(user(BASE)) },
  "Windows line breaks on one side": { base: BASE, ours: crlf(api(BASE)), theirs: user(BASE), right: api(user(BASE)) },
  "Windows line breaks on one side; a key is added": {
    base: BASE,
    ours: crlf(BASE),
    theirs: BASE.replace("\n[db]", 'zone = "canary-zone"\n\n[db]'),
    right: BASE.replace("\n[db]", 'zone = "canary-zone"\n\n[db]'),
  },
  "Windows line breaks on one side; a value is set on both": {
    base: BASE,
    ours: crlf(api(BASE)),
    theirs: BASE.replace("canary-api", "canary-api-3"),
  },
};

/** Each of them in both directions. */
export const HARD_MERGES = Object.entries(HARD).flatMap(([name, { base, ours, theirs, right }]) => [
  { name, base, ours, theirs, right },
  { name: `${name} (the other way round)`, base, ours: theirs, theirs: ours, right },
]);
