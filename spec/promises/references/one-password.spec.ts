import { join } from "node:path";
import { inspect } from "node:util";
import { ResolveError, toObject } from "../../../lib";
import { commands } from "../../../lib/resolvers";
import { fakeOp } from "../../support/fake-op";
import { sandbox, thrown } from "../../support/sandbox";

/* 1Password, with a command made from the documentation of `op`. */

function setUp(values: Readonly<Record<string, string>>, env: Record<string, string> = {}, timeoutMs = 20_000) {
  const box = sandbox();
  box.writeProject(
    Object.entries(values)
      .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
      .join("\n"),
  );
  const op = fakeOp(join(box.root, "bin"));
  const given = { ...process.env, ...env };
  return { op, env: given, secrets: box.secrets({ resolve: { op: commands.op({ path: op.path, env: given, timeoutMs }) } }) };
}

/** A ResolveError that says nothing of what the command said. */
function closed(error: ResolveError, reason: string): void {
  expect(error).toBeInstanceOf(ResolveError);
  expect(error.reason).toContain(reason);
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
}

const ITEMS = { a: "op://v/i/a", b: "op://v/i/section/b", c: "ref+op://v v/i.1/c_d" };
const VALUES = { a: "canary-of-v/i/a", b: "canary-of-v/i/section/b", c: "canary-of-v v/i.1/c_d" };

describe("op", () => {
  it("gives several with one inject, exactly as they are", () => {
    const { op, secrets } = setUp({ ...ITEMS, d: "op://v/multi/x", e: "op://v/i/code?attribute=otp" });
    expect(toObject(secrets)).toEqual({
      ...VALUES,
      d: "canary-line\n{{ op://v/i/a }}\n$HOME \n",
      e: "canary-of-v/i/code?attribute=otp",
    });
    expect(op.verbs()).toEqual(["inject"]);
  });

  it.each(["op://v/$HOME/a", "op://v/ünï/a", "op://v/i}}/a", "op://v/i@b/a", "op://v/i:1/a", "op://v/i/{{", "op://v/i", "op://"])(
    "never takes the text of %j for its value",
    (text) => {
      const { secrets } = setUp({ ...ITEMS, broken: text });
      closed(
        thrown(() => ({ ...secrets })),
        "exit code 1",
      );
      expect([secrets.a, secrets.b, secrets.c]).toEqual(Object.values(VALUES));
    },
  );

  it.each([
    ["an absent item", "op://v/absent/a"],
    ["a vault that is denied", "op://denied/i/a"],
  ])("with %s breaks that key only", (_name, text) => {
    const { secrets } = setUp({ ...ITEMS, broken: text });
    const error = thrown<ResolveError>(() => toObject(secrets));
    closed(error, "exit code 1");
    expect(error.path).toEqual(["broken"]);
    expect([secrets.a, secrets.b, secrets.c]).toEqual(Object.values(VALUES));
  });

  it.each<[string, Record<string, string>]>([
    ["is locked", { FAKE_OP: "locked" }],
    ["has a wrong token", { OP_SERVICE_ACCOUNT_TOKEN: "canary-token" }],
  ])("that %s fails for all, and a later read succeeds", (_name, state) => {
    const { env, secrets } = setUp(ITEMS, state);
    closed(
      thrown(() => toObject(secrets)),
      "exit code 1",
    );
    closed(
      thrown(() => secrets.a),
      "exit code 1",
    );
    for (const name of Object.keys(state)) delete (env as Record<string, string | undefined>)[name];
    expect(toObject(secrets)).toEqual(VALUES);
  });

  it("that does not answer fails in time, and a later read succeeds", () => {
    const { env, op, secrets } = setUp(ITEMS, { FAKE_OP: "slow" }, 1500);
    closed(
      thrown(() => toObject(secrets)),
      "longer than 1.5 s",
    );
    expect(op.verbs()).toEqual(["inject"]);
    delete (env as Record<string, string | undefined>).FAKE_OP;
    expect(toObject(secrets)).toEqual(VALUES);
  });
});
