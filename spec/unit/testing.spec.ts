import { createSecrets, getSecret, KeyError, redact, secrets as typed, type UntypedSecrets } from "../../lib";
import { overrideSecrets, temporarySecrets, withSecrets } from "../../lib/testing";
import { sandbox, thrown } from "../support/sandbox";

const secrets = typed as UntypedSecrets;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("withSecrets", () => {
  it("gives other secrets for the time of a function, and reads no file", () => {
    const seen = withSecrets({ api_key: "canary-fake", db: { user: "canary-u", hosts: [{ name: "canary-h" }] } }, () => {
      expect(Object.keys(secrets)).toEqual(["api_key", "db"]);
      expect(secrets.db).toBe(secrets.db);
      expect(secrets.db.hosts[0].name).toBe("canary-h");
      expect(getSecret(secrets, "db.port", 1)).toBe(1);
      expect(redact("canary-fake")).toBe("[redacted]");
      return secrets.api_key;
    });
    expect(seen).toBe("canary-fake");
    expect("api_key" in secrets).toBe(false);
  });

  it("says of a missing key that it was a test that had it not", () => {
    const error = withSecrets({ api_key: "canary" }, () => thrown<KeyError>(() => secrets.api_kye));
    expect(error).toBeInstanceOf(KeyError);
    expect(error.suggestion).toBe("api_key");
    expect(error.message).toContain("found      an override in a test\n");
  });

  it("refuses a section and what is no view, and exports nothing then", () => {
    withSecrets({ db: { user: "canary-u" } }, () => {
      for (const view of [secrets.db, {}])
        expect(thrown(() => withSecrets({ CANARY_LEFT: "x" }, () => {}, { view, exportEnv: true }))).toBeInstanceOf(TypeError);
    });
    expect(process.env.CANARY_LEFT).toBeUndefined();
    expect(withSecrets({ a: "canary-still" }, () => secrets.a)).toBe("canary-still");
  });

  it("holds for what is begun by `then` alone, as queries are", async () => {
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: it is what this is about
      then(resolve: (value: unknown) => void) {
        resolve(secrets.a);
      },
    };
    expect(await withSecrets({ a: "canary-late" }, () => query as PromiseLike<unknown>)).toBe("canary-late");
  });

  it("puts everything back after a throw, a rejection, and an await", async () => {
    expect(thrown(() => withSecrets({ a: 1 }, () => thrownBy("sync"))).message).toBe("sync");
    await expect(withSecrets({ a: 1 }, async () => thrownBy("async"))).rejects.toThrow("async");
    const value = await withSecrets({ a: "canary-awaited" }, async () => {
      await turn();
      return secrets.a;
    });
    expect(value).toBe("canary-awaited");
    expect("a" in secrets).toBe(false);
  });

  it("may be nested; the inner one alone counts", async () => {
    await withSecrets({ a: "outer", b: 1 }, async () => {
      await withSecrets({ a: "inner" }, async () => {
        await turn();
        expect({ ...secrets }).toEqual({ a: "inner" });
      });
      expect({ ...secrets }).toEqual({ a: "outer", b: 1 });
    });
  });

  it("keeps 100 tests apart that run at the same time", async () => {
    const work = Array.from({ length: 100 }, (_, index) =>
      withSecrets({ n: index, section: { n: index } }, async () => {
        const { section } = secrets;
        for (let step = 0; step < 5; step++) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          expect(secrets.n).toBe(index);
          expect(secrets.section.n).toBe(index);
          expect(secrets.section).toBe(section);
        }
        return secrets.n;
      }),
    );
    expect(await Promise.all(work)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it("writes to the environment only where it is told to, and puts it back", () => {
    process.env.CANARY_SET = "before";
    try {
      withSecrets({ CANARY_SET: "canary", CANARY_NEW: "canary" }, () => expect(process.env.CANARY_SET).toBe("before"));
      withSecrets(
        { CANARY_SET: "canary", CANARY_NEW: 7 },
        () => expect([process.env.CANARY_SET, process.env.CANARY_NEW]).toEqual(["canary", "7"]),
        {
          exportEnv: true,
        },
      );
      expect(process.env.CANARY_SET).toBe("before");
      expect("CANARY_NEW" in process.env).toBe(false);
    } finally {
      delete process.env.CANARY_SET;
    }
  });

  it("leaves no variable behind whose name every object knows", () => {
    withSecrets(
      { constructor: "canary", toString: "canary" },
      () => expect(Object.hasOwn(process.env, "constructor")).toBe(true),
      {
        exportEnv: true,
      },
    );
    expect(["constructor", "toString"].filter((name) => Object.hasOwn(process.env, name))).toEqual([]);
  });

  it("overrides another instance where it is named, and leaves what that one has read", () => {
    const box = sandbox();
    box.writeProject('a = "canary-file"\n[s]\nb = 1\n');
    const own = box.secrets();
    const { s } = own;
    withSecrets({ a: "canary-test" }, () => expect([own.a, "s" in own, s.b]).toEqual(["canary-test", false, 1]), { view: own });
    expect([own.a, own.s.b]).toEqual(["canary-file", 1]);
  });

  it("works on copies", () => {
    const values = { a: { b: 1 } };
    withSecrets(values, () => {
      values.a.b = 2;
      expect(secrets.a.b).toBe(1);
    });
  });
});

describe("overrideSecrets", () => {
  it("holds until it is disposed of", async () => {
    const override = overrideSecrets({ a: "canary-using" });
    await turn();
    expect(secrets.a).toBe("canary-using");
    override[Symbol.dispose]();
    expect("a" in secrets).toBe(false);
  });

  it("is what `using` is for", () => {
    {
      using _ = overrideSecrets({ a: "canary-scope" });
      expect(secrets.a).toBe("canary-scope");
    }
    expect("a" in secrets).toBe(false);
  });
});

describe("overrideSecrets in the hooks of a runner", () => {
  const overrides: Disposable[] = [];
  beforeEach(async () => {
    await turn();
    overrides.push(overrideSecrets({ a: "canary-hook" }));
  });
  afterEach(() => {
    for (const override of overrides.splice(0)) override[Symbol.dispose]();
    expect("a" in secrets).toBe(false);
  });

  it("holds for the test that follows", async () => {
    await turn();
    expect(secrets.a).toBe("canary-hook");
  });

  it("counts less than withSecrets, and of several the latest counts, in whatever order they end", () => {
    withSecrets({ a: "canary-inner" }, () => expect(secrets.a).toBe("canary-inner"));
    const second = overrideSecrets({ a: "canary-2" });
    const third = overrideSecrets({ a: "canary-3" });
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(secrets.a).toBe("canary-3");
    third[Symbol.dispose]();
    expect(secrets.a).toBe("canary-hook");
  });
});

describe("temporarySecrets", () => {
  it("are real files", () => {
    using files = temporarySecrets({ home: 'a = "canary-home"\nb = 1\n', project: 'a = "canary-project"\n' });
    const view = createSecrets({ ...files });
    expect({ ...view }).toEqual({ a: "canary-project", b: 1 });
    expect(files.env).toEqual({ a: "canary-project", b: "1" });
  });
});

function thrownBy(message: string): never {
  throw new Error(message);
}

it("exports that overlap leave the environment as it was, in whatever order they end", async () => {
  let endFirst = () => {};
  let endSecond = () => {};
  const first = withSecrets({ overlap: "canary-1" }, () => new Promise<void>((done) => (endFirst = done)), { exportEnv: true });
  const second = withSecrets({ overlap: "canary-2" }, () => new Promise<void>((done) => (endSecond = done)), { exportEnv: true });
  endFirst();
  await first;
  expect(process.env.overlap).toBe("canary-2");
  endSecond();
  await second;
  expect(process.env.overlap).toBeUndefined();
});
