import { isUtf8 } from "node:buffer";
import { type CliContext, UsageError } from "./context";

/*
 * Reads the input of a person, or of a pipe.
 */

type Terminal = NodeJS.ReadStream;

/** Is there a person who can answer? */
export function canAsk({ stdin }: CliContext): boolean {
  return (stdin as Terminal).isTTY === true;
}

/** Terminals send these escape sequences before and after pasted text. So a line break in the text does not end the answer. */
const PASTE_MODE = { on: "\u001b[?2004h", off: "\u001b[?2004l", begin: "\u001b[200~", end: "\u001b[201~" } as const;

/**
 * Asks for a value without an echo. Pasted text may have several lines.
 * @returns the value; `undefined` if the person ends the input (Ctrl-D). @throws UsageError if the person gives up (Ctrl-C).
 */
export function askHidden(question: string, { stdin, stderr }: CliContext): Promise<string | undefined> {
  const terminal = stdin as Terminal;
  stderr.write(`${question}${stderr.isTerminal ? PASTE_MODE.on : ""}`);
  terminal.setRawMode(true);
  terminal.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    let typed = "";
    const ahead = typedAhead.get(stdin) ?? "";
    const finish = (act: () => void) => {
      terminal.off("data", take);
      terminal.off("end", onEnd);
      terminal.setRawMode(false);
      terminal.pause();
      stderr.write(stderr.isTerminal ? `${PASTE_MODE.off}\n` : "\n");
      act();
    };
    const onEnd = () => finish(() => resolve(undefined));
    const take = (chunk: string) => {
      typed += chunk;
      if (unfinishedPaste(typed)) return;
      const answer = answerIn(typed);
      if (answer === "given up") finish(() => reject(new UsageError("cancelled; nothing was written")));
      else if (answer === "ended") onEnd();
      else if (answer !== undefined) {
        typedAhead.set(stdin, answer.rest);
        finish(() => resolve(answer.text));
      }
    };
    terminal.on("data", take);
    terminal.on("end", onEnd);
    terminal.resume();
    if (ahead !== "") take(ahead);
  });
}

/** Input after the Enter key, which belongs to the next question. */
const typedAhead = new WeakMap<NodeJS.ReadableStream, string>();

/** Is there more input than one answer? Then several lines were pasted in a terminal that does not mark pasted text. */
export function hasTypedAhead({ stdin }: CliContext): boolean {
  return Boolean(typedAhead.get(stdin));
}

function unfinishedPaste(typed: string): boolean {
  return typed.lastIndexOf(PASTE_MODE.begin) > typed.lastIndexOf(PASTE_MODE.end);
}

/** The input up to the Enter key, with corrections applied; `undefined` before Enter. */
function answerIn(typed: string): { readonly text: string; readonly rest: string } | "given up" | "ended" | undefined {
  let text = "";
  for (const { 0: part, 1: pasted, index } of typed.matchAll(KEYS)) {
    if (pasted !== undefined) text += pasted.replaceAll(/\r\n?/g, "\n").replace(/\n$/, "");
    else if (part === "\u0003") return "given up";
    else if (part === "\u0004" && text === "") return "ended";
    else if (part === "\r" || part === "\n") return { text, rest: typed.slice(index + 1) };
    else if (part === "\u007f" || part === "\b") text = [...text].slice(0, -1).join("");
    else if (part === "\u0015") text = "";
    else if (part >= " " || part === "\t") text += part;
  }
  return undefined;
}

/** A paste, a key that sends an escape sequence (arrows), a line break that text follows (a paste without brackets), or a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal sends
const KEYS = /\u001b\[200~([\s\S]*?)\u001b\[201~|\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|[\s\S]/gu;

/** Asks a question whose answer is not secret. */
export async function askLine(question: string, { stdin, stderr }: CliContext): Promise<string> {
  const { createInterface } = require("node:readline") as typeof import("node:readline");
  stderr.write(question);
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
  }
}

/** All of standard input. */
export async function readInput({ stdin }: CliContext): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** A value from a pipe: UTF-8 text without the line break at its end. @throws UsageError if it is empty or not text. */
export async function readPipedValue(cli: CliContext, allowEmpty: boolean): Promise<string> {
  const bytes = await readInput(cli);
  if (!isUtf8(bytes))
    throw new UsageError("standard input is not UTF-8 text, and nothing was written; encode it first, for example in base64");
  const text = bytes
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .replace(/\r?\n$/, "");
  if (text !== "" || allowEmpty) return text;
  throw new UsageError(
    "standard input was empty, and nothing was written\n  Try: pipe the value in, or run this in a terminal to be asked for it; --allow-empty to set an empty value.",
  );
}
