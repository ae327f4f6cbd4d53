import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as library from "../../lib";
import * as refusing from "../../lib/browser";
import { canary, SAMPLE_TOML, traceIn } from "../support/canaries";
import { commandOf, installPackage } from "../support/install";
import { sandbox, thrown } from "../support/sandbox";

const browser = refusing as unknown as typeof library;
const code = "ERR_SECRETS_BROWSER";

describe("the build for browsers", () => {
  it("has the names of the real one", () => {
    expect(Object.keys(refusing).sort()).toEqual(Object.keys(library).sort());
  });

  it("refuses every key, by every way to ask for one, and says what to do", () => {
    for (const view of [browser.secrets, browser.createSecrets({ files: "x.toml" })]) {
      const error = thrown<library.SecretsError>(() => view.db_password);
      expect(error).toBeInstanceOf(browser.SecretsError);
      expect(error).toMatchObject({ code, name: "SecretsError" });
      expect(error.message).toMatch(
        /no secrets in a browser, or in an edge or worker runtime: code .* asked for the secret "db_password"[\s\S]*Try: read secrets on the server[\s\S]*#err_secrets_browser/,
      );
      const ways: (() => unknown)[] = [
        () => view["db_password"],
        () => "db" in view,
        () => Object.keys(view),
        () => ({ ...view }),
        () => JSON.stringify(view),
        () => Object.assign(view, { a: 1 }),
        () => delete (view as Record<string, unknown>)["a"],
        () => Object.freeze(view),
      ];
      for (const way of ways) expect(thrown(way)).toMatchObject({ code });
    }
  });

  it("refuses in every helper", () => {
    const classes = Object.values(browser).filter((value) => String(value).startsWith("class"));
    const helpers = Object.entries(browser).filter(
      ([name, value]) => typeof value === "function" && name !== "createSecrets" && !classes.includes(value as never),
    );
    expect(helpers.length).toBeGreaterThan(2);
    for (const [name, helper] of helpers)
      expect([name, thrown(() => (helper as (...args: unknown[]) => unknown)(browser.secrets, "a", "fallback"))]).toMatchObject([
        name,
        { code },
      ]);
  });

  it("answers what tools ask every object for, as a plain object would", async () => {
    const view = browser.secrets;
    expect(await view).toBe(view);
    expect([view.then, view.toJSON, view.$$typeof, view["nodeType"]]).toEqual([undefined, undefined, undefined, undefined]);
    expect([String(view), view.constructor, Object.prototype.toString.call(view)]).toEqual([
      "[object Object]",
      Object,
      "[object Object]",
    ]);
    expect(Reflect.get(view, Symbol.iterator)).toBeUndefined();
  });
});

describe("an edge or worker runtime", () => {
  it.each(
    ["workerd", "edge-light", "worker"].flatMap((condition) => [
      [condition, "worker.cjs", 'require("toml-secrets").secrets.root;\n'],
      [condition, "worker.mjs", 'import { secrets } from "toml-secrets";\nsecrets.root;\n'],
    ]),
  )("gets the refusal, which names it: %s, and browser, as its bundlers say, %s", (condition, file, program) => {
    const box = sandbox();
    box.writeProject(SAMPLE_TOML);
    installPackage(box.project);
    box.write(`project/${file}`, program);
    const env = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home };
    const run = (...args: string[]) => spawnSync(process.execPath, [...args, file], { cwd: box.project, env, encoding: "utf8" });
    const done = run(`--conditions=${condition}`, "--conditions=browser");
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/or in an edge or worker runtime[\s\S]*ERR_SECRETS_BROWSER/);
    expect(traceIn(done.stderr)).toBeUndefined();
    expect(run().status).toBe(0);
  });
});

describe("jest under jsdom", () => {
  it("gets the refusal, and the real object where a file asks for Node's environment", () => {
    const box = sandbox();
    box.writeProject(SAMPLE_TOML);
    installPackage(box.project, ["jest-environment-jsdom"]);
    const jestOptions = { transform: {}, testEnvironment: "jsdom", testMatch: ["**/*.test.js"] };
    box.write("project/package.json", JSON.stringify({ name: "app", private: true, jest: jestOptions }));
    const body =
      'const { secrets } = require("toml-secrets");\ntest("reads", () => { expect(secrets.root).toBe(process.env.WANTED); });\n';
    box.write("project/page.test.js", body);
    box.write("project/server.test.js", `/** @jest-environment node */\n${body}`);
    const env = { PATH: process.env.PATH, HOME: box.home, TMPDIR: box.root, WANTED: canary(0) };
    const args = [commandOf("jest"), "--no-cache", "--json", "--outputFile=report.json"];
    const done = spawnSync(process.execPath, args, { cwd: box.project, env, encoding: "utf8", timeout: 60_000 });
    const { testResults } = require(join(box.project, "report.json"));
    const outcomes = Object.fromEntries(
      testResults.map((file: { name: string; status: string }) => [file.name.split("/").pop(), file.status]),
    );
    expect(outcomes).toEqual({ "page.test.js": "failed", "server.test.js": "passed" });
    expect(done.stderr).toContain("@jest-environment node");
    expect(traceIn(done.stderr)).toBeUndefined();
  });
});
