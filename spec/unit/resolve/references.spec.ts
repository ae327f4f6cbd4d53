import { inspect } from "node:util";
import {
  createSecrets,
  getSecret,
  loadIfExists,
  ResolveError,
  type Resolver,
  redact,
  resolveSecrets,
  toObject,
} from "../../../lib";
import { withSecrets } from "../../../lib/testing";
import { sandbox, thrown } from "../../support/sandbox";

/* References in the views of an instance. The resolvers are functions of the spec that count their calls. */

/** Answers every text with `canary-of-<text>`, and keeps the lists that it was called with. */
function fakeStore(answers: Record<string, string> = {}) {
  const calls: string[][] = [];
  const resolver: Resolver = (references) => {
    calls.push([...references]);
    return new Map(references.map((reference) => [reference, answers[reference] ?? `canary-of-${reference}`]));
  };
  return { calls, resolver };
}

const TOML = `
token = "op://v/i/token"
plain = "canary-plain"
url = "postgres://localhost/app"
hosts = ["op://v/h/0", "op://v/h/1"]
[db]
user = "app"
password = "op://v/db/password"
again = "op://v/db/password"
other = "mine://x"
[[servers]]
key = "op://v/s/0"
[[servers]]
key = "op://v/s/1"
[db.replica]
password = "op://v/replica/password"
`;

function setUp(toml = TOML, options: object = {}) {
  const box = sandbox();
  box.writeProject(toml);
  const op = fakeStore();
  const mine = fakeStore();
  const secrets = box.secrets({ resolve: { op: op.resolver, mine: mine.resolver }, ...options });
  return { box, op, mine, secrets };
}

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

describe("without a resolver", () => {
  it.each(["op://a/b", "ref+anything://x", "OP://a/b", "vault://a#/b", "awssecrets://x", "pass://a", "bw://x\ny"])(
    "%j throws when it is read",
    (text) => {
      const box = sandbox();
      box.writeProject(`a = ${JSON.stringify(text)}\nb = "canary-b"`);
      const secrets = box.secrets();
      expect(secrets.b).toBe("canary-b");
      const error = thrown<ResolveError>(() => secrets.a);
      expect(error).toMatchObject({ code: "ERR_SECRETS_RESOLVE", name: "ResolveError", path: ["a"] });
      expect(error.message).toContain("no resolver");
      expect(box.env.a).toBeUndefined();
      expect(box.warnings).toEqual([]);
      expect(box.secrets({ resolve: false }).a).toBe(text);
      box.env.SECRETS_RESOLVE = "false";
      expect(box.secrets().a).toBe(text);
    },
  );

  it("names that are not known are an error", () => {
    const box = sandbox();
    box.writeProject('a = "op://x"');
    box.env.SECRETS_RESOLVE = "op,onepassword";
    expect(thrown(() => box.secrets().a)).toMatchObject({ code: "ERR_SECRETS_SOURCE" });
  });
});

describe("a failure", () => {
  it("names the key, quotes nothing, and is not remembered", () => {
    let locked = true;
    const resolver: Resolver = (references) => {
      if (locked) throw Object.assign(new Error("canary-in-the-error"), { code: "canary-code", secret: "canary-prop" });
      return new Map(references.map((one) => [one, "canary-now"]));
    };
    const { secrets } = setUp('[db]\npassword = "op://x"', { resolve: { op: resolver } });
    const error = thrown<ResolveError>(() => secrets.db.password);
    expect(error).toBeInstanceOf(ResolveError);
    expect(error).toMatchObject({ path: ["db", "password"], scheme: "op" });
    expect(`${inspect(error, { showHidden: true, depth: 9 })}${error.stack}`).not.toContain("canary");
    locked = false;
    expect(secrets.db.password).toBe("canary-now");
  });

  it.each([
    ["lacks a reference", () => new Map(), "no such secret"],
    ["returns no Map", () => ({ get: 1 }), "Map"],
    ["returns nothing", () => undefined, "Map"],
    ["returns a number", (all: string[]) => new Map(all.map((one) => [one, 5])), "not text"],
    ["throws nothing", () => Promise.reject(undefined), "asynchronous"],
  ])("of a resolver that %s breaks its own key", (_name, resolver, reason) => {
    const { secrets } = setUp('a = "op://x"\nb = "canary-b"', { resolve: { op: resolver } });
    expect(thrown<ResolveError>(() => secrets.a).reason).toContain(reason);
    expect(secrets.b).toBe("canary-b");
  });

  it("of one of a batch leaves the others", async () => {
    const resolver: Resolver = (references) =>
      new Map(references.filter((one) => one !== "op://b").map((one) => [one, `canary-${one}`]));
    const { secrets } = setUp('a = "op://a"\nb = "op://b"\nc = "op://c"', { resolve: { op: resolver } });
    await expect(resolveSecrets(secrets)).rejects.toMatchObject({ code: "ERR_SECRETS_RESOLVE", path: ["b"] });
    expect([secrets.a, secrets.c]).toEqual(["canary-op://a", "canary-op://c"]);
    expect(() => ({ ...secrets })).toThrow(ResolveError);
  });

  it("of a resolver that reads its own key is no endless loop, and other keys may be read", () => {
    const box = sandbox();
    box.writeProject('a = "op://a"\ntoken = "canary-token"\nb = "mine://b"');
    const secrets: Record<string, string> = box.secrets({
      resolve: {
        op: (all) => new Map(all.map((one) => [one, secrets.a as string])),
        mine: (all) => new Map(all.map((one) => [one, `${secrets.token}-b`])),
      },
    });
    expect(thrown<ResolveError>(() => secrets.a).reason).toContain("reads the same key");
    expect(secrets.b).toBe("canary-token-b");
  });
});

describe("an asynchronous resolver", () => {
  const later = (calls: string[][], ms = 5): Resolver => {
    return async (references) => {
      calls.push([...references]);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return new Map(references.map((one) => [one, `canary-${one}`]));
    };
  };

  it("needs resolveSecrets before a read, and the error says so", async () => {
    const calls: string[][] = [];
    const { secrets } = setUp(TOML, { resolve: { op: later(calls), mine: later(calls) } });
    expect(thrown(() => secrets.token).message).toContain("await resolveSecrets()");
    await resolveSecrets(secrets);
    expect(secrets.db.password).toBe("canary-op://v/db/password");
    expect(calls.filter((call) => call.length > 1 && call[0]?.startsWith("op"))).toHaveLength(1);
  });

  it("is called once by two at the same time, and schemes are called side by side", async () => {
    const calls: string[][] = [];
    const { secrets } = setUp(TOML, { resolve: { op: later(calls, 100), mine: later(calls, 100) } });
    const start = performance.now();
    await Promise.all([resolveSecrets(secrets), resolveSecrets(secrets), resolveSecrets(secrets.db)]);
    expect(calls.map((call) => call.length)).toEqual([7, 1]);
    expect(performance.now() - start).toBeLessThan(5000);
    await resolveSecrets(secrets);
    expect(calls).toHaveLength(2);
  });

  it("resolves only what is in a section", async () => {
    const calls: string[][] = [];
    const { secrets } = setUp(TOML, { resolve: { op: later(calls), mine: later(calls) } });
    await resolveSecrets(secrets.db.replica);
    expect(calls).toEqual([["op://v/replica/password"]]);
  });

  it("that never answers is an error in time, and a later call may succeed", async () => {
    let answers = false;
    const resolver: Resolver = (all) =>
      answers ? Promise.resolve(new Map(all.map((one) => [one, "canary-late"]))) : new Promise(() => {});
    const { secrets } = setUp('a = "op://a"', { resolve: { op: resolver } });
    await expect(resolveSecrets(secrets, { timeoutMs: 50 })).rejects.toMatchObject({ reason: expect.stringContaining("longer") });
    answers = true;
    await resolveSecrets(secrets);
    expect(secrets.a).toBe("canary-late");
  });

  it("that fails quotes nothing", async () => {
    const resolver: Resolver = () => Promise.reject(new Error("canary-in-the-error"));
    const { secrets } = setUp('a = "op://a"', { resolve: { op: resolver } });
    const error = await resolveSecrets(secrets).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ResolveError);
    expect(inspect(error, { showHidden: true })).not.toContain("canary");
  });
});

describe("beside the other functions", () => {
  it("a schema sees the values, in one call", () => {
    const { z } = require("zod") as typeof import("zod");
    const schema = z.object({ token: z.string().startsWith("canary-of"), db: z.looseObject({ password: z.string() }) });
    const { secrets, op, box } = setUp(TOML, { schema });
    expect((secrets as { token: string }).token).toBe("canary-of-op://v/i/token");
    expect(op.calls).toHaveLength(1);
    expect(redact("x canary-of-op://v/i/token y", secrets)).toBe("x [redacted] y");
    expect(box.env.token).toBe("canary-of-op://v/i/token");
  });

  it("a schema that quotes a value in its message does not leak it", () => {
    const { z } = require("zod") as typeof import("zod");
    const schema = z.object({ token: z.string().refine(() => false, { error: ({ input }) => `bad: ${input}` }) });
    const { secrets } = setUp(TOML, { schema });
    const error = thrown<Error>(() => (secrets as { token: string }).token);
    expect(error).toMatchObject({ code: "ERR_SECRETS_VALIDATION" });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
  });

  it("a schema with an asynchronous resolver needs resolveSecrets first", async () => {
    const { z } = require("zod") as typeof import("zod");
    const resolver: Resolver = async (all) => new Map(all.map((one) => [one, "canary-x"]));
    const { secrets } = setUp('a = "op://a"', { schema: z.object({ a: z.literal("canary-x") }), resolve: { op: resolver } });
    expect(thrown(() => secrets.a).message).toContain("await resolveSecrets()");
    await resolveSecrets(secrets);
    expect(secrets.a).toBe("canary-x");
  });

  it("redact knows a value from the moment it is resolved", () => {
    const { secrets, op } = setUp();
    expect(secrets.plain).toBe("canary-plain");
    expect(redact("canary-of-op://v/i/token", secrets)).toBe("canary-of-op://v/i/token");
    expect(op.calls).toEqual([]);
    void secrets.token;
    expect(redact("a canary-of-op://v/i/token b canary-plain", secrets)).toBe("a [redacted] b [redacted]");
  });

  it("the lazy load exports no reference, a list of names does", () => {
    const { secrets, box, op } = setUp();
    void secrets.token;
    expect(Object.keys(box.env)).toEqual(["plain", "url"]);
    const listed = setUp(TOML, { exportEnv: ["token", "plain"] });
    void listed.secrets.plain;
    expect(listed.box.env).toEqual({ token: "canary-of-op://v/i/token", plain: "canary-plain" });
    expect(op.calls).toEqual([["op://v/i/token"]]);
  });

  it("a test may override a reference without any call", () => {
    const { secrets, op } = setUp();
    withSecrets({ token: "canary-fake" }, () => expect(secrets.token).toBe("canary-fake"), { view: secrets });
    expect(op.calls).toEqual([]);
  });

  it("two instances have their own answers", () => {
    const { op, box } = setUp();
    const [a, b] = [0, 1].map(() => box.secrets({ resolve: { op: op.resolver } }));
    expect(a?.token).toBe(b?.token);
    expect(op.calls).toHaveLength(2);
  });

  it("the option takes functions by scheme", () => {
    for (const resolve of [true, { op: "op" }, { "Op!": () => new Map() }, []]) {
      expect(() => createSecrets({ resolve: resolve as never })).toThrow(TypeError);
    }
  });
});
