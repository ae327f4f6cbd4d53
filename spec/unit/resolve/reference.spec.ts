import { inspect } from "node:util";
import { getSecret, loadIfExists, ResolveError, toObject } from "../../../lib";
import { fakeStore, setUp } from "../../support/fake-store";
import { sandbox, thrown } from "../../support/sandbox";

/* When a reference is resolved, and with how many calls. The resolvers are functions of the spec that count their calls. */

describe("a reference", () => {
  it("is resolved when its key is read, once", () => {
    const { secrets, op } = setUp();
    expect(secrets.plain).toBe("canary-plain");
    expect(op.calls).toEqual([]);
    expect(secrets.token).toBe("canary-of-op://v/i/token");
    expect(secrets.token).toBe(secrets.token);
    expect(op.calls).toEqual([["op://v/i/token"]]);
  });

  it("is a string where nobody has registered its scheme", () => {
    expect(setUp().secrets.url).toBe("postgres://localhost/app");
  });

  it.each(['a = "op\\u003a//v/i/x"', 'a = """op:\\\n//v/i/x"""', 'a = """op:\\\r\n//v/i/x"""', 'a = """op:\\ \t\n  //v/i/x"""'])(
    "is found where an escape hides its form: %j",
    (toml) => {
      const { secrets } = setUp(toml, { resolve: undefined });
      expect(thrown(() => secrets.a)).toBeInstanceOf(ResolveError);
      expect(setUp(toml).secrets.a).toBe("canary-of-op://v/i/x");
    },
  );

  it("is asked for once under two keys", () => {
    const { secrets, op } = setUp();
    expect(secrets.db.password).toBe(secrets.db.again);
    expect(op.calls).toHaveLength(1);
  });

  it("is not resolved by looking", () => {
    const { secrets, op } = setUp();
    expect("token" in secrets).toBe(true);
    expect(Object.keys(secrets.db)).toEqual(["user", "password", "again", "other", "replica"]);
    expect(Object.hasOwn(secrets.db, "password")).toBe(true);
    expect(Object.getOwnPropertyDescriptor(secrets, "hosts")?.enumerable).toBe(true);
    expect(JSON.stringify(secrets)).not.toContain("op://");
    expect(`${inspect(secrets, { depth: 9 })}${inspect(secrets, { showProxy: true, customInspect: false })}`).not.toContain(
      "op://",
    );
    for (const key in secrets.db) if (key === "user") expect(secrets.db[key]).toBe("app");
    expect(loadIfExists(secrets)).toBe(true);
    expect(op.calls).toEqual([]);
  });

  it.each(["user", "again", "replica"])("is not resolved after Object.keys when %s is read", (key) => {
    const { secrets, op, mine } = setUp();
    for (const name of Object.keys(secrets.db)) expect(name).toBeTruthy();
    void secrets.db[key];
    expect(op.calls.flat()).toEqual(key === "again" ? ["op://v/db/password"] : []);
    expect(mine.calls).toEqual([]);
  });

  it("is resolved in one call a scheme by a spread, without the sections in it", () => {
    const { secrets, op, mine } = setUp();
    expect({ ...secrets.db }).toMatchObject({
      user: "app",
      password: "canary-of-op://v/db/password",
      other: "canary-of-mine://x",
    });
    expect([op.calls, mine.calls]).toEqual([[["op://v/db/password"]], [["mine://x"]]]);
    const root = setUp();
    void { ...root.secrets };
    expect(root.op.calls).toEqual([["op://v/i/token", "op://v/h/0", "op://v/h/1"]]);
  });

  it.each([
    ["Object.assign", (view: object) => Object.assign({}, view)],
    ["Object.entries", (view: object) => Object.fromEntries(Object.entries(view))],
    ["rest", ({ ...rest }: object) => rest],
  ])("is resolved in one call by %s", (_name, copy) => {
    const { secrets, op } = setUp('a = "x"\nb = "op://b"\nc = 1\nd = ["op://d"]\ne = "op://e"');
    expect(copy(secrets)).toEqual({ a: "x", b: "canary-of-op://b", c: 1, d: ["canary-of-op://d"], e: "canary-of-op://e" });
    expect(op.calls).toEqual([["op://b", "op://d", "op://e"]]);
  });

  it("is resolved in one call by toObject, at every depth", () => {
    const { secrets, op } = setUp();
    expect(toObject(secrets)).toMatchObject({ hosts: ["canary-of-op://v/h/0", "canary-of-op://v/h/1"], db: { replica: {} } });
    expect(op.calls).toHaveLength(1);
    expect(op.calls[0]).toHaveLength(7);
    const list = setUp();
    expect(toObject(list.secrets.servers)).toEqual([{ key: "canary-of-op://v/s/0" }, { key: "canary-of-op://v/s/1" }]);
    expect(list.op.calls).toEqual([["op://v/s/0", "op://v/s/1"]]);
  });

  it("works in lists and in sections of lists", () => {
    const { secrets, op } = setUp();
    expect(secrets.hosts[1]).toBe("canary-of-op://v/h/1");
    expect(secrets.hosts).toBe(secrets.hosts);
    expect(op.calls).toEqual([["op://v/h/0", "op://v/h/1"]]);
    expect(secrets.servers[1].key).toBe("canary-of-op://v/s/1");
    expect(op.calls[1]).toEqual(["op://v/s/1"]);
    expect(getSecret(secrets, "db.password")).toBe("canary-of-op://v/db/password");
    expect(getSecret(secrets, "db.absent", "f")).toBe("f");
  });

  it("picks a part of a JSON answer, and calls once for several parts", () => {
    const { resolver, calls } = fakeStore({
      "s://a?x=1": JSON.stringify({ "a/b": "canary-slash", "c~": [5, { d: "canary-d" }], n: 1 }),
    });
    const { secrets } = setUp(
      'a = "ref+s://a?x=1#/a~1b"\nb = "s://a?x=1#/c~0/1/d"\nc = "s://a?x=1#/c~0/0"\nd = "s://a?x=1#/no"',
      {
        resolve: { s: resolver },
      },
    );
    expect([secrets.a, secrets.b, secrets.c]).toEqual(["canary-slash", "canary-d", "5"]);
    expect(calls).toEqual([["s://a?x=1"]]);
    expect(thrown(() => secrets.d)).toMatchObject({ code: "ERR_SECRETS_RESOLVE", path: ["d"], scheme: "s" });
  });

  it("parses a JSON answer once, whatever the number of its parts", () => {
    const keys = Array.from({ length: 30 }, (_one, index) => `k${index}`);
    const { resolver } = fakeStore({ "s://a": JSON.stringify(Object.fromEntries(keys.map((key) => [key, `canary-${key}`]))) });
    const { secrets } = setUp(keys.map((key) => `${key} = "s://a#/${key}"`).join("\n"), { resolve: { s: resolver } });
    expect(Object.keys(secrets)).toEqual(keys); // the document is read, by JSON.parse for its strings
    const parse = jest.spyOn(JSON, "parse");
    expect(Object.values({ ...secrets })).toEqual(keys.map((key) => `canary-${key}`));
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });

  it("comes from any source: a folder, a variable, SECRETS_TOML", () => {
    const box = sandbox();
    box.write("run/a", "op://a\n");
    box.env.SECRETS_TOML = 'b = "op:\\u002f/b"';
    box.env.SECRETS__C__D = "op://d";
    const { resolver } = fakeStore();
    const secrets = box.secrets({ files: `${box.root}/run`, resolve: { op: resolver } });
    expect([secrets.a, secrets.b, secrets.c.d]).toEqual(["canary-of-op://a", "canary-of-op://b", "canary-of-op://d"]);
    expect(thrown(() => box.secrets({ files: `${box.root}/run` }).a)).toBeInstanceOf(ResolveError);
  });
});
