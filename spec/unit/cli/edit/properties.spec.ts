import { removeKey, renameKey, setValue, valuesOf } from "../../../../lib/cli/edit/edit";
import { tomlString } from "../../../../lib/cli/edit/literal";
import type { KeyPath } from "../../../../lib/core/key-path";
import { isFull } from "../../../support/full";
import { below, type Random, seeded } from "../../../support/random";
import { requireEsm } from "../../../support/require-esm";
import { randomDocument } from "../../../support/toml-documents";

/*
 * For generated documents and edits: another parser (smol-toml) reads the new text as the old table with that one change. A failure
 * names its seed.
 */

const CASES = isFull ? 10_000 : 200;
type Table = Record<string, unknown>;
const smol = requireEsm("smol-toml") as { parse(text: string): Table };

/** Plain data with text for what is no JSON, so that two tables can be compared, and copied. */
function plain(text: string): Table {
  const mark = (value: unknown): unknown => {
    if (value instanceof Date) return `date ${value.toISOString()}`;
    if (typeof value === "number") return `number ${Object.is(value, -0) ? "-0" : value}`;
    if (Array.isArray(value)) return value.map(mark);
    if (typeof value !== "object" || value === null) return value;
    return Object.assign(
      Object.create(null),
      Object.fromEntries(Object.entries(value).map(([key, item]) => [`.${key}`, mark(item)])),
    );
  };
  return mark(smol.parse(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"))) as Table;
}

const stepOf = (step: string | number) => (typeof step === "number" ? step : `.${step}`);

function holderOf(table: Table, path: KeyPath): Table {
  let holder: unknown = table;
  for (const step of path.slice(0, -1)) {
    const key = stepOf(step);
    (holder as Table)[key] ??= Object.create(null);
    holder = (holder as Table)[key];
  }
  return holder as Table;
}

function atPath(table: Table, path: KeyPath): unknown {
  return path.reduce<unknown>((value, step) => (value as Table | undefined)?.[stepOf(step)], table);
}

/** Every path of a table: sections, values, items. */
function pathsOf(value: unknown, above: KeyPath = []): KeyPath[] {
  const own = above.length === 0 ? [] : [above];
  if (Array.isArray(value)) return [...own, ...value.flatMap((item, index) => pathsOf(item, [...above, index]))];
  if (typeof value !== "object" || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...above, key.slice(1)]))];
}

const isTable = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

function randomText(random: Random): string {
  const parts = ["canary-9", "'", '"', "'''", '"""', "\n", "\\", "#", "$", "é", "🔑", " ", "\t", "\r", "\u0001", "=", "[x]"];
  return Array.from({ length: below(random, 7) }, () => parts[below(random, parts.length)]).join("");
}

describe.each([
  ["a value is replaced", replaceOne],
  ["a key is added", addOne],
  ["a key is removed", removeOne],
  ["a key is renamed", renameOne],
])("for generated documents", (title, act) => {
  it(`${title}: ${CASES / 4} times`, () => {
    let done = 0;
    for (let seed = 1; done < CASES / 4; seed++) {
      const random = seeded(seed * 7919 + title.length);
      const before = randomDocument(random);
      try {
        if (act(before, random)) done++;
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}\n${JSON.stringify(before)}`);
      }
    }
  });
});

function replaceOne(before: string, random: Random): boolean {
  const values = valuesOf(before);
  if (values.length === 0) return false;
  const { path, range } = values[below(random, values.length)] as (typeof values)[number];
  const text = randomText(random);
  const after = setValue(before, path, tomlString(text));
  const expected = plain(before);
  holderOf(expected, path)[stepOf(path.at(-1) as string | number) as string] = text;
  expect(plain(after)).toEqual(expected);
  expect(after).toBe(before.slice(0, range[0]) + tomlString(text) + before.slice(range[1]));
  return true;
}

function addOne(before: string, random: Random): boolean {
  const table = plain(before);
  const holders = [[], ...pathsOf(table).filter((path) => isTable(atPath(table, path)))];
  const holder = holders[below(random, holders.length)] as KeyPath;
  const path = [...holder, ...["new key", "deep", "er"].slice(0, 1 + below(random, 3))];
  const text = randomText(random);
  const after = setValue(before, path, tomlString(text));
  holderOf(table, path)[`.${path.at(-1)}`] = text;
  expect(plain(after)).toEqual(table);
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const rest = before.slice(same);
  const isInEmptyTable = /^\s*\}/.test(rest);
  expect(isInEmptyTable || after.endsWith(rest)).toBe(true);
  return true;
}

function removeOne(before: string, random: Random): boolean {
  const table = plain(before);
  const paths = pathsOf(table);
  if (paths.length === 0) return false;
  const path = paths[below(random, paths.length)] as KeyPath;
  const after = plain(removeKey(before, path));
  const holder = holderOf(table, path);
  if (Array.isArray(holder)) holder.splice(path.at(-1) as number, 1);
  else delete holder[stepOf(path.at(-1) as string) as string];
  // A section that only this key has made is gone with it, and so is a list of sections.
  for (let above = path.slice(0, -1); above.length > 0 && atPath(after, above) === undefined; above = above.slice(0, -1)) {
    expect(Object.keys(atPath(table, above) as object)).toEqual([]);
    delete holderOf(table, above)[stepOf(above.at(-1) as string) as string];
  }
  expect(after).toEqual(table);
  return true;
}

function renameOne(before: string, random: Random): boolean {
  const table = plain(before);
  const paths = pathsOf(table).filter((path) => typeof path.at(-1) === "string");
  if (paths.length === 0) return false;
  const path = paths[below(random, paths.length)] as KeyPath;
  const after = plain(renameKey(before, path, [...path.slice(0, -1), "new key"]));
  const holder = holderOf(table, path);
  holder[".new key"] = holder[`.${path.at(-1)}`];
  delete holder[`.${path.at(-1)}`];
  expect(after).toEqual(table);
  return true;
}
