import { below, type Random } from "./random";

/* Random TOML documents of every shape that people write: comments, dotted keys, inline tables, arrays of tables, line ends. */

const NAMES = ["a", "b", "key", "user-name", "x1", "1", '"odd key"', "'lit.eral'", '"é"', "constructor", "__proto__", "z_z"];
const SCALARS = [
  "1",
  "-0",
  "0x1F",
  "1_000",
  "3.5",
  "1e3",
  "inf",
  "nan",
  "true",
  "false",
  '"canary-1"',
  "'canary-2'",
  '"a \\"quoted\\" # text"',
  "'''canary-3\n# no comment\n[no section]\n'''",
  '"""\ncanary-4 \\\n   x\n"""',
  '""',
  "1979-05-27T07:32:00Z",
  "1979-05-27T07:32:00",
  "1979-05-27",
  "07:32:00",
];
const COMMENTS = ["", "", "", " # x", "\t# 'quote", " # [a]"];

interface Holder {
  readonly taken: Set<string>;
}

export function randomDocument(random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[below(random, list.length)] as T;
  const bare = (key: string) => (/^["']/.test(key) ? key.slice(1, -1) : key);

  const fresh = ({ taken }: Holder): string | undefined => {
    const name = pick(NAMES);
    if (taken.has(bare(name))) return undefined;
    taken.add(bare(name));
    return name;
  };
  const value = (depth: number): string => {
    const kind = below(random, depth > 2 ? 6 : 9);
    if (kind < 6) return pick(SCALARS);
    if (kind === 6) return inlineTable(depth);
    const items = Array.from({ length: below(random, 4) }, () => value(depth + 1));
    if (kind === 7) return `[${items.join(", ")}]`;
    return `[\n${items.map((item) => `  ${item},${pick(COMMENTS)}\n`).join("")}]`;
  };
  const inlineTable = (depth: number): string => {
    const holder = { taken: new Set<string>() };
    const parts: string[] = [];
    for (let count = below(random, 4); count > 0; count--) {
      const key = dottedKey(holder);
      if (key !== undefined) parts.push(`${key}${pick([" = ", "="])}${oneLine(value(depth + 1))}`);
    }
    return parts.length === 0 ? pick(["{}", "{ }"]) : `{ ${parts.join(pick([", ", ","]))} }`;
  };
  const oneLine = (text: string) => (/\n[^']*[\]#]/.test(text) || text.startsWith("[\n") ? "7" : text);
  const dottedKey = (holder: Holder): string | undefined => {
    const first = fresh(holder);
    if (first === undefined || below(random, 4) > 0) return first;
    return `${first}${pick([".", " . "])}${pick(NAMES)}`;
  };
  const pairs = (holder: Holder, indent: string): string => {
    let text = "";
    for (let count = below(random, 5); count > 0; count--) {
      const key = dottedKey(holder);
      if (key === undefined) continue;
      if (below(random, 4) === 0) text += `${indent}# about ${bare(pick(NAMES))}\n`;
      text += `${indent}${key}${pick([" = ", "=", "  =\t"])}${value(0)}${pick(COMMENTS)}\n`;
      if (key.includes(".") && below(random, 2) === 0) {
        const [first = ""] = key.split(/ ?\. ?/);
        if (!/["']/.test(first)) text += `${indent}${first}.second = ${pick(SCALARS)}\n`;
      }
      if (below(random, 5) === 0) text += "\n";
    }
    return text;
  };
  const sections = (above: string, holder: Holder, depth: number): string => {
    let text = "";
    for (let count = below(random, 3 - depth + 1); count > 0; count--) {
      const name = fresh(holder);
      if (name === undefined) continue;
      const path = above === "" ? name : `${above}.${name}`;
      const isList = below(random, 4) === 0;
      for (let copies = isList ? 1 + below(random, 3) : 1; copies > 0; copies--) {
        const own = { taken: new Set<string>(["second"]) };
        if (below(random, 3) === 0) text += "# about the section\n";
        const isImplied = !isList && depth < 2 && below(random, 5) === 0;
        if (!isImplied)
          text += `${isList ? `[[${path}]]` : `[${path}]`}${pick(COMMENTS)}\n${pairs(own, pick(["", "", "  ", "\t"]))}${pick(["", "\n"])}`;
        if (depth < 2) text += sections(path, own, depth + 1);
      }
    }
    return text;
  };

  const root = { taken: new Set<string>(["second"]) };
  let text =
    pick(["", "", "# the head of the file\n\n", "\n"]) + pairs(root, "") + sections("", root, 0) + pick(["", "", "# the end\n"]);
  if (below(random, 4) === 0) text = text.replaceAll("\n", "\r\n");
  if (below(random, 4) === 0) text = text.replace(/\r?\n$/, "");
  return (below(random, 6) === 0 ? "\ufeff" : "") + text;
}
