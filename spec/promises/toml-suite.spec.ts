import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ParseError, SourceError } from "../../lib";
import { readText } from "../../lib/sources/file";
import { decodeToml } from "../../lib/toml/decode";
import { sandbox, thrown } from "../support/sandbox";

/*
 * The official TOML 1.0.0 suite (toml-test). It is not part of this repository: where it is absent, these are skipped.
 */

interface SuiteCase {
  readonly name: string;
  readonly toml?: string;
  readonly tomlBase64?: string;
  readonly expected?: unknown;
}

const file = resolve(__dirname, "../../../shared/conformance/toml-test-1.0.0.json");
const suite: SuiteCase[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
if (suite.length === 0) console.info(`The official TOML suite is not at ${file}: its specs are skipped.`);

/** Cases in which this library differs on purpose. One that begins to agree fails. */
const ON_PURPOSE: Record<string, string> = {
  "valid/datetime/edge": "the parser's local dates print a year before 1000 without its zeros; the dates themselves are right",
};

const decode = ({ toml, tomlBase64 }: SuiteCase) => {
  const path = sandbox().write("suite.toml", tomlBase64 === undefined ? (toml ?? "") : Buffer.from(tomlBase64, "base64"));
  return decodeToml(readText(path) as string, "suite");
};

const of = (kind: "valid" | "invalid") => {
  const cases = suite.filter(({ name }) => name.startsWith(`${kind}/`));
  return cases.map((given) => [given.name, given] as const);
};
const describeSuite = suite.length === 0 ? describe.skip : describe;

describeSuite("the official TOML suite", () => {
  const cases = (kind: "valid" | "invalid") => (suite.length === 0 ? ([["absent", { name: "absent" }]] as const) : of(kind));

  it.each(cases("valid"))("%s is read, and rightly", (name, given) => {
    const agrees = () => expect(tagged(decode(given))).toEqual(normal(given.expected));
    if (name in ON_PURPOSE) expect(agrees).toThrow();
    else agrees();
  });

  it.each(cases("invalid"))("%s is refused", (_name, given) => {
    const error = thrown(() => decode(given));
    expect(error instanceof ParseError || error instanceof SourceError).toBe(true);
  });
});

/** What was read, in the words of the suite: `{ type, value }` for each value. */
function tagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tagged);
  if (value instanceof Date) return { type: "datetime", value: instant(value.toISOString()) };
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, tagged(below)]));
  if (typeof value === "bigint") return { type: "number", value: String(value) };
  if (typeof value === "number") return { type: "number", value: Object.is(value, -0) ? "0" : String(value) };
  return { type: typeof value === "boolean" ? "bool" : "string", value: String(value) };
}

/** The suite's own words, with the kinds made one that JavaScript does not tell apart. */
function normal(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.map(normal);
  const { type, value } = expected as { type?: unknown; value?: unknown };
  if (typeof type !== "string" || typeof value !== "string") {
    return Object.fromEntries(Object.entries(expected as object).map(([key, below]) => [key, normal(below)]));
  }
  if (type === "integer") return { type: "number", value: String(BigInt(value)) };
  if (type === "float") return { type: "number", value: floatText(value) };
  if (type.startsWith("date") || type.startsWith("time")) return { type: "datetime", value: instant(value) };
  return { type, value };
}

function floatText(text: string): string {
  const value =
    { inf: Infinity, "+inf": Infinity, "-inf": -Infinity, nan: Number.NaN, "+nan": Number.NaN, "-nan": Number.NaN }[text] ??
    Number(text);
  return Object.is(value, -0) ? "0" : String(value);
}

/** Dates to the millisecond, in UTC where they have an offset. */
function instant(text: string): string {
  const value = text.replace(" ", "T").toUpperCase();
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value)) return new Date(value).toISOString();
  const time = /^(.*\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(value);
  return time === null ? value : `${time[1]}.${(time[2] ?? "").padEnd(3, "0").slice(0, 3)}`;
}
