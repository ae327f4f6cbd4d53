/* Reads the parts of a Dockerfile that decide which files are copied where. */

/** One instruction, with the lines that continue it. */
export interface Instruction {
  readonly line: number;
  /** In upper case. */
  readonly name: string;
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** The instructions of a Dockerfile, without comments and here-documents. */
export function instructionsIn(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const continuation = continuationIn(lines);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let whole = lines[at] as string;
    if (isComment(whole) || whole.trim() === "") continue;
    while (endsWith(whole, continuation) && at + 1 < lines.length) {
      const next = lines[++at] as string;
      if (isComment(next) || next.trim() === "") continue; // Docker skips both within an instruction
      whole = `${whole.trimEnd().slice(0, -1)}${next}`;
    }
    if (endsWith(whole, continuation)) whole = whole.trimEnd().slice(0, -1);
    const instruction = parse(whole, line);
    if (instruction === undefined) continue;
    found.push(instruction);
    if (!/^(?:RUN|COPY|ADD)$/.test(instruction.name)) continue;
    for (const end of hereDocumentsIn(whole)) {
      while (++at < lines.length && (lines[at] as string).replace(/^\t+/, "") !== end);
    }
  }
  return found;
}

/** The character that continues a line: `# escape=` at the top sets it. */
function continuationIn(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = /^\s*#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (name === undefined) return "\\";
    if (name.toLowerCase() === "escape") return value === "`" ? "`" : "\\";
  }
  return "\\";
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith("#");
}

function endsWith(line: string, sign: string): boolean {
  return line.trimEnd().endsWith(sign);
}

function hereDocumentsIn(line: string): string[] {
  return [...line.matchAll(/(?:^|\s)\d*<<-?(["']?)([A-Za-z_]\w*)\1/g)].map(([, , end = ""]) => end);
}

function parse(whole: string, line: number): Instruction | undefined {
  const [, name, after = ""] = /^\s*([A-Za-z]+)\s+([\s\S]*)$/.exec(whole) ?? [];
  if (name === undefined) return undefined;
  const flags = new Map<string, string[]>();
  let rest = after.trim();
  for (;;) {
    const [whole, flag, value] = /^--([a-z][\w-]*)(?:=("[^"]*"|'[^']*'|\S*))?(?:\s+|$)/.exec(rest) ?? [];
    if (whole === undefined || flag === undefined) break;
    flags.set(flag, [...(flags.get(flag) ?? []), unquoted(value ?? "true")]);
    rest = rest.slice(whole.length);
  }
  return { line, name: name.toUpperCase(), flags, words: jsonWords(rest) ?? wordsIn(rest) };
}

function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
  } catch {
    return undefined; // Docker also reads it as the other form
  }
}

function wordsIn(text: string): string[] {
  return (text.match(/(?:"[^"]*"|'[^']*'|\\.|\S)+/g) ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_whole, double, single) => double ?? single);
}

/**
 * Replaces variables with the values that `ARG` and `ENV` set: `$name`, `${name}`, `${name:-otherwise}`. A name that is not set
 * is empty, as in Docker.
 */
export function expanded(word: string, variables: ReadonlyMap<string, string>): string {
  return word.replaceAll(/\\\$|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})/g, (whole, plain, braced, sign, other) => {
    if (whole === "\\$") return "$";
    const value = variables.get(plain ?? braced) ?? "";
    if (sign?.endsWith("-")) return value === "" ? other : value;
    if (sign?.endsWith("+")) return value === "" ? "" : other;
    return value;
  });
}

/** The variables of `ENV a=1 b=2`, `ENV a 1`, and `ARG a=1 b`. */
export function assignmentsIn({ name, words }: Instruction): [string, string][] {
  if (name === "ENV" && words[0] !== undefined && !words[0].includes("=")) return [[words[0], words.slice(1).join(" ")]];
  return words.flatMap((word): [string, string][] => {
    const at = word.indexOf("=");
    return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)]];
  });
}
