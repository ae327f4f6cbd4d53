import { getSecret, type KeyError, ReadOnlyError, toObject, type UntypedSecrets } from "../lib";
import { requireEsm } from "./support/require-esm";
import { sandbox, thrown } from "./support/sandbox";

const DOCUMENT = `
zeta = "canary-z"
alpha = 1
big = 9223372036854775807
yes = true
day = 1979-05-27
empty = ""
list = ["canary-l1", [1, 2], { x = "canary-l2" }]
inline = { a = { b = "canary-in" } }
[db]
user = "canary-u"
[db.pool]
max = 5
[[hosts]]
name = "canary-h1"
[[hosts]]
name = "canary-h2"
`;

const smolToml = requireEsm("smol-toml") as { parse(text: string): Record<string, unknown> };

function viewOf(toml = DOCUMENT): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  return box.secrets();
}

describe("reading", () => {
  it("works by attribute, by key and nested, also in arrays", () => {
    const secrets = viewOf();
    expect(secrets.zeta).toBe("canary-z");
    expect(secrets["db"]["pool"]["max"]).toBe(5);
    expect(secrets.hosts[1].name).toBe("canary-h2");
    expect(secrets.list[2].x).toBe("canary-l2");
    expect(secrets.inline.a.b).toBe("canary-in");
    expect(secrets.big).toBe(9223372036854775807n);
    expect(secrets.empty).toBe("");
    expect(secrets.yes).toBe(true);
  });

  it("gives the same section each time, also through an array", () => {
    const secrets = viewOf();
    expect(secrets.db).toBe(secrets["db"]);
    expect(secrets.db.pool).toBe(getSecret(secrets, "db.pool"));
    expect(secrets.hosts).toBe(secrets.hosts);
    expect(secrets.hosts[0]).toBe(secrets.hosts[0]);
    expect({ ...secrets }.db).toBe(secrets.db);
  });

  it("works with everything that looks at plain objects, in the order of the file", () => {
    const secrets = viewOf();
    const names = ["zeta", "alpha", "big", "yes", "day", "empty", "list", "inline", "db", "hosts"];
    expect(Object.keys(secrets)).toEqual(names);
    expect(Object.getOwnPropertyNames(secrets)).toEqual(names);
    expect(Reflect.ownKeys(secrets)).toEqual(names);
    expect(Object.keys({ ...secrets })).toEqual(names);
    const seen: string[] = [];
    for (const name in secrets) seen.push(name);
    expect(seen).toEqual(names);
    expect(Object.entries(secrets.db)).toEqual([
      ["user", "canary-u"],
      ["pool", { max: 5 }],
    ]);
    const { user, ...rest } = secrets.db;
    expect([user, rest]).toEqual(["canary-u", { pool: { max: 5 } }]);
    expect(Object.assign({}, secrets.db)).toEqual({ user: "canary-u", pool: { max: 5 } });
    expect("user" in secrets.db).toBe(true);
    expect("usr" in secrets.db).toBe(false);
    expect(Object.hasOwn(secrets.db, "user")).toBe(true);
    expect(Object.getOwnPropertyDescriptor(secrets.db, "user")).toEqual({
      value: "canary-u",
      writable: false,
      enumerable: true,
      configurable: true,
    });
    expect(secrets.db).toEqual({ user: "canary-u", pool: { max: 5 } });
    expect(secrets.db).toStrictEqual({ user: "canary-u", pool: { max: 5 } });
    expect(secrets.db).not.toEqual({ user: "canary-u" });
    expect(structuredClone(toObject(secrets))).toEqual(toObject(secrets));
  });

  it("names the whole path of a key that is missing, at any depth", () => {
    const secrets = viewOf();
    expect(thrown<KeyError>(() => secrets.nope)).toMatchObject({ name: "KeyError", path: ["nope"] });
    expect(thrown<KeyError>(() => secrets["db"]["pool"]["mx"])).toMatchObject({
      path: ["db", "pool", "mx"],
      suggestion: "db.pool.max",
    });
    expect(thrown<KeyError>(() => secrets.hosts[1].nme)).toMatchObject({
      path: ["hosts", 1, "nme"],
      suggestion: "hosts[1].name",
    });
    expect(thrown<KeyError>(() => secrets.list[2].y).message).toContain("there is no secret list[2].y\n");
  });

  it("hands out arrays that are real and frozen", () => {
    const { list } = viewOf();
    expect(Array.isArray(list)).toBe(true);
    expect(Object.isFrozen(list)).toBe(true);
    expect(Object.isFrozen(list[1])).toBe(true);
    expect([...list].length).toBe(3);
    expect(list.map((item: unknown) => typeof item)).toEqual(["string", "object", "object"]);
    expect(() => list.push(1)).toThrow(TypeError);
    expect(() => list[1].reverse()).toThrow(TypeError);
  });

  it("hands out dates that can't be changed, nor change what the next one reads", () => {
    const secrets = viewOf();
    const day = secrets.day;
    expect(day).toBeInstanceOf(Date);
    expect(day.toISOString()).toBe("1979-05-27");
    expect(day.getTime()).toBe(Date.UTC(1979, 4, 27));
    expect(thrown(() => day.setFullYear(1999))).toBeInstanceOf(ReadOnlyError);
    Date.prototype.setTime.call(day, 0);
    expect(secrets.day.getTime()).toBe(Date.UTC(1979, 4, 27));
    expect(secrets.day).toEqual(secrets.day);
  });

  it("hands out dates and bytes in arrays in the same way", () => {
    const box = sandbox();
    box.writeProject("");
    const days = [new Date(0), [new Date(0)]];
    const secrets = box.secrets({ parse: () => ({ days, keys: [new Uint8Array([7])], mixed: [new Date(0), { a: 1 }] }) });
    expect(thrown(() => secrets.days[0].setTime(1))).toMatchObject({ code: "ERR_SECRETS_READ_ONLY", path: ["days", 0] });
    Date.prototype.setTime.call(secrets.days[0], 1);
    Date.prototype.setTime.call(secrets.days[1][0], 1);
    secrets.keys[0].fill(0);
    expect([secrets.days[0].getTime(), secrets.days[1][0].getTime(), secrets.keys[0][0]]).toEqual([0, 0, 7]);
    expect(secrets.days).toEqual([new Date(0), [new Date(0)]]);
    expect(Object.isFrozen(secrets.days)).toBe(true);
    expect(secrets.mixed[1]).toBe(secrets.mixed[1]);
    expect(structuredClone(toObject(secrets.days))).toEqual([new Date(0), [new Date(0)]]);
  });

  it.each(["2001-02-03", "2001-02-03T04:05:06.007", "04:05:06", "2001-02-03T04:05:06Z"])(
    "hands out %s of another parser as what it is, private fields and all",
    (text) => {
      const box = sandbox();
      box.writeProject(`day = ${text}\ndays = [${text}]\n`);
      const { parse } = smolToml;
      const secrets = box.secrets({ parse });
      const { day } = parse(`day = ${text}`) as { day: Date };
      for (const copy of [secrets.day, secrets.days[0], toObject(secrets).day, toObject(secrets.days)[0]]) {
        expect(copy).toBeInstanceOf(Date);
        expect(copy.constructor).toBe(day.constructor);
        expect([copy.toISOString(), copy.getTime()]).toEqual([day.toISOString(), day.getTime()]);
      }
    },
  );
});

describe("names that mean something to JavaScript", () => {
  const ODD = [
    "__proto__",
    "constructor",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "then",
    "toJSON",
    "",
    "a.b",
    "über",
    "a b",
    "length",
    "items",
  ];

  it.each(ODD)("%j may be a secret, and a section", (name) => {
    const secrets = viewOf(`${JSON.stringify(name)} = "canary-odd"\n[s]\n${JSON.stringify(name)} = { x = "canary-x" }\n`);
    expect(Object.keys(secrets)).toEqual([name, "s"]); // loads, for "then" by itself does not
    expect(secrets[name]).toBe("canary-odd");
    expect(secrets.s[name].x).toBe("canary-x");
    expect(name in secrets).toBe(true);
    expect(Object.keys({ ...secrets })).toEqual([name, "s"]);
    expect(Object.keys(toObject(secrets.s))).toEqual([name]);
    expect(Object.getPrototypeOf(toObject(secrets.s))).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(toObject(secrets), name)?.value).toBe("canary-odd");
  });

  it("pollute nothing", () => {
    const before = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Object).length;
    const secrets = viewOf(
      "[__proto__]\npolluted = 1\n[constructor.prototype]\npolluted = 1\n[toString]\npolluted = 1\nvalueOf.polluted = 1\n",
    );
    expect(toObject(secrets)).toBeDefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Object).length).toBe(before);
    expect(Object.keys(secrets)).toEqual(["__proto__", "constructor", "toString"]);
  });

  it.each([
    "toJSON",
    "constructor",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "$$typeof",
    "nodeType",
    "asymmetricMatch",
    "@@__IMMUTABLE_MAP__@@",
    "@@iterator",
    "length",
    "nodeName",
    "__esModule",
  ])("%s is asked for by tools, and never an error", (name) => {
    expect(() => viewOf()[name]).not.toThrow();
    expect(() => viewOf().db[name]).not.toThrow();
    expect(() => sandbox().secrets()[name]).not.toThrow();
    expect(name in viewOf()).toBe(false);
  });

  it("answer as a plain object would", () => {
    const { db } = viewOf();
    expect(db.constructor).toBe(Object);
    expect(db.hasOwnProperty.call(db, "user")).toBe(true);
    expect(db.valueOf()).toBe(db);
    expect(Object.prototype.toString.call(db)).toBe("[object Object]");
    expect(db.nodeType).toBeUndefined();
  });

  it("never load where they are `then` or a symbol", async () => {
    const box = sandbox();
    const secrets = box.secrets();
    expect(await secrets).toBe(secrets);
    for (const symbol of [Symbol.iterator, Symbol.toPrimitive, Symbol.toStringTag, Symbol.asyncIterator, Symbol("mine")]) {
      expect(secrets[symbol as never]).toBeUndefined();
      expect(symbol in secrets).toBe(false);
    }
    box.writeProject('a = "canary-a"\n'); // a load before this would have found nothing, for good
    expect(secrets.a).toBe("canary-a");
  });
});

describe("writing", () => {
  const writes: [string, (target: UntypedSecrets) => void][] = [
    ["set", (target) => Object.assign(target, { user: 1 })],
    ["set a new key", (target) => Object.assign(target, { fresh: 1 })],
    ["Reflect.set", (target) => Reflect.set(target, "user", 1)],
    ["delete", (target) => Reflect.deleteProperty(target, "user")],
    ["delete what is not there", (target) => Reflect.deleteProperty(target, "nope")],
    ["defineProperty", (target) => Object.defineProperty(target, "user", { value: 1 })],
    ["setPrototypeOf", (target) => Object.setPrototypeOf(target, null)],
    ["preventExtensions", (target) => Object.preventExtensions(target)],
    ["freeze", (target) => Object.freeze(target)],
    ["seal", (target) => Object.seal(target)],
    ["a symbol", (target) => Reflect.set(target, Symbol("s"), 1)],
    ["sloppy code", new Function("target", "target.user = 1") as (target: UntypedSecrets) => void],
    ["sloppy delete", new Function("target", "delete target.user") as (target: UntypedSecrets) => void],
  ];

  it.each(writes)("throws ReadOnlyError and changes nothing: %s", (_name, write) => {
    const secrets = viewOf();
    const before = toObject(secrets);
    for (const target of [secrets, secrets.db, secrets.hosts[0], secrets.inline.a]) {
      const error = thrown<ReadOnlyError>(() => write(target));
      expect(error).toBeInstanceOf(ReadOnlyError);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe("ERR_SECRETS_READ_ONLY");
    }
    expect(toObject(secrets)).toEqual(before);
  });

  it("names the key, and does not load for it", () => {
    const secrets = sandbox().secrets();
    expect(thrown<ReadOnlyError>(() => Object.assign(secrets, { a: 1 })).message).toContain(
      "cannot set a: secrets are read-only",
    );
    const { hosts } = viewOf();
    expect(thrown<ReadOnlyError>(() => Object.assign(hosts[1], { name: 1 }))).toMatchObject({ path: ["hosts", 1, "name"] });
  });

  it("does not reach what all views share, by which they print; a copy with that prototype has members of its own", () => {
    const box = sandbox();
    box.writeProject('[db]\npassword = "canary-view"\n');
    const { db } = box.secrets();
    const shared = Object.getPrototypeOf(db);
    for (const key of Reflect.ownKeys(shared)) {
      expect(() => {
        shared[key] = undefined;
      }).toThrow(TypeError);
      expect(Reflect.deleteProperty(shared, key)).toBe(false);
      expect(() => Object.defineProperty(shared, key, { value: undefined })).toThrow(TypeError);
    }
    expect(JSON.stringify(db)).toBe('{"password":"[redacted: toObject() gives the values]"}');
    const copy = Object.create(shared);
    copy.toString = "its own";
    expect(Object.entries(copy)).toEqual([["toString", "its own"]]);
    expect(String(db)).toBe('{"password":"[redacted]"}');
  });

  it("is what a copy is for", () => {
    const secrets = viewOf();
    const copy = toObject(secrets);
    copy.db.pool.max = 9;
    copy.list.push("mine");
    copy.hosts[0].name = "mine";
    copy.day.setFullYear(1999);
    expect(secrets.db.pool.max).toBe(5);
    expect(secrets.list).toHaveLength(3);
    expect(secrets.hosts[0].name).toBe("canary-h1");
    expect(secrets.day.getUTCFullYear()).toBe(1979);
    expect(toObject(secrets.hosts)).toEqual([{ name: "canary-h1" }, { name: "canary-h2" }]);
    const days: Date[] = toObject(viewOf("days = [1979-05-27]\n").days);
    days[0]?.setFullYear(1999);
    expect(days[0]?.getUTCFullYear()).toBe(1999);
  });
});

describe("helpers", () => {
  it("refuse what is no view", () => {
    for (const wrong of [{}, null, 7, "x"]) {
      expect(thrown(() => toObject(wrong as never))).toBeInstanceOf(TypeError);
      expect(thrown(() => getSecret(wrong as never, "a"))).toBeInstanceOf(TypeError);
    }
  });
});
