import { ParseError } from "../../../lib";
import { CASES, fromVariable, inStretches, problemOf, randomText, SEED, smol } from "../../support/fuzz";
import { seeded } from "../../support/random";

const iarna = require("@iarna/toml") as { parse(text: string): object };

describe("a parser of the user's own whose errors quote everything", () => {
  jest.setTimeout(1_800_000);

  const quoting = (text: string): never => {
    const details = { line: text, column: text, codeblock: text, cause: text, lines: text.split("\n"), input: { text } };
    throw Object.assign(new Error(`bad: ${text}`, { cause: new Error(text) }), details);
  };
  const hostile: Record<string, (text: string) => object> = {
    "@iarna/toml itself": (text) => iarna.parse(text),
    "smol-toml": (text) => smol.parse(text),
    "one that quotes all in every property": quoting,
    "one that throws the text": (text) => {
      throw text;
    },
    "one that throws an object whose getters throw the text": (text) => {
      const fail = () => {
        throw new Error(text);
      };
      throw new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
    },
    "one that throws an error of ours that holds the text": (text) => {
      throw new ParseError(text, { source: text, line: 1, column: 1, reason: text });
    },
    "one that answers with the text": (text) => text as unknown as object,
    "one that answers with an array": (text) => [text],
    "one that answers with a Map": (text) => new Map([[text, text]]),
    "one that answers with a function": (text) => () => text,
    "JSON.parse": (text) => JSON.parse(text),
  };

  it.each(Object.entries(hostile))("%s", (_name, parse) => {
    const random = seeded(SEED + 3);
    const problems: string[] = [];
    inStretches(Math.ceil(CASES / 100), () => {
      const text = randomText(random);
      const { problem } = problemOf(() => fromVariable(text, parse));
      if (problem !== "" && problems.length < 5) problems.push(`${problem}\n${JSON.stringify(text)}`);
    });
    expect(problems).toEqual([]);
  });
});
