import { inspect } from "node:util";
import { createSecrets, toObject } from "../../../lib";
import { load } from "../../../lib/load/load";
import { originFinder } from "../../../lib/load/origin";
import { sandbox, thrown } from "../../support/sandbox";

describe("the option values", () => {
  it("is a source above the files and below the environment, exported like the others", () => {
    const box = sandbox();
    box.writeProject('a = "canary-file"\nb = "canary-file"\nc = "canary-file"\n');
    box.env.SECRETS_TOML = 'c = "canary-variable"';
    const values = { b: "canary-value", c: "canary-value", db: { port: 5432 }, n: 7 };
    const secrets = box.secrets({ values });
    expect(toObject(secrets)).toEqual({
      a: "canary-file",
      b: "canary-value",
      c: "canary-variable",
      db: { port: 5432 },
      n: 7,
    });
    expect(box.env).toMatchObject({ a: "canary-file", b: "canary-value", c: "canary-variable", n: "7" });
  });

  it("is copied deep: what the program changes later changes nothing", () => {
    const list = ["canary-1"];
    const values = { list, when: new Date(0), bytes: new Uint8Array([1]), skipped: undefined };
    const secrets = createSecrets({ values, files: [], env: {} });
    list.push("canary-2");
    values.when.setTime(1);
    values.bytes[0] = 2;
    expect(toObject(secrets)).toEqual({ list: ["canary-1"], when: new Date(0), bytes: new Uint8Array([1]) });
    expect(() => {
      (secrets as { list: unknown }).list = 1;
    }).toThrow("read-only");
  });

  it("reads a getter once", () => {
    let reads = 0;
    const values = {
      get token() {
        return `canary-${++reads}`;
      },
    };
    const secrets = createSecrets({ values, files: [], env: {} });
    expect([secrets.token, secrets.token, reads]).toEqual(["canary-1", "canary-1", 1]);
  });

  it("takes another instance's view, and names such as __proto__", () => {
    const inner = createSecrets({ values: JSON.parse('{"__proto__": {"x": "canary"}, "db": {"y": 1}}'), files: [], env: {} });
    const outer = createSecrets({ values: { all: inner, db: inner.db }, files: [], env: {} });
    expect(Object.keys(outer.all)).toEqual(["__proto__", "db"]);
    expect(outer.db.y).toBe(1);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  const circle: Record<string, unknown> = {};
  circle.again = circle;
  it.each<[string, object, string]>([
    ["a function", { db: { connect: () => "canary" } }, "db.connect: it is a function"],
    ["a symbol", { a: Symbol("canary") }, "a: it is a symbol"],
    ["null", { a: [null] }, "a[0]: it is null"],
    ["a Map", { a: new Map([["canary", 1]]) }, "a: it is an instance of a class"],
    ["a class instance at the root", new URL("https://canary.example"), "instance of a class"],
    ["a hole in a list", { a: [1, undefined] }, "a[1]: it is undefined"],
    ["a circle", circle, "again: it contains itself"],
    ["an invalid date", { a: new Date("canary") }, "a: it is an invalid date"],
    [
      "a getter that throws",
      Object.defineProperty({}, "a", {
        enumerable: true,
        get() {
          throw new Error("canary");
        },
      }),
      "a: its getter throws",
    ],
  ])("refuses %s, with the key and without the value", (_what, values, words) => {
    const error = thrown(() => createSecrets({ values }));
    expect(error).toMatchObject({ code: "ERR_SECRETS_SOURCE", message: expect.stringContaining(words) });
    expect(inspect(error, { showHidden: true })).not.toContain("canary");
  });

  it("must be an object", () => {
    expect(() => createSecrets({ values: "canary" as unknown as object })).toThrow("the option values must be a plain object");
  });

  it("is named as the origin, and in the list of places", () => {
    const edges = {
      cwd: () => "/nowhere",
      home: () => "/nowhere",
      env: {},
      files: [],
      envPrefix: false,
      parse: undefined,
    } as const;
    const loaded = load({ ...edges, values: { a: 1 } });
    expect(originFinder(loaded)(["a"])).toMatchObject({ where: "values option", kind: "values" });
    const secrets = createSecrets({ values: { a: 1 }, files: [], env: {} });
    expect(thrown(() => secrets.nothing).message).toContain("found      values option\n");
  });
});
