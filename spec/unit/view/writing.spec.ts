import { getSecret, ReadOnlyError, toObject, type UntypedSecrets } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";
import { viewOf } from "../../support/view-document";

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
