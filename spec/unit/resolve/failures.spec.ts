import { inspect } from "node:util";
import { ResolveError, type Resolver, resolveSecrets } from "../../../lib";
import { setUp } from "../../support/fake-store";
import { sandbox, thrown } from "../../support/sandbox";

/* References without a value: there is no resolver, or it fails. */

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
