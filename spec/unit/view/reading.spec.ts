import { getSecret, type KeyError, ReadOnlyError, toObject } from "../../../lib";
import { requireEsm } from "../../support/require-esm";
import { sandbox, thrown } from "../../support/sandbox";
import { viewOf } from "../../support/view-document";

const smolToml = requireEsm("smol-toml") as { parse(text: string): Record<string, unknown> };

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
