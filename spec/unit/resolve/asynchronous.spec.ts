import { inspect } from "node:util";
import { ResolveError, type Resolver, resolveSecrets } from "../../../lib";
import { setUp, TOML } from "../../support/fake-store";
import { thrown } from "../../support/sandbox";

/* Resolvers that return promises. */

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
