import { inspect } from "node:util";
import * as v from "valibot";
import { z } from "zod";
import { createSecrets, getSecret, KeyError, toObject, ValidationError } from "../../../lib";
import { requireEsm } from "../../support/require-esm";
import { sandbox, thrown } from "../../support/sandbox";

const { type } = requireEsm("arktype") as typeof import("arktype", { with: { "resolution-mode": "import" }});

const GOOD = 'token = "canary-7d2fk9"\nport = "5432"\n[db]\nuser = "canary-q8wz31"\n';

/** The same demands in the words of three libraries. */
const schemas = {
  zod: z.object({
    token: z.string().min(5),
    port: z.coerce.number().default(1),
    retries: z.number().default(3),
    note: z.string().optional(),
    db: z.object({ user: z.string(), role: z.enum(["reader", "writer"]).optional() }),
  }),
  valibot: v.object({
    token: v.pipe(v.string(), v.minLength(5)),
    port: v.optional(v.pipe(v.string(), v.transform(Number)), "1"),
    retries: v.optional(v.number(), 3),
    note: v.optional(v.string()),
    db: v.object({ user: v.string(), role: v.optional(v.picklist(["reader", "writer"])) }),
  }),
  arktype: type({
    token: "string >= 5",
    port: "string.integer.parse = '1'",
    retries: "number = 3",
    "note?": "string",
    db: { user: "string", "role?": "'reader' | 'writer'" },
  }),
};

describe.each(Object.keys(schemas) as (keyof typeof schemas)[])("a schema of %s", (vendor) => {
  const schema = schemas[vendor] as unknown as typeof schemas.zod;

  it("gives coerced values and defaults, and they are what is exported", () => {
    const box = sandbox();
    box.writeProject(GOOD);
    const secrets = createSecrets({ cwd: box.project, home: box.home, env: box.env, schema });
    const port: number = secrets.port;
    expect(port).toBe(5432);
    expect(secrets.retries).toBe(3);
    expect(secrets.db.user).toBe("canary-q8wz31");
    expect(box.env).toEqual({ token: "canary-7d2fk9", port: "5432", retries: "3" });
  });

  it("lets an optional key be absent, at any depth, and no other one", () => {
    const box = sandbox();
    box.writeProject(GOOD);
    const secrets = createSecrets({ cwd: box.project, home: box.home, env: box.env, schema });
    expect(secrets.note).toBeUndefined();
    expect(secrets.db.role).toBeUndefined();
    expect(getSecret(secrets, "db.role")).toBeUndefined();
    expect(getSecret(secrets, "db.role", "reader")).toBe("reader");
    expect("note" in secrets).toBe(false);
    const untyped = secrets as unknown as Record<string, Record<string, unknown>>;
    expect(thrown(() => untyped.nope)).toBeInstanceOf(KeyError);
    expect(thrown(() => untyped.db?.nope)).toBeInstanceOf(KeyError);
  });

  it("says every problem at once, with its path, and quotes no value", () => {
    const box = sandbox();
    box.writeProject(
      'token = 987651234\nport = "1"\nretries = "canary-x4kq7p"\n[db]\nusr = "canary-m2n8vb"\nrole = "canary-j5t9rz"\n',
    );
    const secrets = createSecrets({ cwd: box.project, home: box.home, env: box.env, schema });
    const error = thrown<ValidationError>(() => secrets.token);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.code).toBe("ERR_SECRETS_VALIDATION");
    expect(error.issues.map(({ path }) => path.join(".")).sort()).toEqual(["db.role", "db.user", "retries", "token"]);
    expect(error.message).toContain("db.user: is missing; did you mean db.usr?");
    const seen = `${error.message}${error.stack}${inspect(error, { showHidden: true, depth: null })}`;
    for (const value of ["987651234", "x4kq7p", "m2n8vb", "j5t9rz"]) {
      for (let start = 0; start + 4 <= value.length; start++) expect(seen).not.toContain(value.slice(start, start + 4));
    }
    expect(box.env).toEqual({});
    expect(thrown(() => secrets.token)).toBeInstanceOf(ValidationError);
  });
});

describe("a key that is absent", () => {
  const DOC = 'a = "canary-7d2fk9"\n[r]\nk = "canary-q8wz31"\n';
  const read = (schema: object, ...path: string[]) => {
    const secrets = createSecrets({
      files: [],
      env: { SECRETS_TOML: DOC },
      exportEnv: false,
      schema: schema as typeof schemas.zod,
    });
    return getSecret(secrets, path);
  };
  const [zr, vr] = [z.record(z.string(), z.string()), v.record(v.string(), v.string())];

  it.each([
    ["zod: a record", z.object({ a: z.string(), r: zr }), ["r", "typo"]],
    [
      "zod: a record with a pattern",
      z.object({ a: z.string(), r: z.record(z.string().regex(/^\w$|^key_/), z.string()) }),
      ["r", "key_typo"],
    ],
    ["zod: the rest", z.object({ a: z.string() }).catchall(z.unknown()), ["typo"]],
    ["zod: strict", z.strictObject({ a: z.string(), r: zr }), ["typo"]],
    ["zod: loose", z.looseObject({ a: z.string() }), ["typo"]],
    [
      "zod: a union",
      z.object({ a: z.string(), r: z.union([z.object({ o: z.string().optional() }), z.string()]) }),
      ["r", "typo"],
    ],
    ["valibot: strict", v.strictObject({ a: v.string(), r: vr }), ["typo"]],
    ["valibot: a record", v.object({ a: v.string(), r: vr }), ["r", "typo"]],
    ["valibot: the rest", v.objectWithRest({ a: v.string() }, v.union([v.string(), vr])), ["typo"]],
    ["arktype: strict", type({ a: "string", r: "Record<string, string>", "+": "reject" }), ["typo"]],
    ["arktype: a record", type({ r: "Record<string, string>" }), ["r", "typo"]],
    ["arktype: a word of its own messages", type({ a: "string", r: "unknown", "+": "reject" }), ["e"]],
  ])("is a KeyError where the schema does not name it: %s", (_name, schema, path) => {
    expect(thrown(() => read(schema, ...path))).toBeInstanceOf(KeyError);
  });

  it.each([
    ["zod: text", z.object({ o: z.string().optional() })],
    ["zod: text or null", z.object({ o: z.string().nullish() })],
    ["zod: coerced text", z.object({ o: z.coerce.string().optional() })],
    ["zod: a coerced boolean", z.object({ o: z.coerce.boolean().optional() })],
    ["zod: anything", z.object({ o: z.any().optional() })],
    ["zod: unknown", z.object({ o: z.unknown().optional() })],
    ["zod: whatever fails", z.object({ o: z.string().optional().catch(undefined) })],
    ["zod: a section", z.object({ o: z.object({ p: z.string() }).optional() })],
    ["zod: beside the rest", z.object({ o: z.string().optional() }).catchall(z.unknown())],
    ["zod: of a strict object", z.strictObject({ a: z.string(), r: zr, o: z.number().optional() })],
    ["zod: of an enumerated record", z.object({ a: z.string() }).and(z.partialRecord(z.enum(["a", "r", "o"]), z.unknown()))],
    ["valibot: unknown", v.object({ o: v.optional(v.unknown()) })],
    ["valibot: exactly", v.object({ o: v.exactOptional(v.string()) })],
    ["arktype: text", type({ "o?": "string" })],
    ["arktype: unknown, of a strict object", type({ a: "string", r: "unknown", "o?": "unknown", "+": "reject" })],
  ])("is undefined where the schema names it as optional: %s", (_name, schema) => {
    expect(read(schema, "o")).toBeUndefined();
  });

  it("is so in a section and in a union, too", () => {
    const section = z.object({ r: z.object({ k: z.string(), o: z.unknown().optional() }) });
    const union = z.object({ r: z.union([z.object({ k: z.string(), o: z.string().optional() }), z.string()]) });
    const variant = v.object({ r: v.union([v.object({ k: v.string(), o: v.optional(v.string()) }), v.string()]) });
    for (const schema of [section, union, variant]) expect(read(schema, "r", "o")).toBeUndefined();
  });

  it("is asked of the schema once", () => {
    let validations = 0;
    const counted = z.object({ o: z.string().optional() }).refine(() => ++validations > 0);
    const secrets = createSecrets({ files: [], env: { SECRETS_TOML: DOC }, exportEnv: false, schema: counted });
    expect(secrets.o).toBeUndefined();
    const once = validations;
    for (let i = 0; i < 10; i++) expect(secrets.o).toBeUndefined();
    expect(validations).toBe(once);
  });
});

describe("any schema", () => {
  const schemaOf = (validate: (value: unknown) => unknown) => ({
    "~standard": { version: 1 as const, vendor: "spec", validate: validate as () => { value: object } },
  });
  const load = (validate: (value: unknown) => unknown, toml = 'a = "canary-7h3kd8"\n') => {
    const box = sandbox();
    box.writeProject(toml);
    return box.secrets({ schema: schemaOf(validate) });
  };

  it("is refused where it is asynchronous, even if it rejects", async () => {
    const secrets = load(async () => {
      throw new Error("canary-7h3kd8");
    });
    const error = thrown<ValidationError>(() => secrets.a);
    expect(error.message).toContain("asynchronous");
    await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail here
  });

  it("may fail by itself, and its own error is not shown", () => {
    const error = thrown<ValidationError>(
      () =>
        load(() => {
          throw new Error("canary-7h3kd8");
        }).a,
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(inspect(error, { showHidden: true })).not.toContain("7h3k");
  });

  it("must give a table", () => {
    expect(thrown(() => load(() => ({ value: 7 })).a).message).toContain("a number instead of a table");
  });

  it("works on a copy", () => {
    const secrets = load((value) => {
      (value as { a: string }).a = "changed";
      return { value: { b: 1 } };
    });
    expect(toObject(secrets)).toEqual({ b: 1 });
  });

  it.each([
    ["a short value in quotes", 'a = "xy"', 'received "xy"'],
    ["a number", "a = 70", "must be at least 1024 (was 70)"],
    ["a value in capitals", 'a = "canary-7h3kd8"', "received CANARY-7H3KD8"],
    ["half a value", 'a = "canary-7h3kd8"', "bad text: …3kd8"],
  ])("has its message replaced where it quotes %s", (_what, toml, message) => {
    const secrets = load(() => ({ issues: [{ message, path: ["a"] }] }), `${toml}\n`);
    expect(thrown<ValidationError>(() => secrets.a).issues).toEqual([
      { path: ["a"], reason: expect.stringMatching(/^it is a (string|number), which the schema does not accept$/) },
    ]);
  });

  it("has its message shown where it quotes nothing", () => {
    const secrets = load(() => ({ issues: [{ message: "must begin with sk-", path: [{ key: "a" }] }] }));
    expect(thrown<ValidationError>(() => secrets.a).issues).toEqual([{ path: ["a"], reason: "must begin with sk-" }]);
  });
});
