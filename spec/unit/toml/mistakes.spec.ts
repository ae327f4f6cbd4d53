import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecrets, type ParseError } from "../../../lib";
import { decodeToml } from "../../../lib/toml/decode";
import { MISTAKES } from "../../../lib/toml/mistakes/table";
import { sandbox, thrown } from "../../support/sandbox";

/*
 * docs/mistakes.md has one example for each mistake that has a name, and what the library says of it. The examples are run here.
 * In an example, ⟨U+200B⟩ stands for a character that nobody can see.
 */

interface Example {
  readonly name: string;
  readonly text: string;
  readonly says: string;
}

const page = readFileSync(join(__dirname, "../../../docs/mistakes.md"), "utf8");
const EXAMPLE =
  /^### (?<name>.*)\n\n(?<fence>`{3,4})toml\n(?<text>[\s\S]*?)\n\k<fence>\n\n\k<fence>text\n(?<says>[\s\S]*?)\n\k<fence>$/gm;
const examples = [...page.matchAll(EXAMPLE)].map(({ groups }) => groups as unknown as Example);

const withCharacters = (text: string) =>
  text.replace(/⟨U\+([0-9A-F]+)⟩/g, (_all, digits) => String.fromCodePoint(Number.parseInt(digits, 16)));

/** What is said of a document, as docs/mistakes.md shows it. */
function saidOf(text: string, source: string): string {
  const { line, column, reason, message } = thrown<ParseError>(() => decodeToml(text, source));
  const advice = /Try: (.*)\. Then restart the program/.exec(message)?.[1];
  return `${line === undefined ? "" : `line ${line}, column ${column}: `}${reason}\nTry: ${advice}`;
}

describe("the mistakes that have a name", () => {
  it("each have one name, and one example in docs/mistakes.md", () => {
    const names = MISTAKES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(examples.map(({ name }) => name)).toEqual(names);
  });

  it.each(examples)("are recognised in their example: $name", ({ name, text, says }) => {
    const isVariable = name.includes("SECRETS_TOML");
    const document = withCharacters(text) + (isVariable ? "" : "\n");
    expect(saidOf(document, isVariable ? "SECRETS_TOML" : "secrets.toml")).toBe(says);
    const error = thrown<ParseError>(() => decodeToml(document, "secrets.toml"));
    expect(`${error.stack}${error.reason}`).not.toMatch(/canary|7d21/);
  });
});

const usual = JSON.parse(readFileSync(join(__dirname, "../../fixtures/mistakes/usual-mistakes.json"), "utf8"));

it.each(usual as { name: string; base64: string; line: number | null; says: string }[])(
  "a usual mistake is named: $name",
  ({ base64, line, says }) => {
    const box = sandbox();
    box.write("project/.streamlit/secrets.toml", Buffer.from(base64, "base64"));
    const error = thrown<ParseError>(() => box.secrets().a);
    expect(error.line ?? null).toBe(line);
    expect(error.message.replaceAll("\n", " ")).toMatch(new RegExp(says));
    expect(error.message).not.toContain("7d21");
  },
);

describe("a position", () => {
  it.each([
    ["of an unclosed quote is where it begins", 'a = 1\n[db]\nb = "canary\nc = 1\n', 3, 5],
    ["of an unclosed bracket is where it begins", 'a = 1\nb = ["canary",\n  "canary-2"\nc = 1\nd = 2\n', 2, 5],
    ["of a mistake in an item is that of the item", 'b = [\n  "canary",\n  canary-2,\n]\n', 3, 3],
    ["of a key that is there twice is the second one", "[a]\nx = 1\n[b]\nx = 1\n[b.c]\ny = 1\ny = 2\n", 7, 1],
  ])("%s", (_title, text, line, column) => {
    expect(thrown<ParseError>(() => decodeToml(text, "f"))).toMatchObject({ line, column });
  });

  it.each([
    ["a = 1\na = 2\n", "line 1"],
    ["[db]\n[other]\n[db]\n", "the first [db] is on line 1"],
    ["# c\n[[hosts]]\na = 1\n[hosts]\n", "list of sections since line 2"],
    ["a = 1\n[a]\nb = 1\n", "on line 1"],
    ["db = { a = 1 }\n[db.more]\nb = 1\n", "on line 1"],
    ["[a.b]\nx = 1\n[a]\nb = 1\n", "since line 1"],
    ['["canary secret"]\n["canary secret"]\n', "the first section of this name is on line 1"],
  ])("of the first one is said too: %j", (text, words) => {
    expect(thrown<ParseError>(() => decodeToml(text, "f")).reason).toContain(words);
  });
});

describe("what is no mistake", () => {
  it.each([
    ["a Windows path without escapes that do not exist", 'path = "C:\\temp"', { path: "C:\temp" }],
    ["a tab in a string", 'a = "x\ty"', { a: "x\ty" }],
    ["curly quotes in a string", 'a = "“x”"', { a: "“x”" }],
    ["the largest integers", "a = 9223372036854775807\nb = -9223372036854775808", { a: 2n ** 63n - 1n, b: -(2n ** 63n) }],
    ["inf, nan, and a float that is almost infinite", "a = inf\nb = 1.7e308", { a: Number.POSITIVE_INFINITY, b: 1.7e308 }],
    ["merge marks in a text", 'a = """\n<<<<<<< HEAD\n"""', { a: "<<<<<<< HEAD\n" }],
  ])("%s", (_title, text, table) => {
    expect({ ...decodeToml(text, "f") }).toEqual(table);
  });
});

it("another parser's words and positions are its own", () => {
  const parse = () => {
    throw Object.assign(new Error("canary"), { line: 1, column: 1 });
  };
  const view = createSecrets({ files: [], env: { SECRETS_TOML: "a = True" }, exportEnv: false, parse });
  expect(thrown<ParseError>(() => view.a)).toMatchObject({ reason: "not valid TOML", line: 1, column: 1 });
});

it.each([
  ["gzip", "1f8b08", "gzip"],
  ["UTF-16 big-endian with a mark", "feff0061003d", "UTF-16"],
  ["UTF-32 with a mark", "fffe000061000000", "UTF-32"],
  ["a ZIP archive", "504b0304ff", "ZIP"],
  ["PKCS #12", "30820a01ff", "PKCS #12"],
  ["encrypted with age", Buffer.from("age-encryption.org/v1\n\xff", "latin1").toString("hex"), "age"],
  ["locked by git-crypt", `${Buffer.from("\0GITCRYPT\0").toString("hex")}ff`, "git-crypt"],
  ["Latin-1", Buffer.from('a = "caf\xe9"', "latin1").toString("hex"), "Latin-1"],
  ["binary", "0102ff030405", "not text at all"],
])("a file that is %s is called that", (_title, hex, words) => {
  const box = sandbox();
  box.write("project/.streamlit/secrets.toml", Buffer.from(hex, "hex"));
  expect(thrown(() => box.secrets().a)).toMatchObject({ code: "ERR_SECRETS_SOURCE", message: expect.stringContaining(words) });
});
