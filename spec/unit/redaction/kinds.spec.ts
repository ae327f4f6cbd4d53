import { inspect } from "node:util";
import { redact } from "../../../lib";
import { loaded } from "../../support/redaction";
import { thrown } from "../../support/sandbox";

const KEY = "canary-key-9f8e7d";

class Client {
  readonly url = `https://u:${KEY}@h/`;
  readonly headers = new Map([["authorization", `Bearer ${KEY}`]]);
}

function cyclic(): object {
  const one: { key: string; self?: object } = { key: KEY };
  one.self = one;
  return one;
}

const KINDS: [string, () => unknown][] = [
  ["an error", () => new Error(`failed: ${KEY}`)],
  ["an error with a cause", () => new Error("failed", { cause: new Error(KEY, { cause: { key: KEY } }) })],
  ["an error with properties", () => Object.assign(new Error("failed"), { config: { headers: { key: KEY } } })],
  ["an AggregateError", () => new AggregateError([new Error(KEY), KEY, { key: KEY }], `all failed: ${KEY}`)],
  ["an array", () => [KEY, [KEY]]],
  ["a Map", () => new Map([[KEY, { key: KEY }]])],
  ["a Set", () => new Set([KEY])],
  ["a Buffer", () => Buffer.from(KEY)],
  ["a Uint8Array", () => new Uint8Array(Buffer.from(KEY))],
  ["an instance of a class", () => new Client()],
  ["a circle", cyclic],
  ["a URL", () => new URL(`https://u:${KEY}@h/?k=${KEY}`)],
  ["a Headers", () => new Headers({ authorization: KEY })],
  ["a String object", () => new String(KEY)],
  ["a symbol", () => Symbol(KEY)],
  ["a function", () => Object.assign(() => KEY, { key: KEY })],
];

describe.each(KINDS)("redact of %s", (_kind, make) => {
  const secrets = loaded();

  it("is a TypeError that says what to do and holds no value", () => {
    const value = make();
    const before = inspect(value, { depth: 9 });
    const error = thrown(() => redact(value as string, secrets));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: expect.stringContaining("util.inspect(value)") });
    expect(inspect(error)).not.toContain("9f8e7d");
    expect(inspect(value, { depth: 9 })).toBe(before);
  });

  it("masks what util.inspect prints, and does not change it", () => {
    const value = make();
    const text = inspect(value, { depth: 9 });
    const shown = redact(text, secrets);
    expect(shown).toContain("[redacted]");
    for (const form of [
      KEY,
      "9f8e7d",
      Buffer.from(KEY)
        .toString("hex", 0, 6)
        .replaceAll(/..(?!$)/g, "$& "),
      "101, 121,  45",
    ]) {
      expect(shown).not.toContain(form);
    }
    expect(inspect(value, { depth: 9 })).toBe(text);
  });
});
