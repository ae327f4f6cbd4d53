import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { createSecrets, ParseError, ReadOnlyError, SecretsError, SourceError, toObject, type UntypedSecrets } from "../../lib";
import { piecesOf } from "./canaries";
import { isFull, SEED } from "./full";
import { DOCUMENTS, TAILS } from "./fuzz-documents";
import { mutate, pick } from "./mutate";
import type { Random } from "./random";

export const smol = require("smol-toml") as { parse(text: string, options?: object): object };

/*
 * Damaged files in which every value is a canary. Each must load or fail with one of our errors. No error, output, or message may
 * contain four consecutive characters of a value. In a damaged file, the text of a value may become a key, and errors may name
 * keys. `SPEC_FULL=1` tries 100,000 texts instead of 500; `FUZZ_CASES` sets another number, `FUZZ_SEED` another sequence.
 */

export const CASES = Number(process.env.FUZZ_CASES ?? (isFull ? 100_000 : 500));

export { SEED };

export const PIECES = piecesOf(TAILS);

/** A piece of a value in `text` that is not a piece of a key. */
export function leakIn(text: string, keys = ""): string | undefined {
  for (let at = 0; at + 4 <= text.length; at++) {
    const piece = text.slice(at, at + 4);
    if (PIECES.has(piece) && !keys.includes(piece)) return piece;
  }
  return undefined;
}

/** Everything that can be reached from an error, as text. */
export function reachable(error: object): string {
  const texts: string[] = [];
  for (let owner: object | null = error; owner !== null && owner !== Object.prototype; owner = Object.getPrototypeOf(owner))
    for (const key of Reflect.ownKeys(owner)) texts.push(String(key), show(Reflect.get(owner, key, error)));
  texts.push(
    inspect(error, { showHidden: true, depth: null, getters: true, showProxy: true }),
    String(error),
    JSON.stringify(error),
  );
  return texts.join("\n").replace(/:\d+:\d+\)?$/gm, ""); // lines and columns of our own code may be any number
}

export const show = (value: unknown) => (typeof value === "string" ? value : inspect(value, { depth: 5, showHidden: true }));

export function keysOf(value: unknown): string {
  if (typeof value !== "object" || value === null || value instanceof Date) return "";
  return Object.entries(value)
    .map(([key, below]) => `${Array.isArray(value) ? "" : key}\n${keysOf(below)}`)
    .join("");
}

/** Loads, and describes the problem of the result; an empty text if there is none. */
export function problemOf(load: () => UntypedSecrets): { problem: string; outcome: "loaded" | "parse" | "source" | "none" } {
  let view: UntypedSecrets;
  try {
    view = load();
    Object.keys(view);
  } catch (error) {
    if (!(error instanceof SecretsError)) return { problem: `raw error: ${inspect(error)}`, outcome: "none" };
    if (error.cause !== undefined) return { problem: "it has a cause", outcome: "none" };
    const leak = leakIn(reachable(error));
    const outcome = error instanceof ParseError ? "parse" : error instanceof SourceError ? "source" : "none";
    return { problem: leak === undefined ? "" : `leak: ${leak}`, outcome };
  }
  const leak = leakIn(shownOf(view), keysOf(toObject(view)));
  return { problem: leak === undefined ? "" : `leak after a good load: ${leak}`, outcome: "loaded" };
}

/** Texts that a program might print after a successful load. */
export function shownOf(view: UntypedSecrets): string {
  const errors = [() => view["no such key"], () => Object.assign(view, { x: 1 })].map((act) => {
    try {
      act();
    } catch (error) {
      if (error instanceof SecretsError || error instanceof ReadOnlyError) return reachable(error);
      return `raw error ${inspect(error)}`;
    }
    return "";
  });
  return [inspect(view, { depth: null, showHidden: true, showProxy: true }), JSON.stringify(view), ...errors].join("\n");
}

/** Runs `each` for every number below `count`, in batches. A batch that hangs is stopped. */
export function inStretches(count: number, each: (number: number) => void): void {
  const stretch = 5000;
  for (let start = 0; start < count; start += stretch) {
    const run = () => {
      for (let at = start; at < Math.min(start + stretch, count); at++) each(at);
    };
    runInNewContext("run()", { run }, { timeout: 300_000 });
  }
}

export function fromVariable(text: string, parse?: (text: string) => object): UntypedSecrets {
  return createSecrets({ files: [], env: { SECRETS_TOML: text }, envPrefix: false, exportEnv: false, parse });
}

export function randomText(random: Random): string {
  return mutate(pick(random, DOCUMENTS), random);
}
