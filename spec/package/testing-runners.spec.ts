import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { commandOf, installPackage } from "../support/install";
import { type Sandbox, sandbox } from "../support/sandbox";

/* `toml-secrets/testing` in the runners that people use, each as its own process on the packed package. */

const BODY = `
const check = (actual, wanted) => { if (actual !== wanted) throw new Error(actual + " is not " + wanted); };
test("overrides for one test, and at the same time for another", async () => {
  await Promise.all([1, 2, 3].map((n) => withSecrets({ n }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    check(secrets.n, n);
  })));
  check("n" in secrets, false);
});
test("overrides until it is disposed of", () => {
  const override = overrideSecrets({ api_key: "canary-fake" }, { exportEnv: true });
  check(secrets.api_key, "canary-fake");
  check(process.env.api_key, "canary-fake");
  override[Symbol.dispose]();
  check("api_key" in secrets, false);
  check(process.env.api_key, undefined);
});
let hooked;
beforeEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  hooked = overrideSecrets({ hooked: "canary-hooked" });
});
afterEach(() => hooked[Symbol.dispose]());
test("overrides from a hook", () => check(secrets.hooked, "canary-hooked"));`;
const IMPORTS = `import { secrets } from "toml-secrets";\nimport { overrideSecrets, withSecrets } from "toml-secrets/testing";\n`;
const REQUIRES = `const { secrets } = require("toml-secrets");\nconst { overrideSecrets, withSecrets } = require("toml-secrets/testing");\n`;

function project(): Sandbox {
  const box = sandbox();
  installPackage(box.root, ["vitest", "vite"]);
  return box;
}
const env = (box: Sandbox) => ({ ...process.env, HOME: box.home, NODE_OPTIONS: "" });

const runJest = (box: Sandbox) =>
  spawnSync(process.execPath, [commandOf("jest"), "--rootDir", box.project], {
    cwd: box.project,
    env: env(box),
    encoding: "utf8",
  });

describe("toml-secrets/testing", () => {
  it("works in jest", () => {
    const box = project();
    box.write("project/a.test.js", REQUIRES + BODY);
    box.write("project/package.json", "{}");
    const { status, stderr } = runJest(box);
    expect(stderr).toContain("3 passed");
    expect(status).toBe(0);
  });

  it("works in vitest", () => {
    const box = project();
    box.write("project/a.test.js", `import { afterEach, beforeEach, test } from "vitest";\n${IMPORTS}${BODY}`);
    const said = execFileSync(process.execPath, [commandOf("vitest"), "run", "--root", box.project], {
      cwd: box.project,
      env: env(box),
      encoding: "utf8",
    });
    expect(said).toContain("3 passed");
  });

  it("works in node:test", () => {
    const box = project();
    const file = box.write("project/a.test.mjs", `import { afterEach, beforeEach, test } from "node:test";\n${IMPORTS}${BODY}`);
    const said = execFileSync(process.execPath, ["--test", file], { cwd: join(box.project), env: env(box), encoding: "utf8" });
    expect(said).toMatch(/pass 3\b/);
  });
});

describe("jest's option resetModules, which loads every module anew for each test", () => {
  it("leaves an instance from before with all that it can do", () => {
    const box = project();
    box.writeProject('token = "canary-token"\nlist = [{ a = "canary-in-list" }]\nday = 2024-01-01\n[db]\nuser = "canary-user"\n');
    box.write("project/package.json", '{ "jest": { "resetModules": true } }');
    box.write(
      "project/a.test.js",
      `const lib = require("toml-secrets");
       const { secrets, KeyError } = lib;
       const none = lib.createSecrets({ files: [], env: {} });
       expect("a" in none).toBe(false);
       beforeEach(() => { jest.resetModules(); require("toml-secrets"); });
       test("reads", () => expect([secrets.token, secrets.list[0].a, secrets.day.getUTCFullYear()].join()).toBe("canary-token,canary-in-list,2024"));
       test("is asked", () => expect([lib.getSecret(secrets, "db.user"), lib.getSecret(secrets, "db.x", 1), lib.toObject(secrets.db).user].join()).toBe("canary-user,1,canary-user"));
       test("prints", () => expect(require("util").inspect(secrets.db) + JSON.stringify(secrets.db)).toBe('{ user: [redacted] }{"user":"[redacted: toObject() gives the values]"}'));
       test("masks", () => expect(lib.redact("x canary-token x")).toBe("x [redacted] x"));
       test("misses", () => { try { secrets.db.usr; } catch (error) { expect([error instanceof lib.KeyError, error.suggestion].join()).toBe("true,db.user"); return; } throw new Error("no error"); });
       test("has nothing", () => expect(["a" in none, lib.getSecret(none, "a", 1), lib.loadIfExists(none)].join()).toBe("false,1,false"));
       test("throws", () => expect(() => require("toml-secrets").secrets.tokn).toThrow(KeyError));
       test("refuses", () => expect(() => { secrets.db.user = 1; }).toThrow(lib.ReadOnlyError));`,
    );
    const { status, stderr } = runJest(box);
    expect(stderr).toContain("8 passed");
    expect(status).toBe(0);
  });
});
