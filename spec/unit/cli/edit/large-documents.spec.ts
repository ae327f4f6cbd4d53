import { addValues, removeKey, renameKey, replaceValues, setValue } from "../../../../lib/cli/edit/edit";
import { decryptValues, encryptValues } from "../../../../lib/cli/encryption/values";
import { createSiv } from "../../../../lib/crypto/siv";
import { isFull } from "../../../support/full";

/* No size of a value or a document stops an edit. toml-eslint-parser as published overflows the stack at some 120,000 characters. */

const LENGTH = 200_000;
const ITEMS = isFull ? 20_000 : 5_000;
const text = `canary-${"x".repeat(LENGTH)}`;
const lines = `canary-line ${"x".repeat(60)}\n`.repeat(LENGTH / 60);
const times = (count: number, of: (at: number) => string) => Array.from({ length: count }, (_, at) => of(at)).join("");

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ["a basic string", `big = "${text}"\n`],
  ["a literal string", `big = '${text}'\n`],
  ["a string of many lines", `big = """\n${lines}"""\n`],
  ["a literal string of many lines", `big = '''\n${lines}'''\n`],
  ["escapes and characters beyond 16 bits", `big = "${"canary \\n \\u00e9 😀".repeat(LENGTH / 8)}"\n`],
  ["a quoted key", `"${text}" = 1\n`],
  [`a list of ${ITEMS} items`, `list = [\n${times(ITEMS, (at) => `  "canary-${at}",\n`)}]\n`],
  ["2,000 keys", times(2000, (at) => `k${at} = "canary-${at}"\n`)],
  ["2,000 sections", times(2000, (at) => `[s${at}]\nk = "canary-${at}"\n`)],
];

// They are compared as a whole, because jest would print a difference of megabytes.
it.each(DOCUMENTS)("edits beside %s", (_, big) => {
  const section = "[first]\na = 1\n\n";
  const around = (changed: string) => (big.startsWith("[") ? changed + big : big + changed);
  const document = around(section);
  expect(setValue(document, ["first", "a"], "3") === around("[first]\na = 3\n\n")).toBe(true);
  expect(setValue(document, ["first", "c"], "3") === around("[first]\na = 1\nc = 3\n\n")).toBe(true);
  expect(removeKey(document, ["first", "a"]) === around("[first]\n\n")).toBe(true);
  expect(renameKey(document, ["first", "a"], ["first", "c"]) === around("[first]\nc = 1\n\n")).toBe(true);
});

it.each(DOCUMENTS)("encrypts %s, and decrypts it to the same bytes", (_, document) => {
  const siv = createSiv(Buffer.alloc(64, 7));
  const { text: encrypted } = encryptValues(document, siv);
  expect(encrypted.includes("canary-1234")).toBe(false);
  expect(decryptValues(encrypted, siv).text === document).toBe(true);
});

it("puts a large value in, and takes it out", () => {
  const before = "[first]\na = 1\n";
  expect(setValue(before, ["first", "a"], `"${text}"`) === `[first]\na = "${text}"\n`).toBe(true);
  const one = addValues(before, [{ path: ["first", "b"], source: `"${text}"` }]);
  expect(one === `${before}b = "${text}"\n`).toBe(true);
  expect(removeKey(one, ["first", "b"])).toBe(before);
});

it("replaces and adds 500 values in one go", () => {
  const before = times(500, (at) => `k${at} = "canary-${at}"\n`);
  const replacements = Array.from({ length: 500 }, (_, at) => ({ path: [`k${at}`], source: `${at}` }));
  expect(replaceValues(before, replacements) === times(500, (at) => `k${at} = ${at}\n`)).toBe(true);
  const added = Array.from({ length: 500 }, (_, at) => ({ path: [`n${at}`], source: `${at}` }));
  expect(addValues(before, added) === before + times(500, (at) => `n${at} = ${at}\n`)).toBe(true);
});
