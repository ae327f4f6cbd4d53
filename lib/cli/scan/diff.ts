import { UsageError } from "../context";
import type { Document, Unreadable } from "./find-values";

const NO_DIFF = "this is not a diff in git's format (git diff --no-color --no-ext-diff)";

/** A failing command before the pipe writes nothing either. */
const EMPTY =
  "the diff is empty, so nothing was scanned; if the command before the pipe failed, correct it, and if nothing changed, do not run the scan";

/** No line of a header is longer. Other lines may be longer than a JavaScript string can be. */
const MAX_HEADER_LENGTH = 64 * 1024;

/** A part of a diff whose header says how many lines it has. */
interface Hunk {
  /** The number of sign columns (`+`, `-`) of a line: one, or more in the diff of a merge. */
  readonly columns: number;
  readonly isColoured: boolean;
  /** The next line's number on the new side. */
  line: number;
  /** The number of lines of each side that are left in the hunk; inside a hunk, `+++` is not a header. The old sides of a merge are not counted. */
  oldLeft: number;
  newLeft: number;
  hasChange: boolean;
}

/**
 * The runs of lines that a diff in git's format adds, each with its new file name and line number.
 * @throws UsageError for any other text, because the scan would find nothing in it.
 */
export async function* linesAdded(diff: AsyncIterable<Buffer | string>, unreadable: Unreadable): AsyncGenerator<Document> {
  const reader = new DiffReader(unreadable);
  for await (const lines of linesOf(diff)) {
    for (const line of lines) yield* reader.read(line);
    reader.shrink();
  }
  reader.end();
}

/** Reads headers and the hunks that they announce, line by line. */
class DiffReader {
  readonly #unreadable: Unreadable;
  /** The file of the lines that follow. */
  #where = "";
  #isDeleted = false;
  /** Has any line shown that this is a diff? `undefined` before the first line. */
  #isDiff: boolean | undefined;
  #hunk: Hunk | undefined;
  /** The added lines since the last one that was not added. */
  #run: { readonly where: string; readonly firstLine: number; readonly parts: Buffer[] } | undefined;
  #added: Buffer[] = [];

  constructor(unreadable: Unreadable) {
    this.#unreadable = unreadable;
  }

  /** Returns the run of added lines that this line ends, if it ends one. */
  *read(line: Buffer): Generator<Document> {
    if (this.#hunk === undefined) this.#readHeader(line);
    else if (!this.#readLine(line, this.#hunk)) yield* this.#endRun();
  }

  /** Keeps only the text of a long run that is not over yet. */
  shrink(): void {
    this.#run?.parts.push(joined(this.#added));
    this.#added = [];
  }

  /** @throws UsageError if that was no diff, or only the beginning of one. */
  end(): void {
    if (this.#isDiff === undefined) throw new UsageError(EMPTY);
    if (!this.#isDiff || this.#hunk !== undefined) throw new UsageError(NO_DIFF);
  }

  /** A line of a hunk. Returns whether the run of added lines continues. */
  #readLine(line: Buffer, hunk: Hunk): boolean {
    const firstLine = hunk.line;
    const text = addedBy(hunk.isColoured ? withoutColours(line) : line, hunk);
    if (hunk.oldLeft + hunk.newLeft === 0) this.#hunk = closed(hunk);
    if (text === undefined) return false;
    this.#run ??= { where: this.#where, firstLine, parts: [] };
    this.#added.push(text);
    return this.#hunk !== undefined;
  }

  *#endRun(): Generator<Document> {
    this.shrink();
    if (this.#run !== undefined) yield this.#run;
    this.#run = undefined;
  }

  #readHeader(line: Buffer): void {
    const bytes = line.subarray(0, MAX_HEADER_LENGTH);
    const header = withoutColours(bytes).toString("latin1").replace(/\r$/, "");
    this.#hunk = hunkOf(header, bytes.includes("\u001b["));
    this.#isDiff ||= this.#hunk !== undefined || /^(diff --(git|cc|combined)|Submodule) /.test(header);
    if (header.startsWith("diff ")) [this.#where, this.#isDeleted] = [nameInFirst(header), false];
    else if (header.startsWith("deleted file mode ")) this.#isDeleted = true;
    else if (header.startsWith("+++ ")) this.#where = nameIn(header.slice(4));
    else if (/^(rename|copy) to /.test(header)) this.#where = asUtf8(header.replace(/^\w+ to /, ""));
    else if (!this.#isDeleted && /^(Binary files .*differ|GIT binary patch)$/.test(header)) {
      this.#unreadable(this.#where || nameIn(header.replace(/^.* and | differ$/g, "")), "binary: use --staged");
    }
  }
}

/** The lines that each part ends, without their ends. */
async function* linesOf(parts: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = [];
  for await (const part of parts) {
    const bytes = Buffer.from(part);
    const lines: Buffer[] = [];
    let at = 0;
    for (let end = bytes.indexOf("\n"); end !== -1; end = bytes.indexOf("\n", at)) {
      const rest = bytes.subarray(at, end);
      lines.push(begun.length === 0 ? rest : Buffer.concat([...begun, rest]));
      [begun, at] = [[], end + 1];
    }
    if (at < bytes.length) begun.push(bytes.subarray(at));
    yield lines;
  }
  if (begun.length > 0) yield [Buffer.concat(begun)];
}

function joined(lines: readonly Buffer[]): Buffer {
  const lineBreak = Buffer.from("\n");
  return Buffer.concat(lines.flatMap((line) => [line, lineBreak]));
}

function hunkOf(header: string, isColoured: boolean): Hunk | undefined {
  const [, signs, oldCount = "1", start, newCount = "1"] = /^@(@+)(?: -\d+(?:,(\d+))?)+ \+(\d+)(?:,(\d+))? @@/.exec(header) ?? [];
  if (signs === undefined) return undefined;
  const columns = signs.length;
  const oldLeft = columns === 1 ? Number(oldCount) : 0;
  const newLeft = Number(newCount);
  if (oldLeft + newLeft === 0) return undefined; // a merge that only removes lines
  return { columns, isColoured, line: Number(start), oldLeft, newLeft, hasChange: false };
}

/** Counts a line, and returns it without its signs if it was added. @throws UsageError if it has no sign. */
function addedBy(line: Buffer, hunk: Hunk): Buffer | undefined {
  const signs = line.toString("latin1", 0, hunk.columns);
  if (signs.startsWith("\\")) return undefined; // "\ No newline at end of file"
  const isAdded = signs.includes("+");
  const isOld = signs.includes("-");
  if (hunk.columns === 1 && !isAdded) hunk.oldLeft--;
  if (!isOld) hunk.newLeft--;
  // An empty line may have lost its sign (diff.suppressBlankEmpty).
  if (!/^([ +-]*|\r)$/.test(signs) || hunk.oldLeft < 0 || hunk.newLeft < 0) throw new UsageError(NO_DIFF);
  hunk.hasChange ||= isAdded || isOld;
  if (!isOld) hunk.line++;
  return isAdded ? line.subarray(hunk.columns) : undefined;
}

/** A hunk without changed lines is of another format, with marks inside the lines (--word-diff). */
function closed({ columns, hasChange }: Hunk): undefined {
  if (columns === 1 && !hasChange) throw new UsageError(NO_DIFF);
}

function withoutColours(line: Buffer): Buffer {
  if (!line.includes("\u001b[")) return line;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  return Buffer.from(line.toString("latin1").replaceAll(/\u001b\[[\d;:]*[mK]/g, ""), "latin1");
}

/** `diff --git a/src/app.js b/src/app.js`: the second half, because for a new name a line `rename to` follows. `diff --cc src/app.js` */
function nameInFirst(header: string): string {
  const [, kind, names = ""] = /^diff --(git|cc|combined) (.*)$/.exec(header) ?? [];
  return kind === "git" ? nameIn(names.slice(Math.ceil(names.length / 2))) : asUtf8(names);
}

/**
 * `b/src/app.js`, or in quotes if the name has unusual characters. Some settings of git change the letter. A tab and a date may
 * follow.
 */
function nameIn(text: string): string {
  const [name] = /^"(?:[^"\\]|\\.)*"|^[^\t]*/.exec(text) as unknown as [string];
  return asUtf8(name).replace(/^("?)[abciow]\//, "$1");
}

function asUtf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString();
}
