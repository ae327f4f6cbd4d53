import { suggest } from "../../../lib/core/suggest";

const KEYS = [
  "db_username",
  "db_password",
  "db_host",
  "db_port",
  "api_key",
  "api_secret",
  "openai_api_key",
  "aws_access_key_id",
  "aws_secret_access_key",
  "stripe_token",
  "smtp_server",
  "sender_email",
  "redis_url",
  "jwt_secret",
  "github_token",
];
const table = Object.fromEntries(KEYS.map((key) => [key, "canary"]));

/** Every text that is one slip away: a letter lost, doubled, wrong, or two in the wrong order. */
function typosOf(key: string): string[] {
  return [...key].flatMap((letter, at) => [
    key.slice(0, at) + key.slice(at + 1),
    key.slice(0, at) + letter + key.slice(at),
    `${key.slice(0, at)}x${key.slice(at + 1)}`,
    key.slice(0, at) + (key[at + 1] ?? "") + letter + key.slice(at + 2),
  ]);
}

describe("suggest", () => {
  it("finds the key that was meant for at least 95 % of one-slip typos", () => {
    const typos = KEYS.flatMap((key) => typosOf(key).map((typo) => ({ key, typo }))).filter(({ key, typo }) => typo !== key);
    const right = typos.filter(({ key, typo }) => suggest(typo, table)?.[0] === key);
    expect(typos.length).toBeGreaterThan(500);
    expect(right.length / typos.length).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    ["dbUsername", "db_username"],
    ["DB_USERNAME", "db_username"],
    ["db-username", "db_username"],
    ["apikey", "api_key"],
  ])("knows %s in another spelling", (typo, key) => expect(suggest(typo, table)).toEqual([key]));

  it.each(["port", "x", "", "url", "something_else", "password"])("makes nothing up for %j", (wanted) =>
    expect(suggest(wanted, table)).toBeUndefined(),
  );

  it("knows a key that stands in a section", () => {
    expect(suggest("username", { db: { username: "canary" }, other: 1 })).toEqual(["db", "username"]);
  });

  it("takes no other letter for a typo of one letter or of none", () => {
    expect(suggest("a", { b: 1 })).toBeUndefined();
    expect(suggest("", { b: 1 })).toBeUndefined();
    expect(suggest("A", { a: 1 })).toEqual(["a"]);
  });

  it("takes two short words for two words", () => {
    expect(suggest("x", { c: 1 })).toBeUndefined();
    expect(suggest("db", { db1: 1 })).toEqual(["db1"]);
    expect(suggest("host", { port: 1 })).toBeUndefined();
    expect(suggest("prot", { port: 1 })).toEqual(["port"]);
  });
});
