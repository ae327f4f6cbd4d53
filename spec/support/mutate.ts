import { below, type Random } from "./random";

/** What a slip, a bad merge or a broken disk does to a file: one to three random changes to its characters or lines. */
export function mutate(text: string, random: Random): string {
  let changed = text;
  for (let times = 1 + below(random, 3); times > 0; times--) changed = pick(random, MUTATIONS)(changed, random);
  return changed;
}

/** One element of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)] as T;
}

type Mutation = (text: string, random: Random) => string;

const splice = (text: string, at: number, remove: number, insert = "") => text.slice(0, at) + insert + text.slice(at + remove);

const onLines =
  (change: (lines: string[], at: number, random: Random) => void): Mutation =>
  (text, random) => {
    const lines = text.split("\n");
    change(lines, below(random, lines.length), random);
    return lines.join("\n");
  };

const MUTATIONS: readonly Mutation[] = [
  (text, random) => text.slice(0, below(random, text.length + 1)), // cut the end
  (text, random) => text.slice(below(random, text.length + 1)), // cut the start
  (text, random) => splice(text, below(random, text.length), 1), // delete a character
  (text, random) => splice(text, below(random, text.length), below(random, 40)), // delete a stretch
  (text, random) => {
    const at = below(random, text.length); // flip a bit
    return splice(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << below(random, 8))));
  },
  (text, random) => splice(text, below(random, text.length + 1), 0, pick(random, SNIPPETS)), // insert
  (text, random) => splice(text, below(random, text.length), 1, pick(random, SNIPPETS)), // replace
  (text, random) => {
    const at = below(random, text.length); // duplicate a stretch
    return splice(text, at, 0, text.slice(at, at + below(random, 60)));
  },
  (text, random) => {
    const at = below(random, text.length); // move a stretch, so that a value may take the place of a key
    const length = below(random, 40);
    return splice(splice(text, at, length), below(random, text.length - length + 1), 0, text.slice(at, at + length));
  },
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] as string)),
  onLines((lines, at, random) => lines.push(...lines.splice(at, 1 + below(random, 3)))),
  onLines((lines, at, random) => {
    const other = below(random, lines.length);
    [lines[at], lines[other]] = [lines[other] as string, lines[at] as string];
  }),
  onLines((lines, at) => lines.splice(at, 2, `${lines[at]}${lines[at + 1] ?? ""}`)), // a line break lost
];

const SNIPPETS = [
  ..."\"'[]{}=#.,+-_\\\n\t ",
  "\r",
  "\r\n",
  "\0",
  "\u0007",
  "\u007f",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "\ud800", // half a character
  "\udc00",
  "😀",
  "é",
  '"""',
  "'''",
  "\\u12",
  "\\uD800",
  "\\U00110000",
  "\\x",
  "[[",
  "]]",
  "[a]\n",
  "[[a.b]]\n",
  "a.b.c = 1\n",
  "__proto__",
  "constructor.prototype.x = 1\n",
  "true",
  "nan",
  "inf",
  "0x",
  "0b2",
  "1e",
  "1__0",
  "00",
  "99999999999999999999",
  "1e999",
  "-9223372036854775809",
  "1979-13-01",
  "1979-02-30",
  "1979-05-27T25:61:61Z",
  "0000-00-00",
  "12:60:00",
  "1979-05-27 07:32:00.999999999999-99:99",
];
