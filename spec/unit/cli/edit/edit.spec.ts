import { removeKey, renameKey, replaceValues, setValue, valuesOf } from "../../../../lib/cli/edit/edit";
import { parsePath } from "../../../../lib/core/key-path";
import { thrown } from "../../../support/sandbox";

/* The editing engine: every case is a whole document, and the whole document that it must become, byte for byte. */

const path = (text: string) => parsePath(text) as (string | number)[];

/** Name, document, key, new value (TOML), expected document. */
const SET: readonly (readonly [string, string, string, string, string])[] = [
  ["a value in place", "# one\na = 'canary-1' # two\nb=2\n", "a", '"canary-x"', '# one\na = "canary-x" # two\nb=2\n'],
  ["Windows line ends", "a = 1\r\n[b]\r\nc = 2\r\n", "b.c", "3", "a = 1\r\n[b]\r\nc = 3\r\n"],
  ["a new key with Windows line ends", "[b]\r\nc = 2\r\n", "b.a", "3", "[b]\r\nc = 2\r\na = 3\r\n"],
  ["a byte order mark", "\ufeffa = 1\nb = 2\n", "a", "3", "\ufeffa = 3\nb = 2\n"],
  ["a byte order mark and a new root key", "\ufeff[b]\nc = 2\n", "a", "3", "\ufeffa = 3\n\n[b]\nc = 2\n"],
  ["a byte order mark alone", "\ufeff", "a", "3", "\ufeffa = 3\n"],
  ["tabs", "[b]\n\tc\t=\t2\t# x\n", "b.c", "3", "[b]\n\tc\t=\t3\t# x\n"],
  ["a new key under tabs", "[b]\n\tc = 2\n", "b.a", "3", "[b]\n\tc = 2\n\ta = 3\n"],
  ["no final line break", "a = 1\nb = 2", "b", "3", "a = 1\nb = 3"],
  ["a new key without a final line break", "a = 1", "b", "3", "a = 1\nb = 3"],
  ["a new section without a final line break", "a = 1", "b.c", "3", "a = 1\n\n[b]\nc = 3"],
  ["an empty document", "", "a", "3", "a = 3\n"],
  ["a new section in an empty document", "", "a.b", "3", "[a]\nb = 3\n"],
  ["comments alone", "# one\n# two\n", "a", "3", "# one\n# two\n\na = 3\n"],
  ["a root key above the first section", "a = 1\n\n# of b\n[b]\nc = 2\n", "z", "3", "a = 1\nz = 3\n\n# of b\n[b]\nc = 2\n"],
  ["a first root key", "# all\n\n# of b\n[b]\nc = 2\n", "z", "3", "# all\n\nz = 3\n\n# of b\n[b]\nc = 2\n"],
  ["a sorted section", "[s]\na = 1\n# of c\nc = 2\ne = 3\n[t]\n", "s.b", "9", "[s]\na = 1\nb = 9\n# of c\nc = 2\ne = 3\n[t]\n"],
  ["a sorted root", "b = 1\nd = 2\n", "c", "9", "b = 1\nc = 9\nd = 2\n"],
  ["a section that is not sorted", "[s]\nb = 1\na = 2 # x\n\n[t]\n", "s.c", "9", "[s]\nb = 1\na = 2 # x\nc = 9\n\n[t]\n"],
  ["tight equals signs", "[s]\nb=1\na=2\n", "s.c", "9", "[s]\nb=1\na=2\nc=9\n"],
  ["padded equals signs", "long_name  = 1\nb          = 2\n", "c", "9", "long_name  = 1\nb          = 2\nc = 9\n"],
  ["an empty section", "[s] # x\n\n[t]\na = 1\n", "s.a", "9", "[s] # x\na = 9\n\n[t]\na = 1\n"],
  ["an empty section at the very end", "[s]", "s.a", "9", "[s]\na = 9"],
  ["a dotted key", "a.b = 1 # x\na.c = 2\n", "a.c", "9", "a.b = 1 # x\na.c = 9\n"],
  ["a new dotted key", "z = 0\na.b = 1\na.d = 2\ny = 1\n", "a.c", "9", "z = 0\na.b = 1\na.c = 9\na.d = 2\ny = 1\n"],
  ["a new deep dotted key", "[s]\na.b = 1\n", "s.a.c.d", "9", "[s]\na.b = 1\na.c.d = 9\n"],
  ["an inline table", "a = { b = 1, c = 'canary-2' } # x\n", "a.c", "9", "a = { b = 1, c = 9 } # x\n"],
  ["a new key in an inline table", "a = {b=1}\n", "a.c", "9", "a = {b=1, c = 9}\n"],
  ["a new key in an empty inline table", "a = {}\n", "a.c", "9", "a = { c = 9 }\n"],
  ["a dotted key in an inline table", "a = { b.c = 1 }\n", "a.b.d", "9", "a = { b.c = 1, b.d = 9 }\n"],
  ["an array's item", "a = [\n  1, # one\n  2,\n]\n", "a[1]", "9", "a = [\n  1, # one\n  9,\n]\n"],
  ["an array's next item", "a = [\n  1, # one\n  2 # two\n]\n", "a[2]", "9", "a = [\n  1, # one\n  2, # two\n  9\n]\n"],
  ["an array's next item after a comma", "a = [\n  1,\n  2,\n]\n", "a[2]", "9", "a = [\n  1,\n  2,\n  9,\n]\n"],
  ["an array's next item in a line", "a = [1, 2]\n", "a[2]", "9", "a = [1, 2, 9]\n"],
  ["an empty array's item", "a = []\n", "a[0]", "9", "a = [9]\n"],
  ["an array of tables", "[[a]]\nb = 1\n\n[[a]]\nb = 2\n", "a[1].b", "9", "[[a]]\nb = 1\n\n[[a]]\nb = 9\n"],
  ["a new key in an array of tables", "[[a]]\nb = 1\n\n[[a]]\nb = 2\n", "a[0].c", "9", "[[a]]\nb = 1\nc = 9\n\n[[a]]\nb = 2\n"],
  ["a new table in an array of tables", "[[a]]\nb = 1\n[[a]]\n", "a[0].c.d", "9", "[[a]]\nb = 1\nc.d = 9\n[[a]]\n"],
  ["a section below an array of tables", "[[a]]\n[a.s]\nx = 1\n[[a]]\n", "a[0].s.y", "9", "[[a]]\n[a.s]\nx = 1\ny = 9\n[[a]]\n"],
  ["a section that only its parts have made", "[a.b]\nc = 1\n", "a.d", "9", "[a.b]\nc = 1\n\n[a]\nd = 9\n"],
  ["a section below a section", "[a]\nb = 1\n", "a.c.d", "9", "[a]\nb = 1\n\n[a.c]\nd = 9\n"],
  ["quoted keys", "[passwords]\n\"jane.doe\" = 'canary-3'\n", 'passwords."jane.doe"', "9", '[passwords]\n"jane.doe" = 9\n'],
  ["a new quoted key", "[p]\na = 1\n", 'p."jane.doe"', "9", '[p]\na = 1\n"jane.doe" = 9\n'],
  ["a text of many lines", 'a = """\nx\n# no comment\n""" # y\nb = 1\n', "a", "'z'", "a = 'z' # y\nb = 1\n"],
  ["a new text of many lines", "a = 'z' # y\n", "a", "'''\nx\n[no]\n'''", "a = '''\nx\n[no]\n''' # y\n"],
  ["what looks like a comment", 'a = """\n# x"""\n[b]\n', "z", "9", 'a = """\n# x"""\nz = 9\n[b]\n'],
  ["what looks like a section", "a = '''\n[b]\nc = 1\n'''\n", "b.c", "9", "a = '''\n[b]\nc = 1\n'''\n\n[b]\nc = 9\n"],
  ["names of JavaScript", "[constructor]\na = 1\n", "constructor.__proto__", "9", "[constructor]\na = 1\n__proto__ = 9\n"],
  ["other scripts", '"ключ" = 1 # 🔑\n"鍵" = 2\n', '"鍵"', '"🗝"', '"ключ" = 1 # 🔑\n"鍵" = "🗝"\n'],
];

const REMOVE: readonly (readonly [string, string, string, string])[] = [
  ["a line with its comment", "a = 1 # x\n# of b\nb = 2\n", "a", "# of b\nb = 2\n"],
  ["the last line", "a = 1\nb = 2", "b", "a = 1\n"],
  ["a text of many lines", 'a = """\nx\n"""\r\nb = 2\r\n', "a", "b = 2\r\n"],
  ["a section", "a = 1\n\n[b]\nc = 2\n# x\n\n# of d\n[d]\ne = 3\n", "b", "a = 1\n\n# of d\n[d]\ne = 3\n"],
  ["a section with those below it", "[b]\nc = 2\n[b.x]\nd = 1\n[e]\n[b.y]\nf = 1\n", "b", "[e]\n"],
  ["the only key of a section", "[b]\nc = 2\n[e]\n", "b.c", "[b]\n[e]\n"],
  ["a dotted key", "a.b = 1\na.c = 2\n", "a.b", "a.c = 2\n"],
  ["the only dotted key", "a.b = 1\nz = 2\n", "a.b", "z = 2\n"],
  ["all that dotted keys make", "a.b = 1\nz = 2\na.c = 2\n", "a", "z = 2\n"],
  ["a key of an inline table", "a = { b = 1, c = 2, d = 3 }\n", "a.c", "a = { b = 1, d = 3 }\n"],
  ["the last key of an inline table", "a = { b = 1, c = 2 }\n", "a.c", "a = { b = 1 }\n"],
  ["the first key of an inline table", "a = { b = 1, c = 2 }\n", "a.b", "a = { c = 2 }\n"],
  ["an item of a list", "a = [\n  1, # one\n  2,\n  3\n]\n", "a[1]", "a = [\n  1, # one\n  3\n]\n"],
  ["the last item of a list", "a = [1, 2]\n", "a[1]", "a = [1]\n"],
  ["the only item of a list", "a = [ 1, ]\n", "a[0]", "a = [  ]\n"],
  ["an element of an array of tables", "[[a]]\nb = 1\n[a.x]\n[[a]]\nb = 2\n", "a[0]", "[[a]]\nb = 2\n"],
];

const RENAME: readonly (readonly [string, string, string, string, string])[] = [
  ["a key", "# x\na = 1 # y\nb = 2\n", "a", "c", "# x\nc = 1 # y\nb = 2\n"],
  ["a section", "[a] # x\nb = 1\n[a.c]\nd = 1\n[[a.e]]\n[a.e.f]\n", "a", "z", "[z] # x\nb = 1\n[z.c]\nd = 1\n[[z.e]]\n[z.e.f]\n"],
  ["a section in the middle", "[a.b.c]\nx = 1\n", "a.b", "a.z", "[a.z.c]\nx = 1\n"],
  ["dotted keys", "a.b = 1\na.c = 2\n", "a", '"odd key"', '"odd key".b = 1\n"odd key".c = 2\n'],
  ["a key of an inline table", "a = { b.c = 1, b.d = 2 }\n", "a.b", "a.z", "a = { z.c = 1, z.d = 2 }\n"],
  ["a key of an element", "[[a]]\nb = 1\n[[a]]\nb = 2\n", "a[1].b", "a[1].c", "[[a]]\nb = 1\n[[a]]\nc = 2\n"],
  ["into another section", "a = 'canary-4'\n\n[b]\nc = 1\n", "a", "b.d", "\n[b]\nc = 1\nd = 'canary-4'\n"],
];

describe("setValue", () => {
  it.each(SET)("%s", (_, before, key, source, after) => {
    expect(setValue(before, path(key), source)).toBe(after);
  });

  it.each([
    ["a.b = 1", "a", "a is a section; name a key in it, such as a.name"],
    ["[a.b]", "a", "a is a section"],
    ["[[a]]\nb = 1", "a", "a is a list of sections; name a key in one of them, such as a[0].name"],
    ["[[a]]\nb = 1", "a.b", "a is a list of sections: name an item of it, such as a[0]"],
    ["[[a]]\nb = 1", "a[3].b", "a is a list of sections: it has no item of that number"],
    ["a = 'canary-5'", "a.b", "a is a value (string), so it can't contain keys"],
    ["a = [1]", "a[3]", "a is a list of 1 item: name one of them, or the next: a[1]"],
    ["a = 1", "b[0]", "there is no list b with an item 0"],
  ])("refuses where there is no place: %j, %s", (before, key, message) => {
    expect(thrown(() => setValue(before, path(key), "9")).message).toContain(message);
  });

  it.each(["1\nb = 2", "1 # x", "", "'''", "x"])("refuses a source that is more or less than a value: %j", (source) => {
    expect(() => setValue("a = 0\n", ["a"], source)).toThrow();
    expect(() => setValue("a = 0\n", ["c"], source)).toThrow();
  });
});

describe("replaceValues", () => {
  const text = "a = 'canary-6' # x\r\n[b]\r\nc = [ 'canary-7', { d = 1 } ]\r\n";

  it("replaces many in one go, by path and by range", () => {
    const [first, , item] = valuesOf(text);
    expect(valuesOf(text).map(({ path, kind, source }) => [path, kind, source])).toEqual([
      [["a"], "string", "'canary-6'"],
      [["b", "c"], "array", "[ 'canary-7', { d = 1 } ]"],
      [["b", "c", 0], "string", "'canary-7'"],
      [["b", "c", 1], "table", "{ d = 1 }"],
      [["b", "c", 1, "d"], "integer", "1"],
    ]);
    const after = replaceValues(text, [
      { path: ["b", "c", 1, "d"], source: "9" },
      { range: item?.range ?? [0, 0], source: '"two"' },
      { range: first?.range ?? [0, 0], source: '"one"' },
    ]);
    expect(after).toBe('a = "one" # x\r\n[b]\r\nc = [ "two", { d = 9 } ]\r\n');
  });

  it("refuses a value that is not there", () => {
    expect(() => replaceValues(text, [{ path: ["b", "x"], source: "1" }])).toThrow("there is no value b.x");
    expect(() => replaceValues(text, [{ range: [1, 2], source: "1" }])).toThrow("there is no value in that range");
  });
});

describe("removeKey", () => {
  it.each(REMOVE)("%s", (_, before, key, after) => {
    expect(removeKey(before, path(key))).toBe(after);
  });

  it("refuses a key that is not there", () => {
    expect(() => removeKey("a = 1\n", ["b"])).toThrow("there is no b");
  });
});

describe("renameKey", () => {
  it.each(RENAME)("%s", (_, before, key, newKey, after) => {
    expect(renameKey(before, path(key), path(newKey))).toBe(after);
  });

  it.each([
    ["a = 1", "b", "c", "there is no b"],
    ["a = 1\nb = 2", "a", "b", "b already exists"],
    ["[a]\nb = 1", "a", "c.d", "a is a section, and can't be moved"],
    ["a = 1", "a", "a.b", "a is a section, and can't be moved"],
  ])("refuses: %j, %s to %s", (before, key, newKey, message) => {
    expect(thrown(() => renameKey(before, path(key), path(newKey))).message).toContain(message);
  });
});

it("names line and column of a document that is not TOML, and nothing of it", () => {
  const { message } = thrown(() => setValue("a = 1\nb = canary-8\n", ["a"], "2", "secrets.toml"));
  expect(message).toContain("cannot parse secrets.toml, line 2");
  expect(message).not.toContain("canary");
});
