import fc from "fast-check";
import { decodeToml } from "../../../lib/toml/decode";
import { readPlainToml } from "../../../lib/toml/plain";
import { isFull } from "../../support/full";

const iarna = require("@iarna/toml/parse-string") as (text: string) => object;

/** What the parser says, as comparable text that keeps the order of keys; `undefined` where it refuses. */
function byParser(text: string): string | undefined {
  try {
    return JSON.stringify(iarna(text));
  } catch {
    return undefined;
  }
}

const RUNS = isFull ? 20_000 : 2_000;

describe("readPlainToml", () => {
  it.each([
    ['a = "canary-x"', '{"a":"canary-x"}'],
    ["a='C:\\temp' # why\n\n  b\t=\t-12 \nc = true\n", '{"a":"C:\\\\temp","b":-12,"c":true}'],
    ["x = 1\n[a.b]\nc = ''\n[a.d]\n[ e ] # f\n1 = 0", '{"x":1,"a":{"b":{"c":""},"d":{}},"e":{"1":0}}'],
    ["a = 9007199254740991\nb = -9007199254740991", '{"a":9007199254740991,"b":-9007199254740991}'],
    ['key = "-----BEGIN\\nx\\\\\\"\\t\ty\\r\\b\\f" # \\q', '{"key":"-----BEGIN\\nx\\\\\\"\\t\\ty\\r\\b\\f"}'],
    ["", "{}"],
    ["# nothing\n \t\n", "{}"],
  ])("reads %j", (text, json) => {
    expect(JSON.stringify(readPlainToml(text))).toBe(json);
    expect(byParser(text)).toBe(json);
  });

  it.each([
    'a = "\\u00e9"',
    'a = "\\/"',
    'a = "\\ "',
    'a = "x\\\n  y"',
    'a = "x\\',
    'a = "x\\"',
    'a = """x"""',
    'a = ""x',
    'a = "x\ny"',
    'a = "x',
    'a = "\u0001"',
    "a = '\u0001'",
    "a = 'x\u007f'",
    "a = 1 # \u007f",
    "a = 1 # \u0001",
    "a = '''x'''",
    "a = 1.5",
    "a = 01",
    "a = +1",
    "a = -0",
    "a = true\u00a0",
    "a = 1\v",
    "a = 1_000",
    "a = 0x1",
    "a = 9007199254740993",
    "a = [1]",
    "a = {}",
    "a = 1979-05-27",
    "a = inf",
    "a.b = 1",
    '"a" = 1',
    "[[a]]",
    '["a"]',
    "a = 1\na = 2",
    "[a]\n[a]",
    "[a.b]\n[a]",
    "a = 1\n[a]",
    "a = 1\n[a.b]",
    "[a]\nb = 1\n[a.b]",
    "a = 1 b = 2",
    "a = True",
    "a =",
    "a",
    "= 1",
    "[]",
    "[a",
    "[a]b = 1",
    'a = "x\ny"',
    'a = "\u0000"',
    "# \u0007",
    "a = 1\rb = 2",
  ])("leaves %j to the parser", (text) => {
    expect(readPlainToml(text)).toBeUndefined();
  });

  it("takes __proto__ for a key", () => {
    const table = readPlainToml('[__proto__]\n__proto__ = "canary-p"\n') as Record<string, object>;
    expect(Object.keys(table)).toEqual(["__proto__"]);
    expect(Object.entries(Object.values(table)[0] as object)).toEqual([["__proto__", "canary-p"]]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("takes time in proportion to a long line of nothing", () => {
    expect(readPlainToml(`${" ".repeat(1_000_000)}!`)).toBeUndefined();
  });

  const piece = fc.constantFrom(
    ..."ab1-_.=[]#\"'\\ \t\n\r+0",
    "true",
    "false",
    "a = 1\n",
    "[a]\n",
    "[a.b]\n",
    'b = "x"\n',
    "__proto__",
    "é😀",
    "\u007f",
    "1e3",
    "0x",
    "9007199254740991",
    "12",
    "\u000b",
    ...["\\n", '\\"', "\\\\", "\\t", "\\u", "\\/"],
    'c = "',
  );

  it("agrees with the parser on whatever it takes on", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("").replaceAll("\r\n", "\n");
        const plain = readPlainToml(text);
        if (plain === undefined) return;
        taken++;
        expect(JSON.stringify(plain)).toBe(byParser(text));
      }),
      { numRuns: RUNS },
    );
    expect(taken).toBeGreaterThan(RUNS / 40);
  });

  it("is what a plain document is decoded by, and the parser the rest", () => {
    expect(Object.getPrototypeOf(decodeToml("a = 1", "x.toml"))).toBeNull();
    expect(Object.getPrototypeOf(decodeToml("a = [1]", "x.toml"))).toBe(Object.prototype);
  });
});
