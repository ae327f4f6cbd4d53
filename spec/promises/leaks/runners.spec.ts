import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SAMPLE_TOML, traceIn } from "../../support/canaries";
import { isFull } from "../../support/full";
import { commandOf, installPackage } from "../../support/install";
import { type Sandbox, sandbox } from "../../support/sandbox";

/*
 * Real runs of jest and vitest over a file of failing tests: what they print, report and write to snapshots is what a CI log
 * and a repository get.
 */

const RUNNERS = {
  jest: ["--no-cache", "--json", "--outputFile=report.json"],
  vitest: ["run", "--globals", "--no-color", "--reporter=verbose", "--reporter=json", "--outputFile=report.json"],
};

type Runner = keyof typeof RUNNERS;

type Mode = "closed" | "open" | "plain";
type Shown = ReturnType<typeof runOnce>;

const runs = new Map<string, Shown>();

/** Each run is made once, because a test runner takes seconds to start. */
function run(runner: Runner, mode: Mode): Shown {
  const name = `${runner} ${mode}`;
  const shown = runs.get(name) ?? runOnce(runner, mode);
  runs.set(name, shown);
  return shown;
}

function runOnce(runner: Runner, mode: Mode) {
  const box = sandbox();
  box.writeProject(SAMPLE_TOML);
  installPackage(box.project, ["vitest"]);
  const jestOptions = { transform: {}, testMatch: ["**/*.test.js"] };
  box.write("project/package.json", JSON.stringify({ name: "app", private: true, jest: jestOptions }));
  cpSync(join(__dirname, "../../fixtures/leaks/matchers.txt"), join(box.project, "matchers.test.js"));
  const env = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home, TMPDIR: box.root, SHOW: mode };
  const args = [commandOf(runner), ...RUNNERS[runner]];
  const done = spawnSync(process.execPath, args, { cwd: box.project, env, encoding: "utf8", timeout: 60_000 });
  expect(done.status).toBe(1);
  return { printed: `${done.stdout}\n${done.stderr}`, ...written(box) };
}

/** What the run left on the disk: the report, the snapshots, and the test file with its inline snapshot. */
function written(box: Sandbox) {
  const text = (path: string) => (existsSync(join(box.project, path)) ? readFileSync(join(box.project, path), "utf8") : "");
  return {
    report: text("report.json"),
    snapshots: text("__snapshots__/matchers.test.js.snap"),
    inline: text("matchers.test.js"),
  };
}

/** The titles of the failed tests in whose printed part a piece of a canary stands. */
function leakingTests(printed: string): string[] {
  const parts = printed.split(/^ {2}● | FAIL {2}matchers\.test\.js > /m).slice(1);
  return [...new Set(parts.filter((part) => traceIn(part) !== undefined).map((part) => part.split("\n", 1)[0] as string))];
}

/** jest's report but for `failureDetails`: plain, deep copies of what was compared, made by jest. */
function withoutDetails(report: string): string {
  return JSON.stringify(JSON.parse(report), (key, value) => (key === "failureDetails" ? undefined : value));
}

describe.each(Object.keys(RUNNERS) as Runner[])("%s", (runner) => {
  it("shows no value in its diffs, titles and reports, and writes none to snapshots", () => {
    const shown = run(runner, "closed");
    expect(JSON.parse(shown.report).numFailedTests).toBeGreaterThan(130);
    expect(leakingTests(shown.printed)).toEqual([]);
    const looked = { ...shown, report: withoutDetails(shown.report) };
    for (const [where, text] of Object.entries(looked)) expect([where, traceIn(text)]).toEqual([where, undefined]);
    expect(shown.snapshots).toContain("[redacted]");
    expect(shown.inline).toMatch(/toMatchInlineSnapshot\([^)]*\[redacted\]/);
  });

  // The control. A plain run makes it with jest only.
  if (isFull || runner === "jest")
    it("shows the same data as plain objects", () => {
      const shown = run(runner, "plain");
      const leaking = leakingTests(shown.printed);
      for (const title of ["section toEqual", "root toMatchObject", "twins toEqual", "nested toHaveBeenCalledWith"])
        expect(leaking).toContain(title);
      for (const [where, text] of Object.entries(shown)) expect([where, traceIn(text)]).not.toEqual([where, undefined]);
    });

  it("shows a spread section, an array of strings, and what toMatchObject picks by name: open", () => {
    expect(leakingTests(run(runner, "open").printed)).toHaveLength(3);
  });
});

it("jest's --json report has a plain copy of what a failed matcher compared: open", () => {
  expect(traceIn(run("jest", "closed").report)).toBeDefined();
});

describe("node:test", () => {
  const shownBy = (reporter: string) => {
    const box = sandbox();
    box.writeProject(SAMPLE_TOML);
    installPackage(box.project);
    box.write(
      "project/a.test.cjs",
      `require("node:test")("a", () => require("node:assert").deepEqual(require("toml-secrets").secrets.db, {}));`,
    );
    const env = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home };
    const done = spawnSync(process.execPath, [`--test-reporter=${reporter}`, "a.test.cjs"], {
      cwd: box.project,
      env,
      encoding: "utf8",
    });
    expect(done.status).toBe(1);
    return done.stdout + done.stderr;
  };

  it.each(["spec", "dot", "junit"])("shows no value by its reporter %s", (reporter) => {
    expect(traceIn(shownBy(reporter))).toBeUndefined();
  });

  it("copies the keys for its TAP reporter: open", () => {
    expect(traceIn(shownBy("tap"))).toBeDefined();
  });
});
