import { inspect } from "node:util";
import { ResolveError, type Resolver, resolveSecrets } from "../../../lib";
import { setUp } from "../../support/fake-store";
import { thrown } from "../../support/sandbox";

/* Asynchronous resolvers whose store answers half, late, wrong, or never. */

const TOML = 'a = "op://a"\nb = "op://b"\njson = "ref+op://json#/key"';
const all = (references: readonly string[]) => new Map(references.map((one) => [one, `canary-of-${one}`]));
const pause = (ms: number) => new Promise((go) => setTimeout(go, ms));

function withResolver(resolver: unknown, toml = TOML) {
  return setUp(toml, { resolve: { op: resolver as Resolver } }).secrets;
}

/** The error of `resolveSecrets`, which must be typed, in time, and without a piece of an answer. */
async function failure(secrets: object): Promise<ResolveError> {
  const error = await resolveSecrets(secrets, { timeoutMs: 200 }).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ResolveError);
  expect(`${inspect(error, { showHidden: true, depth: 9 })}${(error as Error).stack}`).not.toContain("canary");
  return error as ResolveError;
}

const leak = () => Object.assign(new Error("canary-message"), { code: "canary-code", cause: new Error("canary-cause") });
const throwLeak = () => {
  throw leak();
};
/** Not a promise, but something that `await` takes for one. */
// biome-ignore lint/suspicious/noThenProperty: that is what is tried
const thenable = (then: PropertyDescriptor) => Object.defineProperty({}, "then", then);

describe("a resolver that", () => {
  it.each<[string, unknown, string]>([
    ["rejects with an error that quotes a secret", () => Promise.reject(leak()), "threw an error"],
    [
      "throws before its promise",
      () => {
        throw leak();
      },
      "threw an error",
    ],
    ["rejects with a text", () => Promise.reject("canary-text"), "threw an error"],
    ["never answers", () => new Promise(() => {}), "longer than 0.2 s"],
    ["gives numbers", async (texts: string[]) => new Map(texts.map((one) => [one, 5])), "not text"],
    ["gives bytes", async (texts: string[]) => new Map(texts.map((one) => [one, Buffer.from("canary")])), "not text"],
    ["gives a list", async (texts: string[]) => texts.map(() => "canary"), "did not return a Map"],
    ["gives nothing", async () => undefined, "did not return a Map"],
    [
      "gives a Map that throws",
      async () => ({
        get: () => {
          throw leak();
        },
      }),
      "threw an error",
    ],
    [
      "gives a thenable that rejects",
      () => thenable({ value: (_done: unknown, fail: (error: Error) => void) => fail(leak()) }),
      "threw an error",
    ],
    ["gives a thenable that throws", () => thenable({ value: throwLeak }), "threw an error"],
    ["gives a thenable whose `then` is a trap", () => thenable({ get: throwLeak }), "threw an error"],
  ])("%s is a typed error for each way to ask, and a later call succeeds", async (_name, resolver, reason) => {
    let isBroken = true;
    const secrets = withResolver(
      (texts: string[]) => (isBroken ? (resolver as Resolver)(texts) : Promise.resolve(all(texts))),
      'a = "op://a"',
    );
    expect((await failure(secrets)).reason).toContain(reason);
    const error = thrown<ResolveError>(() => secrets.a);
    expect(error).toBeInstanceOf(ResolveError);
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
    await pause(0); // an error that nobody waits for would end the process
    isBroken = false;
    await resolveSecrets(secrets, { timeoutMs: 200 }).catch(() => undefined); // the call that the read has begun may still be running
    await resolveSecrets(secrets);
    expect(secrets.a).toBe("canary-of-op://a");
  });

  it("answers half gives that half, and the rest later", async () => {
    let half = true;
    const secrets = withResolver(async (texts: string[]) => {
      const answers = all(texts);
      if (half) answers.delete("op://b");
      return answers;
    }, 'a = "op://a"\nb = "op://b"');
    expect(await failure(secrets)).toMatchObject({ path: ["b"], reason: "the store has no such secret" });
    expect(secrets.a).toBe("canary-of-op://a");
    half = false;
    await resolveSecrets(secrets);
    expect(secrets.b).toBe("canary-of-op://b");
  });

  it("answers without the part that is wanted is not called late", async () => {
    const secrets = withResolver(
      async (texts: string[]) => new Map(texts.map((one) => [one, '{"other":"canary"}'])),
      'json = "op://json#/key"',
    );
    expect((await failure(secrets)).reason).toContain("not JSON with the part");
  });

  it("answers with 10 MB gives them as they are, and quotes none of them if they are not the JSON that is wanted", async () => {
    const large = "canary".repeat(1_700_000);
    const secrets = withResolver(
      async (texts: string[]) => new Map(texts.map((one) => [one, large])),
      'a = "op://a"\njson = "op://json#/key"',
    );
    const error = await failure(secrets);
    expect(error.path).toEqual(["json"]);
    expect(error.message.length).toBeLessThan(1000);
    expect(secrets.a).toHaveLength(large.length);
  });

  it("settles twice is heard once", async () => {
    const twice = (texts: string[]) =>
      thenable({
        value: (done: (answers: unknown) => void, fail: (error: Error) => void) => {
          done(all(texts));
          done(new Map(texts.map((one) => [one, "canary-second"])));
          fail(leak());
        },
      });
    const secrets = withResolver(twice, 'a = "op://a"');
    await resolveSecrets(secrets);
    expect(secrets.a).toBe("canary-of-op://a");
  });

  it("answers after the limit is kept for a read, but does not replace what a later call gave", async () => {
    const done: ((answers: Map<string, string>) => void)[] = [];
    const secrets = withResolver(() => new Promise((go) => done.push(go)), 'a = "op://x#/a"\nb = "op://x#/b"');
    await failure(secrets);
    const second = resolveSecrets(secrets);
    done[1]?.(new Map([["op://x", '{"a":"canary-new","b":"canary-new"}']]));
    await second;
    expect(secrets.a).toBe("canary-new");
    done[0]?.(new Map([["op://x", '{"a":"canary-old","b":"canary-old"}']]));
    await pause(0);
    expect(secrets.b).toBe("canary-new");
    const late = withResolver(() => new Promise((go) => done.push(go)), 'a = "op://x"');
    await failure(late);
    done[2]?.(new Map([["op://x", "canary-late"]]));
    await pause(0);
    expect(late.a).toBe("canary-late");
  });
});

describe("the limit", () => {
  it("does not run while a synchronous resolver of another scheme blocks the process", async () => {
    const later = async (texts: string[]) => {
      await pause(300);
      return all(texts);
    };
    const blocks = (texts: string[]) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      return all(texts);
    };
    const { secrets } = setUp('a = "op://a"\nb = "mine://b"', { resolve: { op: later, mine: blocks } });
    await resolveSecrets(secrets, { timeoutMs: 200 });
    expect([secrets.a, secrets.b]).toEqual(["canary-of-op://a", "canary-of-mine://b"]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 1.5, "5"])("can't be %p", async (timeoutMs) => {
    const { secrets } = setUp();
    await expect(resolveSecrets(secrets, { timeoutMs: timeoutMs as number })).rejects.toThrow(TypeError);
  });
});
