import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { canary, canaryTail, SAMPLE_TOML, traceIn } from "../../support/canaries";
import { installPackage } from "../../support/install";
import { type Sandbox, sandbox } from "../../support/sandbox";

/*
 * The built package in real processes: what stands on stdout and stderr is what a log file gets. Each program is run a second
 * time with plain objects, which must leak.
 */

const FIXTURES = join(__dirname, "../../fixtures/leaks");

function project(): Sandbox {
  const box = sandbox();
  box.writeProject(SAMPLE_TOML);
  installPackage(box.project);
  cpSync(FIXTURES, box.project, { recursive: true });
  return box;
}

function run(box: Sandbox, args: readonly string[], input = "") {
  const env = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home, NODE_REPL_HISTORY: "" };
  const done = spawnSync(process.execPath, args, { cwd: box.project, env, input, encoding: "utf8", timeout: 30_000 });
  expect(done.signal).toBeNull();
  return { status: done.status, shown: `${done.stdout}\n${done.stderr}` };
}

/** The marked parts of an output that hold a piece of a canary. */
function leakingParts(shown: string): string[] {
  const parts = shown.split(/^=== /m).slice(1);
  return [...new Set(parts.filter((part) => traceIn(part) !== undefined).map((part) => part.split("\n", 1)[0] as string))];
}

describe("the console of a real process", () => {
  it("shows no value by any of its methods, nor by warnings", () => {
    const box = project();
    const { status, shown } = run(box, ["console.cjs", "views"]);
    expect(status).toBe(0);
    expect(shown).toContain("[redacted]");
    expect(traceIn(shown) && leakingParts(shown)).toBeUndefined();
    const control = leakingParts(run(box, ["console.cjs", "plain"]).shown);
    const methods =
      "log info debug warn error trace dir dirxml group groupCollapsed timeLog assert process.stdout.write process.emitWarning";
    for (const method of methods.split(" ")) expect(control).toContain(method);
  });

  it("console.table reads the values of its rows, and console.dir goes past the hook of an array of texts: open", () => {
    const box = project();
    expect(traceIn(run(box, ["-e", 'console.dir(require("toml-secrets").secrets.list)']).shown)).toBeDefined();
    expect(traceIn(run(box, ["-e", 'console.table(require("toml-secrets").secrets.db)']).shown)).toBeDefined();
  });
});

describe("a crash", () => {
  it("shows no value, however it comes about", () => {
    const box = project();
    const ways = JSON.parse(run(box, ["crash.cjs", "views"]).shown) as string[];
    expect(ways.length).toBeGreaterThan(15);
    for (const way of ways) {
      const { status, shown } = run(box, ["crash.cjs", "views", way]);
      expect([way, status]).not.toEqual([way, 0]);
      expect([way, traceIn(shown), shown]).toEqual([way, undefined, shown]);
    }
    for (const way of ["throw the object", "throw an error that was made of it", "reject with a cause", "assert.strictEqual"])
      expect([way, traceIn(run(box, ["crash.cjs", "plain", way]).shown)]).not.toEqual([way, undefined]);
  });
});

describe("a section that is taken for an error", () => {
  const shownBy = (args: readonly string[], program: string) => {
    const box = project();
    box.writeProject(`[db]\nmessage = "${canary(6)}"\nstack = "${canary(7)}"\n[other]\npassword = "${canary(8)}"\n`);
    return run(box, [...args, "-e", `const { secrets } = require("toml-secrets"); ${program}`]).shown;
  };

  it("shows its keys `stack` and `message` where it has them: open", () => {
    expect(shownBy(["--unhandled-rejections=warn"], "Promise.reject(secrets.db)")).toContain(canary(7));
    expect(shownBy([], 'require("assert").ifError(secrets.db)')).toContain(canary(6));
  });

  it("shows nothing where it has them not", () => {
    const shown = [
      shownBy(["--unhandled-rejections=warn"], "Promise.reject(secrets.other)"),
      shownBy([], 'require("assert").ifError(secrets.other)'),
    ];
    expect(shown.map((text) => traceIn(text))).toEqual([undefined, undefined]);
  });
});

describe("the REPL", () => {
  const lines = [
    "const { secrets, toObject } = require('toml-secrets')",
    "secrets.db.port",
    "secrets",
    "secrets.db",
    "[secrets.hosts]",
    "secrets.list",
  ];

  it("prints no value with `node -i`", () => {
    const box = project();
    const { shown } = run(box, ["-i"], `${lines.join("\n")}\n.exit\n`);
    expect(shown).toContain("[redacted]");
    expect(traceIn(shown)).toBeUndefined();
    expect(traceIn(run(box, ["-i"], `${lines[0]}\ntoObject(secrets)\n`).shown)).toBeDefined();
  });

  it("shows no value in a terminal's previews and completions", () => {
    const box = project();
    const { shown } = run(box, ["repl.cjs"]);
    expect(shown).toContain("5432");
    expect(shown).toContain("[redacted]");
    expect(traceIn(shown)).toBeUndefined();
    expect(traceIn(run(box, ["repl.cjs", "plain"]).shown)).toBeDefined();
  });
});

/* The list in docs/security.md, "Limits". */
describe("what no library can keep", () => {
  const shows = (program: string) => {
    const box = project();
    const code = `const { secrets } = require("toml-secrets"); void secrets.root; ${program}`;
    const { status, shown } = run(box, ["--no-warnings", "-e", code]);
    expect([status, shown]).toEqual([0, expect.any(String)]);
    return shown;
  };

  it("children inherit the exported variables, and a diagnostic report lists them; sections are in neither", () => {
    const inherited = shows(
      `process.stdout.write(require("child_process").execFileSync(process.execPath, ["-p", "process.env"]))`,
    );
    const reported = shows("process.stdout.write(JSON.stringify(process.report.getReport()))");
    for (const text of [inherited, reported]) {
      expect(text).toContain(canary(0));
      expect(text).not.toContain(canaryTail(6));
    }
  });

  it("a heap snapshot holds every value that was used", () => {
    // A string that the parser put together is many pieces until it is used; a password that nobody uses is none.
    const found = shows(`Buffer.from(secrets.db.password); const file = require("v8").writeHeapSnapshot("heap.heapsnapshot");
      process.stdout.write(require("fs").readFileSync(file, "latin1").match(/canary-\\w+/g).join(" "))`);
    expect(found).toContain(canary(6));
  });

  it("a debugger sees no value in the preview of a view, only what it asks for", () => {
    const asked = shows(`const session = new (require("inspector").Session)(); session.connect(); globalThis.secrets = secrets;
      const show = (error, result) => process.stdout.write(JSON.stringify(error ?? result));
      session.post("Runtime.evaluate", { expression: "secrets.db", generatePreview: true }, show);
      session.post("Runtime.evaluate", { expression: "'asked: ' + secrets.db.password" }, show);`);
    const [preview = "", value = ""] = asked.split("asked: ");
    expect(traceIn(preview)).toBeUndefined();
    expect(traceIn(value)).toBeDefined();
  });
});
