import { createMatcher, type Matcher } from "../../../lib/redaction/matcher";
import { needlesOf } from "../../../lib/redaction/needles";
import { createRedactStream, redactText } from "../../../lib/redaction/redact";
import { isFull } from "../../support/full";
import { below, type Random, seeded } from "../../support/random";
import { maskedInChunks } from "../../support/redaction";

/* JSON in, JSON out, of the same shape. A failure names its seed; `caseOf` makes the case again. */

const CASES = isFull ? 3_000 : 150;

/** Text that is hard for a reader of JSON. */
const EDGES = ["", '"', "\\", "\\\\", "{", "}", "[", "]", ",", ":", "1", "-9", "true", "\n", "\t", "é", "\u2028", "\\u", '":"'];
const CORES = ["canary-9f8e7d", "canary\\9f8e", 'canary"9f8e', "98765432", '{"canary":"9f8e7d"}', "[98765432]"];
const PLAIN = [null, 0, 12345, 1.5, true, "", "plain"];

type Secret = string | number | boolean;
type Json = null | Secret | Json[] | { [key: string]: Json };

function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[below(random, all.length)] as T;
}

function secretOf(random: Random): Secret {
  const kind = below(random, 8);
  if (kind === 0) return 100_000 + below(random, 9_999_900_000);
  if (kind === 1) return random() < 0.5;
  return oneOf(random, EDGES) + oneOf(random, CORES) + oneOf(random, EDGES);
}

function textOf(random: Random, secret: Secret): string {
  return oneOf(random, EDGES) + secret + oneOf(random, EDGES);
}

/** A document with secrets as keys and values, alone, within longer strings, and as JSON in JSON. */
function documentOf(random: Random, secrets: readonly Secret[], depth: number): Json {
  const secret = oneOf(random, secrets);
  const inner = (): Json => documentOf(random, secrets, depth - 1);
  const many = <T>(make: () => T): T[] => Array.from({ length: below(random, 4) }, make);
  const kind = below(random, depth > 0 ? 8 : 5);
  if (kind === 0) return secret;
  if (kind === 1) return String(secret);
  if (kind === 2) return textOf(random, secret);
  if (kind === 3) return asJson(String(secret)) ?? oneOf(random, PLAIN);
  if (kind === 4) return oneOf(random, PLAIN);
  if (kind === 5) return JSON.stringify(documentOf(random, secrets, depth - 1));
  if (kind === 6) return many(inner);
  return Object.fromEntries(many(() => [random() < 0.5 ? String(secret) : textOf(random, secret), inner()]));
}

function asJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The tokens of a text, with `v` in the place of each string, number, and other scalar. */
function shapeOf(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g, "v").replaceAll(/[^\S\n]/g, "");
}

interface Case {
  readonly random: Random;
  readonly secrets: readonly Secret[];
  readonly matcher: Matcher;
  readonly text: string;
}

/** A text that `write` makes of documents with secrets. */
function caseOf(seed: number, write: (random: Random, document: () => Json) => string): Case {
  const random = seeded(seed);
  const secrets = Array.from({ length: 1 + below(random, 4) }, () => secretOf(random));
  const text = write(random, () => documentOf(random, secrets, 3));
  return { random, secrets, matcher: createMatcher(needlesOf(secrets)), text };
}

function aDocument(random: Random, document: () => Json): string {
  return JSON.stringify(document(), null, below(random, 2) * 2) + oneOf(random, ["", "\n", "\r\n"]);
}

function threeLines(_random: Random, document: () => Json): string {
  return Array.from({ length: 3 }, () => `${JSON.stringify(document())}\n`).join("");
}

/** Pieces of random lengths; most are short. */
function chunksOf(random: Random, text: string): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + below(random, oneOf(random, [1, 8, 40]));
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}

/** An object or array that is itself a secret gets one mask, so the shape is another. */
function hasStructure(secrets: readonly Secret[]): boolean {
  return secrets.some((secret) => typeof asJson(String(secret)) === "object");
}

describe("JSON in, JSON out", () => {
  it("every document keeps its shape, at once and in chunks", () => {
    let masked = 0;
    for (let seed = 0; seed < CASES; seed++) {
      const { random, secrets, matcher, text } = caseOf(seed, aDocument);
      const shown = redactText(text, matcher);
      if (shown !== text) masked++;
      expect([seed, secrets, text, shown, asJson(shown) !== undefined]).toEqual([seed, secrets, text, shown, true]);
      if (!hasStructure(secrets)) expect([seed, secrets, shown, shapeOf(shown)]).toEqual([seed, secrets, shown, shapeOf(text)]);
      expect([seed, secrets, maskedInChunks(chunksOf(random, text), matcher)]).toEqual([seed, secrets, shown]);
    }
    expect(masked).toBeGreaterThan(CASES / 3);
  });

  it("each line of NDJSON stays a document", () => {
    for (let seed = 0; seed < CASES; seed++) {
      const { random, secrets, matcher, text } = caseOf(seed, threeLines);
      const shown = redactText(text, matcher);
      for (const line of shown.trimEnd().split("\n"))
        expect([seed, secrets, text, line, asJson(line) !== undefined]).toEqual([seed, secrets, text, line, true]);
      if (!hasStructure(secrets)) expect([seed, secrets, shown, shapeOf(shown)]).toEqual([seed, secrets, shown, shapeOf(text)]);
      expect([seed, secrets, maskedInChunks(chunksOf(random, text), matcher)]).toEqual([seed, secrets, shown]);
    }
  });

  it("a stream of bytes gives the same, even if chunks split characters", async () => {
    for (let seed = 0; seed < CASES / 10; seed++) {
      const { random, matcher, text } = caseOf(seed, aDocument);
      const stream = createRedactStream(() => matcher);
      for (const chunk of chunksOf(random, Buffer.from(text).toString("latin1"))) stream.write(Buffer.from(chunk, "latin1"));
      stream.end();
      const shown = Buffer.concat(await stream.toArray()).toString();
      expect([seed, shown]).toEqual([seed, redactText(text, matcher)]);
    }
  });
});
