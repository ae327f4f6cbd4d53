import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { ResolveError, toObject } from "../../../lib";
import { command, commands } from "../../../lib/resolvers";
import { fakeOp } from "../../support/fake-op";
import { fakeCommand } from "../../support/programs";
import { sandbox, thrown } from "../../support/sandbox";

/* The arguments that each command gets, with commands made here from the tools' documentation; and commands that misbehave. */

function setUp(toml: string, scheme: string, name: keyof typeof commands, program: string, options: object = {}) {
  const box = sandbox();
  box.writeProject(toml);
  const folder = join(box.root, "bin");
  const path = fakeCommand(folder, name, program);
  const secrets = box.secrets({ resolve: { [scheme]: commands[name]({ path, ...options }) } });
  const calls = () => {
    const lines = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as string[]);
  };
  return { box, secrets, calls };
}

const PRINT = 'process.stdout.write("canary-value\\n")';
const json = (value: unknown) => `process.stdout.write(${JSON.stringify(JSON.stringify(value))})`;

describe("the arguments", () => {
  it.each<[keyof typeof commands, string, string, string, string[], string]>([
    ["bw", "bw", "bw://my%20item/username", PRINT, ["get", "username", "my item", "--nointeraction", "--raw"], "canary-value"],
    [
      "vault",
      "vault",
      "vault://secret/app?version=2#/k",
      json({ data: { data: { k: "canary-k" }, metadata: {} } }),
      ["kv", "get", "-format=json", "-version=2", "--", "secret/app"],
      "canary-k",
    ],
    [
      "bao",
      "bao",
      "bao://kv/app#/k",
      json({ data: { k: "canary-k" } }),
      ["kv", "get", "-format=json", "--", "kv/app"],
      "canary-k",
    ],
    [
      "gcloud",
      "gcpsecrets",
      "gcpsecrets://proj/name",
      'process.stdout.write("canary-exact\\n")',
      ["secrets", "versions", "access", "latest", "--secret=name", "--project=proj", "--quiet"],
      "canary-exact\n",
    ],
    [
      "az",
      "azurekeyvault",
      "azurekeyvault://v/n",
      json({ value: "canary-az" }),
      ["keyvault", "secret", "show", "--vault-name=v", "--name=n", "--output=json", "--only-show-errors"],
      "canary-az",
    ],
    [
      "doppler",
      "doppler",
      "doppler://p/c/N",
      PRINT,
      ["secrets", "get", "N", "--plain", "--project=p", "--config=c", "--no-check-version"],
      "canary-value",
    ],
    [
      "infisical",
      "infisical",
      "infisical://prod/a/N?projectId=x",
      PRINT,
      ["secrets", "get", "N", "--plain", "--silent", "--env=prod", "--path=/a", "--projectId=x"],
      "canary-value",
    ],
    [
      "security",
      "keychain",
      "keychain://svc/acc",
      PRINT,
      ["find-generic-password", "-w", "-s", "svc", "-a", "acc"],
      "canary-value",
    ],
    [
      "sops",
      "sops",
      "sops://a.yaml#/db/p",
      json({ db: { p: "canary-p" } }),
      ["--decrypt", "--output-type=json", "a.yaml"],
      "canary-p",
    ],
    [
      "kubectl",
      "k8s",
      "k8s://ns/n#/k",
      json({ data: { k: Buffer.from("canary-k8s").toString("base64") } }),
      ["get", "secret", "n", "--namespace=ns", "--output=json"],
      "canary-k8s",
    ],
  ])("of %s", (name, scheme, reference, program, args, value) => {
    const { secrets, calls } = setUp(`a = ${JSON.stringify(reference)}`, scheme, name, program);
    expect(secrets.a).toBe(value);
    expect(calls()).toEqual([args]);
  });

  const OP = `
    const [verb, ...rest] = process.argv.slice(2);
    if (verb === "read") {
      if (rest.at(-1).includes("absent")) { console.error("canary-in-stderr"); process.exit(1); }
      process.stdout.write("canary of " + rest.at(-1));
    } else {
      const template = require("node:fs").readFileSync(0, "utf8");
      if (template.includes("absent")) process.exit(1);
      process.stdout.write(template.replace(/\\{\\{ (op:[^}]*) \\}\\}/g, "canary of $1"));
    }`;

  it("of op: one by read, several by one inject", () => {
    const { secrets, calls } = setUp('a = "op://v/i/a"\nb = "op://v/i/b c"\nc = "op://v/i/$(id)"', "op", "op", OP);
    expect(secrets.a).toBe("canary of op://v/i/a");
    expect({ ...secrets }).toEqual({ a: "canary of op://v/i/a", b: "canary of op://v/i/b c", c: "canary of op://v/i/$(id)" });
    expect(calls().map(([verb]) => verb)).toEqual(["read", "read", "read"]); // one is left for a template, and the other can't be in one
    const batch = setUp('a = "op://v/i/a"\nb = "op://v/i/b"\nc = "op://v/i/c"', "op", "op", OP);
    expect(toObject(batch.secrets)).toEqual({ a: "canary of op://v/i/a", b: "canary of op://v/i/b", c: "canary of op://v/i/c" });
    expect(batch.calls()).toEqual([["inject"]]);
  });

  it("of op: one that is missing breaks its own key", () => {
    const { secrets } = setUp('a = "op://v/i/a"\nb = "op://v/absent/b"\nc = "op://v/i/c"', "op", "op", OP);
    const error = thrown<ResolveError>(() => toObject(secrets));
    expect(error).toMatchObject({ code: "ERR_SECRETS_RESOLVE", path: ["b"] });
    expect(inspect(error, { showHidden: true })).not.toContain("canary");
    expect([secrets.a, secrets.c]).toEqual(["canary of op://v/i/a", "canary of op://v/i/c"]);
  });
});

describe("a reference that tries to be more than one", () => {
  it.each(["pass://--help", "pass://-rf", "pass://a\u0000b", "pass://", "pass://%", "pass://%2d-help", "pass://a%00b"])(
    "%j is refused",
    (text) => {
      const { secrets } = setUp(`a = ${JSON.stringify(text)}`, "pass", "pass", PRINT);
      expect(thrown(() => secrets.a)).toBeInstanceOf(ResolveError);
    },
  );

  it.each(["op://--help", "op://$(touch x)", "op://`id`", "op://a\nb", "op://a; b | c & d", "op://{{ op://x }}"])(
    "%j is one argument",
    (text) => {
      const { secrets, calls } = setUp(`a = ${JSON.stringify(text)}`, "op", "op", PRINT);
      expect(secrets.a).toBe("canary-value\n");
      expect(calls()).toEqual([["read", "--no-newline", "--", text]]);
    },
  );

  it("goes into the place of {} of another command", () => {
    const box = sandbox();
    box.writeProject('a = "mine://x $(id)"');
    const path = fakeCommand(join(box.root, "bin"), "mine", "console.log(process.argv[3])");
    expect(box.secrets({ resolve: { mine: command([path, "show", "<{}>"]) } }).a).toBe("<x $(id)>");
    expect(() => command([])).toThrow(TypeError);
  });
});

describe("a command that", () => {
  it.each<[string, string, string]>([
    ["never ends", "setInterval(() => {}, 1000)", "longer than"],
    [
      "starts a helper that never ends",
      'require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" }); setInterval(() => {}, 1000)',
      "longer than",
    ],
    ["prints 10 MB", 'process.stdout.write("canary".repeat(2_000_000))', "more than"],
    ["fails and quotes a secret", 'console.error("canary"); console.log("canary"); process.exit(3)', "exit code 3"],
    ["prints bytes", "process.stdout.write(Buffer.from([255, 254, 1]))", "UTF-8"],
    ["kills itself", 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)', "SIGTERM"],
    ["asks on the terminal", 'require("node:fs").openSync("/dev/tty", "r+")', "exit code"],
    [
      "waits for a password on standard input",
      'if (require("node:fs").readFileSync(0, "utf8") === "") process.exit(9)',
      "exit code 9",
    ],
  ])("%s is a ResolveError without its output", (_name, program, reason) => {
    const { secrets } = setUp('a = "pass://a"\nb = "canary-b"', "pass", "pass", program, { timeoutMs: 1500 });
    const start = performance.now();
    const error = thrown<ResolveError>(() => secrets.a);
    expect(error).toBeInstanceOf(ResolveError);
    expect(error.reason).toContain(reason);
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(secrets.b).toBe("canary-b");
  });

  it("is not installed is a ResolveError, and a later read may succeed", () => {
    const box = sandbox();
    box.writeProject('a = "pass://a"');
    const path = join(box.root, "bin", "pass");
    const secrets = box.secrets({ resolve: { pass: commands.pass({ path }) } });
    expect(thrown<ResolveError>(() => secrets.a).reason).toContain("not installed");
    fakeCommand(join(box.root, "bin"), "pass", PRINT);
    expect(secrets.a).toBe("canary-value");
  });
});

describe("fifty references of op", () => {
  const texts = Array.from({ length: 50 }, (_one, index) => `op://v/i${index}/a`);
  const values = (references: readonly string[]) => references.map((one) => `canary-of-${one.slice(5)}`);
  function fifty(references: readonly string[], env: Record<string, string> = {}) {
    const box = sandbox();
    box.writeProject(
      `all = ${JSON.stringify(references)}\n${references.map((one, at) => `k${at} = ${JSON.stringify(one)}`).join("\n")}`,
    );
    const op = fakeOp(join(box.root, "bin"));
    const resolver = commands.op({ path: op.path, timeoutMs: 3000, env: { ...process.env, ...env } });
    return { op, secrets: box.secrets({ resolve: { op: resolver } }) };
  }

  it("are one call", () => {
    const { op, secrets } = fifty(texts);
    expect(secrets.all).toEqual(values(texts));
    expect(op.verbs()).toEqual(["inject"]);
  });

  it("of which one is absent take a few calls, and only that key has an error", () => {
    const { op, secrets } = fifty([...texts.slice(0, 20), "op://v/absent/a", ...texts.slice(20)]);
    expect(thrown<ResolveError>(() => ({ ...secrets })).path).toEqual(["all", 20]);
    expect(op.verbs().length).toBeLessThan(16);
    for (const at of [0, 19, 21, 50]) expect(secrets[`k${at}`]).toMatch(/^canary-of-v/);
    expect(op.verbs().length).toBeLessThan(16);
  });

  it("are one call that fails in time, when the store does not answer", () => {
    const { op, secrets } = fifty(texts, { FAKE_OP: "slow" });
    expect(thrown<ResolveError>(() => toObject(secrets)).reason).toContain("longer than 3 s");
    expect(op.verbs()).toEqual(["inject"]);
  });
});
