/* One file for every test runner: the package as a test imports it. */
const assert = require("node:assert");
const { secrets } = require("toml-secrets");
const testing = require("toml-secrets/testing");
const { behave } = require("./behaviour.cjs");

const { test } = runner();

test("an override is seen by the test and the environment, and is gone after it", () => {
  const seen = testing.withSecrets({ api_key: "canary-k" }, () => [secrets.api_key, process.env.api_key], { exportEnv: true });
  assert.deepEqual(seen, ["canary-k", "canary-k"]);
  assert.deepEqual(["api_key" in secrets, process.env.api_key], [false, undefined]);
});

test("100 overrides at once do not meet", async () => {
  const one = (n) => testing.withSecrets({ n }, () => new Promise((done) => setTimeout(() => done(secrets.n), n % 5)));
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  assert.deepEqual(await Promise.all(numbers.map(one)), numbers);
});

test("the whole behaviour", async () => {
  await behave(require("toml-secrets"), testing);
});

/** jest, vitest and bun have globals; node:test is a module. */
function runner() {
  if (typeof globalThis.test === "function") return globalThis;
  if (process.versions.bun) return require("bun:test");
  return require("node:test");
}
