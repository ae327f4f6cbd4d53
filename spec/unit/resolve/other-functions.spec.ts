import { inspect } from "node:util";
import { createSecrets, type Resolver, redact, resolveSecrets } from "../../../lib";
import { withSecrets } from "../../../lib/testing";
import { setUp, TOML } from "../../support/fake-store";
import { thrown } from "../../support/sandbox";

/* References beside a schema, redaction, the environment, and the helpers for tests. */

describe("beside the other functions", () => {
  it("a schema sees the values, in one call", () => {
    const { z } = require("zod") as typeof import("zod");
    const schema = z.object({ token: z.string().startsWith("canary-of"), db: z.looseObject({ password: z.string() }) });
    const { secrets, op, box } = setUp(TOML, { schema });
    expect((secrets as { token: string }).token).toBe("canary-of-op://v/i/token");
    expect(op.calls).toHaveLength(1);
    expect(redact("x canary-of-op://v/i/token y", secrets)).toBe("x [redacted] y");
    expect(box.env.token).toBe("canary-of-op://v/i/token");
  });

  it("a schema that quotes a value in its message does not leak it", () => {
    const { z } = require("zod") as typeof import("zod");
    const schema = z.object({ token: z.string().refine(() => false, { error: ({ input }) => `bad: ${input}` }) });
    const { secrets } = setUp(TOML, { schema });
    const error = thrown<Error>(() => (secrets as { token: string }).token);
    expect(error).toMatchObject({ code: "ERR_SECRETS_VALIDATION" });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
  });

  it("a schema with an asynchronous resolver needs resolveSecrets first", async () => {
    const { z } = require("zod") as typeof import("zod");
    const resolver: Resolver = async (all) => new Map(all.map((one) => [one, "canary-x"]));
    const { secrets } = setUp('a = "op://a"', { schema: z.object({ a: z.literal("canary-x") }), resolve: { op: resolver } });
    expect(thrown(() => secrets.a).message).toContain("await resolveSecrets()");
    await resolveSecrets(secrets);
    expect(secrets.a).toBe("canary-x");
  });

  it("redact knows a value from the moment it is resolved", () => {
    const { secrets, op } = setUp();
    expect(secrets.plain).toBe("canary-plain");
    expect(redact("canary-of-op://v/i/token", secrets)).toBe("canary-of-op://v/i/token");
    expect(op.calls).toEqual([]);
    void secrets.token;
    expect(redact("a canary-of-op://v/i/token b canary-plain", secrets)).toBe("a [redacted] b [redacted]");
  });

  it("the lazy load exports no reference, a list of names does", () => {
    const { secrets, box, op } = setUp();
    void secrets.token;
    expect(Object.keys(box.env)).toEqual(["plain", "url"]);
    const listed = setUp(TOML, { exportEnv: ["token", "plain"] });
    void listed.secrets.plain;
    expect(listed.box.env).toEqual({ token: "canary-of-op://v/i/token", plain: "canary-plain" });
    expect(op.calls).toEqual([["op://v/i/token"]]);
  });

  it("a test may override a reference without any call", () => {
    const { secrets, op } = setUp();
    withSecrets({ token: "canary-fake" }, () => expect(secrets.token).toBe("canary-fake"), { view: secrets });
    expect(op.calls).toEqual([]);
  });

  it("two instances have their own answers", () => {
    const { op, box } = setUp();
    const [a, b] = [0, 1].map(() => box.secrets({ resolve: { op: op.resolver } }));
    expect(a?.token).toBe(b?.token);
    expect(op.calls).toHaveLength(2);
  });

  it("the option takes functions by scheme", () => {
    for (const resolve of [true, { op: "op" }, { "Op!": () => new Map() }, []]) {
      expect(() => createSecrets({ resolve: resolve as never })).toThrow(TypeError);
    }
  });
});
