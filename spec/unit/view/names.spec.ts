import { toObject } from "../../../lib";
import { sandbox } from "../../support/sandbox";
import { viewOf } from "../../support/view-document";

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
