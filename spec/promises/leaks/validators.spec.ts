import { inspect } from "node:util";
import * as v from "valibot";
import { z } from "zod";
import { toObject, ValidationError } from "../../../lib";
import type { StandardSchema } from "../../../lib/schema/standard-schema";
import { canary, SAMPLE_TOML, traceIn } from "../../support/canaries";
import { requireEsm } from "../../support/require-esm";
import { sandbox, thrown } from "../../support/sandbox";

const { type } = requireEsm("arktype") as typeof import("arktype", { with: { "resolution-mode": "import" }});

/*
 * Validators that quote what they choke on, and some that go out of their way to: nothing that can be reached from the error may
 * hold a piece of a value.
 */

type Validate = (data: Record<string, unknown>) => unknown;

const standard = (validate: Validate): StandardSchema =>
  ({ "~standard": { version: 1, vendor: "spec", validate } }) as unknown as StandardSchema;

const issue = (message: unknown, path: unknown[] = ["root"]) => ({ issues: [{ message, path }] });

const failing = (key: string, value: unknown) =>
  Object.defineProperty({}, key, {
    enumerable: true,
    get() {
      throw new Error(String(value));
    },
  });

const VALIDATORS: Record<string, StandardSchema> = {
  "zod, literals and patterns": z.strictObject({
    root: z.literal("other"),
    db: z.object({ password: z.string().regex(/^\d+$/) }),
  }),
  "zod, a message made of the value": z.object({
    root: z.string().superRefine((value, context) => context.addIssue({ code: "custom", message: `bad: ${value}` })),
  }),
  "valibot, picklists": v.strictObject({
    root: v.picklist(["a"]),
    list: v.array(v.literal("b")),
    db: v.object({ password: v.pipe(v.string(), v.url()) }),
  }) as never,
  arktype: type({
    root: "'other'",
    list: "number[]",
    db: { password: "string.url", port: "string" },
    multi: "string < 3",
  }) as never,
  "the value in the message": standard((data) => issue(`bad ${data.root}`)),
  "a piece of the value in the message": standard((data) => issue(`begins with ${String(data.root).slice(7, 11)}`)),
  "the value in capitals": standard((data) => issue(`bad ${String(data.root).toUpperCase()}`)),
  "the whole table as JSON": standard((data) => issue(JSON.stringify(data))),
  "another secret's value": standard((data) => issue(`not ${(data.list as string[])[0]}`)),
  "the value as what was expected": standard((data) => ({ issues: [{ message: "", expected: data.root, path: ["root"] }] })),
  "a message that is no text": standard((data) => issue({ toString: () => data.root })),
  "an error as the issue": standard((data) => ({
    issues: [Object.assign(new Error(String(data.root)), { path: ["root"], data })],
  })),
  "it throws the value": standard((data) => {
    throw data.root;
  }),
  "getters that throw the value": standard((data) => ({
    issues: [
      {
        get message() {
          throw new Error(String(data.root));
        },
      },
    ],
  })),
  "it answers with a text": standard((data) => data.root),
  "it answers with nothing": standard(() => undefined),
  "it gives the value in place of the table": standard((data) => ({ value: data.root })),
  "a path that is the value": standard((data) => issue("bad", [data.root])),
  "a path that has the value within a step": standard((data) => issue("bad", ["db", `password=${data.root}`])),
  "a path that goes on from a value with it": standard((data) => issue("bad", ["root", data.root])),
  "a path that is a piece of the value, at the root": standard((data) => issue("bad", [String(data.root).slice(7, 16)])),
  "a path with a piece of the value, in a section": standard((data) => issue("bad", ["db", String(data.root).slice(7, 12)])),
  "a path with a piece of the value, in a list": standard((data) => issue("bad", ["list", String(data.root).slice(7, 12)])),
  "a path of a symbol that is called a piece of the value": standard((data) =>
    issue("bad", [Symbol(String(data.root).slice(7, 16))]),
  ),
  "zod, a required key that was a part of a value": z
    .looseObject({ root: z.string() })
    .transform(({ root }) => ({ [root.slice(8, 20)]: 1 }))
    .pipe(z.record(z.string(), z.number().max(0))),
  "zod, required keys that a value was split into": z
    .looseObject({ root: z.string() })
    .transform(({ root }) => Object.fromEntries((root.slice(8).match(/.{5}/g) ?? []).map((piece) => [piece, 1])))
    .pipe(z.record(z.string(), z.number().max(0))),
  "a path of objects": standard((data) => issue("bad", [{ key: { toString: () => data.root } }])),
  "zod, the keys of a Map that were values": z.looseObject({
    list: z
      .array(z.string())
      .transform((list) => new Map(list.map((item) => [item, item])))
      .pipe(z.map(z.string().max(3), z.string())),
  }),
  "zod, a table that was turned round": z.looseObject({
    hosts: z
      .array(z.record(z.string(), z.string()))
      .transform((hosts) => Object.fromEntries(hosts.map(({ token }) => [token, 1])))
      .pipe(z.record(z.string().max(3), z.number())),
  }),
  "valibot, the keys of a Map that were values": v.looseObject({
    list: v.pipe(
      v.array(v.string()),
      v.transform((list) => new Map(list.map((item) => [item, item]))),
      v.map(v.pipe(v.string(), v.maxLength(3)), v.string()),
    ),
  }) as never,
  "a result whose issues throw the value": standard((data) => failing("issues", data.root)),
  "a result whose value throws it": standard((data) => failing("value", data.root)),
  "a result whose `then` throws the value": standard((data) => failing("then", data.root)),
  "a table whose keys throw the value": standard((data) => ({ value: failing("root", data.root) })),
  "a table that throws the value when it is looked at": standard((data) => ({
    value: new Proxy(
      {},
      {
        getPrototypeOf() {
          throw new Error(String(data.root));
        },
      },
    ),
  })),
  "it rejects with the value": standard((data) => Promise.reject(new Error(String(data.root)))),
};

describe("a failed schema shows no value", () => {
  it.each(Object.entries(VALIDATORS))("%s", (_name, schema) => {
    const box = sandbox();
    box.writeProject(SAMPLE_TOML);
    const secrets = box.secrets({ schema, exportEnv: false } as never);
    const error = thrown(() => toObject(secrets));
    expect(error).toBeInstanceOf(ValidationError);
    const texts = [error.message, error.stack, String(error), inspect(error, { showHidden: true, depth: null, getters: true })];
    for (const key of Reflect.ownKeys(error)) texts.push(inspect(Reflect.get(error, key), { depth: null, showHidden: true }));
    expect(traceIn(texts.join("\n"))).toBeUndefined();
    expect(error.cause).toBeUndefined();
  });

  it("a number as people write it, and a short value between quotes", () => {
    const box = sandbox();
    box.writeProject('number = 918273645\nshort = "z-q"\n');
    const schema = standard(() => ({
      issues: ["got 918,273,645", "got 9.18273645e8", "got 'z-q'"].map((message) => ({ message })),
    }));
    const { message } = thrown(() => toObject(box.secrets({ schema, exportEnv: false } as never)));
    expect(message).not.toMatch(/got|273|z-q/);
  });

  it("a path of digits that are a piece of a number", () => {
    const box = sandbox();
    box.writeProject("number = 918273645\n");
    const schema = standard(({ number }) => ({ issues: [{ message: "bad", path: [Math.floor(Number(number) / 10_000)] }] }));
    expect(thrown(() => toObject(box.secrets({ schema, exportEnv: false } as never))).message).not.toContain("91827");
  });

  it("and still names a missing key that shares letters with a value", () => {
    const box = sandbox();
    box.writeProject('host = "my_database.example"\n[db]\nuser = "password_of_the_user"\n');
    const schema = z.object({ database: z.string(), db: z.object({ password: z.string() }) });
    const { message } = thrown(() => toObject(box.secrets({ schema, exportEnv: false } as never)));
    expect(message).toContain("database: is missing");
    expect(message).toContain("db.password: is missing");
  });

  it("though the validators' own words would", () => {
    const { error } = z
      .object({ root: z.string().superRefine((value, c) => c.addIssue({ code: "custom", message: value })) })
      .safeParse({
        root: canary(0),
      });
    expect(traceIn(String(error))).toBeDefined();
  });
});
