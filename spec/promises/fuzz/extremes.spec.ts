import { type ParseError, toObject } from "../../../lib";
import { isFull } from "../../support/full";
import { fromVariable, inStretches, problemOf } from "../../support/fuzz";
import { TAILS } from "../../support/fuzz-documents";
import { thrown } from "../../support/sandbox";

describe("extremes", () => {
  const canary = TAILS[0] as string;
  const deep = 100_000;
  const many = isFull ? 50_000 : 5_000;
  const extremes: Record<string, string> = {
    "100,000 opening brackets": `a = ${"[".repeat(deep)}"${canary}"`,
    "100,000 nested arrays": `a = ${"[".repeat(deep)}"${canary}"${"]".repeat(deep)}`,
    "20,000 nested inline tables": `${"a = { ".repeat(20_000)} a = "${canary}"${" }".repeat(20_000)}`,
    "a header of 20,000 names": `[${"a.".repeat(20_000)}a]\nx = "${canary}"`,
    "an assignment to 20,000 names": `${"a.".repeat(20_000)}a = "${canary}"\nlist = []`,
    "a header of 490 names": `[${"a.".repeat(489)}a]\nx = "${canary}"\nlist = []`,
    "many headers": Array.from({ length: many }, (_, at) => `[s${at}]`).join("\n"),
    "many tables of an array": "[[a]]\n".repeat(many),
    "a number of 100,000 digits": `a = ${"7".repeat(deep)}\nb = "${canary}`,
    "a float of 100,000 digits": `a = 1.${"7".repeat(deep)}e${"9".repeat(deep)}\nb = "${canary}"`,
    "a line of a million characters": `a = "${canary.repeat(40_000)}`,
    "a million line ends": `${"\n".repeat(1_000_000)}a = "${canary}`,
    "a million blanks": `a =${" ".repeat(1_000_000)}"${canary}`,
    "100,000 quotes": `a = ${'"'.repeat(deep)}`,
    "a year 99999": `a = 99999-01-01\nb = "${canary}"`,
    "a date that does not exist": `a = 2023-02-30\nb = "${canary}"`,
    "odd times": `a = 24:00:60\nb = "${canary}"`,
    "an offset past a day": `a = 2023-02-03T01:02:03+99:99\nb = "${canary}"`,
    "half a character in a value": `a = "${canary}\ud800"\nlist = []`,
    "half a character in a key": `"\udc00${canary}" = 1\nlist = []`,
    "half a character alone": `${canary}\ud800`,
    "a NUL": `a = "${canary}\0"`,
    "nothing but a NUL": "\0",
    "a BOM and no more": "\ufeff",
    "two BOMs": `\ufeff\ufeffa = "${canary}"`,
    "prototypes in headers":
      "[constructor]\nx = 1\n[toString]\ncall = 1\n[a.valueOf]\nb = 1\n[__proto__]\ny = 1\n[[hasOwnProperty]]\nz = 1",
    "prototypes in assignments":
      "constructor.x = 1\na.toString.call = 2\n__proto__.y = 1\ni = { valueOf.x = 1, __proto__.z = 2 }",
  };

  it.each(Object.entries(extremes))("%s", (_name, text) => {
    const before = pristine();
    inStretches(1, () => expect(problemOf(() => fromVariable(text)).problem).toBe(""));
    expect(pristine()).toEqual(before);
  });

  /** What a polluted prototype would show. */
  function pristine(): unknown {
    const owners = [
      Object,
      Object.prototype,
      ...Object.getOwnPropertyNames(Object.prototype).map((name) => Reflect.get({}, name)),
    ];
    return owners.map((owner) => (typeof owner === "function" || typeof owner === "object" ? Reflect.ownKeys(owner ?? {}) : []));
  }

  it("what is nested too deep is refused with a reason", () => {
    const load = () => fromVariable(extremes["100,000 nested arrays"] as string).a;
    expect(thrown<ParseError>(load)).toMatchObject({ code: "ERR_SECRETS_PARSE", reason: "it is nested deeper than 500 levels" });
  });

  it.each<[string, (levels: number) => string]>([
    ["a list in a list", (levels) => `a = ${"[".repeat(levels)}${"]".repeat(levels)}`],
    ["a list in a list, each on a line of its own", (levels) => `a = [\n${"[\n".repeat(levels - 1)}${"]\n".repeat(levels)}`],
    ["the same after plain headers", (levels) => `[t]\na = [\n${"[\n".repeat(levels - 2)}${"]\n".repeat(levels - 1)}`],
    ["a section in a section", (levels) => `[${Array(levels).fill("a").join(".")}]\nl = [1.5]`],
    ["a key with dots", (levels) => `${Array(levels).fill("a").join(".")} = 1.5`],
    ["an inline table in another", (levels) => `a = ${"{ a = ".repeat(levels)}1${" }".repeat(levels)}`],
    [
      "half by headers, half by lists",
      (levels) =>
        `[${Array(levels / 2)
          .fill("a")
          .join(".")}]\nb = [\n${"[\n".repeat(levels / 2 - 1)}${"]\n".repeat(levels / 2)}`,
    ],
  ])("too deep is more than 500 levels: %s", (_kind, nested) => {
    expect(problemOf(() => fromVariable(nested(490)).x).problem).toBe("");
    expect(thrown<ParseError>(() => fromVariable(nested(510)).x).reason).toBe("it is nested deeper than 500 levels");
  });

  it("names of Object.prototype are keys like any other", () => {
    expect(toObject(fromVariable(extremes["prototypes in assignments"] as string)).a.toString).toEqual({ call: 2 });
    expect(toObject(fromVariable(extremes["prototypes in headers"] as string))).toMatchObject({
      constructor: { x: 1 },
      toString: { call: 1 },
      a: { valueOf: { b: 1 } },
    });
  });
});
