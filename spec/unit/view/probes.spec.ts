import { inspect } from "node:util";
import type { UntypedSecrets } from "../../../lib";
import { sandbox } from "../../support/sandbox";

/* The names that tools ask every object for. spec/company has the tools themselves. */

const NAMES = [
  ...["onModuleInit", "onApplicationBootstrap", "onModuleDestroy", "beforeApplicationShutdown", "onApplicationShutdown"],
  ...["getter", "setter", "destroy", "pipe", "pipeTo", "getReader", "readable", "_readableState", "buffer", "append"],
  ...["lift", "subscribe", "schedule", "message", "stack", "args", "prefix", "suffix", "nativeError", "method", "headersSent"],
  ...[
    "isMobXAtom",
    "isMongooseBuffer",
    "_tag",
    "equals",
    "hashCode",
    "toBSON",
    "_bsontype",
    "toSqlString",
    "inspect",
    "jasmineToString",
  ],
  ...[
    "_isAMomentObject",
    "_isBigNumber",
    "__v_isVNode",
    "__typename",
    "__wrapped__",
    "$$observable",
    "$__",
    "toHTML",
    "writable",
    "prototype",
    "fantasy-land/equals",
  ],
];

const OPTIONS = [
  "ssl",
  "name",
  "host",
  "connectionString",
  "err",
  "cause",
  "code",
  "type",
  "url",
  "key",
  "map",
  "on",
  "_foo",
  "isSecure",
];

function secretsOf(toml: string): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  return box.secrets();
}

describe("a name that tools ask for", () => {
  it.each(NAMES)("%s is undefined, and not there, unless a secret has it", (name) => {
    const { db, ...secrets } = secretsOf(`[db]\nuser = "canary-u"\n[own]\n"${name}" = "canary-own"\n`);
    expect(db[name]).toBeUndefined();
    expect(name in db).toBe(false);
    expect(Object.keys(db)).toEqual(["user"]);
    expect(secrets.own[name]).toBe("canary-own");
  });

  it.each(OPTIONS)("%s is none: a key of that name that is not there is an error", (name) => {
    expect(() => secretsOf('[db]\nuser = "canary-u"\n').db[name]).toThrow("there is no secret");
  });
});

describe("what pino takes for a response", () => {
  it("has headers without a value, and is none", () => {
    const { db } = secretsOf('[db]\nuser = "canary-u"\n');
    expect(db.getHeaders()).toEqual({ user: "[redacted: toObject() gives the values]" });
    expect(() => db.setHeader("a", "b")).toThrow("a secrets object is not an HTTP response");
    expect("setHeader" in db).toBe(false);
    expect(inspect(db, { showHidden: true })).not.toMatch(/setHeader|canary/);
  });
});

describe("immer, which freezes plain objects", () => {
  const DRAFT = Symbol.for("immer-state");
  /** What its `freeze` asks, up to whether it is a plain object. */
  const isPlain = (value: Record<PropertyKey, unknown>) => {
    if (Object.isFrozen(value) || value[DRAFT] !== undefined) return false;
    return Object.getPrototypeOf(value).constructor === Object;
  };

  it("is told that a view is no plain object, and nobody else is", () => {
    const secrets = secretsOf('[db]\nuser = "canary-u"\n');
    const { db } = secrets;
    const shown = Object.getPrototypeOf(db);
    for (const view of [secrets, db]) {
      expect(isPlain(view)).toBe(false);
      expect(Object.getPrototypeOf(view)).toBe(shown);
    }
    expect([db[DRAFT as never], Object.getPrototypeOf(db)]).toEqual([undefined, shown]);
    expect([Object.isFrozen(db), Object.getPrototypeOf(db)]).toEqual([false, shown]);
    expect([Object.isFrozen(db), secrets[DRAFT as never], Object.getPrototypeOf(db)]).toEqual([false, undefined, shown]);
    expect(Object.isExtensible(db)).toBe(true);
  });
});
