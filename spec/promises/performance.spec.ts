import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encrypted, keyPair } from "../support/encrypted";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

/*
 * What the packed package does, counted: files, modules, views, comparisons, bytes that stay. Counts are the same on every
 * machine, and times are not; those are what `npm run bench` is for. Which modules are loaded is in package.spec.ts.
 */

/** What a program reports that runs beside these secrets, with `report` and `count` at hand. */
function reportOf(toml: string, program: string, nodeOptions: readonly string[] = []): Record<string, unknown> {
  const box = sandbox();
  installPackage(box.root);
  box.writeProject(toml);
  box.writeGlobal('h = "canary-home"\n');
  const helpers = `
    const report = (counts) => console.log(JSON.stringify(counts));
    /** Counts the calls of a function of an object. */
    const count = (object, name) => {
      const real = object[name], calls = [];
      object[name] = function (...args) { calls.push(args[0]); return real.apply(this, args); };
      return calls;
    };\n`;
  writeFileSync(join(box.project, "program.cjs"), helpers + program);
  const env = { ...process.env, HOME: box.home, USERPROFILE: box.home, SECRETS_FILES: "" };
  const stdout = execFileSync(process.execPath, [...nodeOptions, "program.cjs"], { cwd: box.project, env, encoding: "utf8" });
  return JSON.parse(stdout);
}

const sectionsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `[section_${index}]\nuser = "canary-${index}"\n`).join("");

describe("files", () => {
  it("are read once each, the secrets' own and no others, whatever is asked for and however often", () => {
    const counts = reportOf(
      'token = "canary-token"\nlist = [1]\n[db]\nuser = "canary-user"\n',
      `const fs = require("node:fs");
       const { secrets } = require("toml-secrets");
       const reads = count(fs, "readFileSync"), stats = count(fs, "statSync"), lists = count(fs, "readdirSync");
       const links = count(fs, "lstatSync");
       for (let i = 0; i < 3; i++) { secrets.token; secrets.db.user; "x" in secrets; ({ ...secrets.db }); JSON.stringify(secrets); try { secrets.x } catch {} }
       const own = (calls) => calls.map(String).filter((file) => !file.includes("node_modules"));
       report({ reads: own(reads).length, stats: own(stats).length, lists: own(lists).length, links: own(links).length });`,
    );
    expect(counts).toEqual({ reads: 2, stats: 2, lists: 0, links: 1 }); // the link: who could have put the project file there
  });
});

describe("an `import`", () => {
  it("lets Node look for names in one line of CommonJS only, and finds all that there are", () => {
    const { commonJs, missing } = reportOf(
      "",
      `const { readFileSync, writeFileSync } = require("node:fs");
       const required = Object.keys(require("toml-secrets"));
       writeFileSync("program.mjs", 'export * from "toml-secrets"; export const url = import.meta.resolve("toml-secrets");');
       import("./program.mjs").then((imported) => {
         const imports = [...readFileSync(new URL(imported.url), "utf8").matchAll(/from "(.*)"/g)];
         const commonJs = imports.map(([, file]) => readFileSync(new URL(file, imported.url), "utf8"));
         report({ commonJs, missing: required.filter((name) => !(name in imported)) });
       });`,
    );
    expect(commonJs).toEqual(['exports.index = require("./index.js");\n']);
    expect(missing).toEqual([]);
  });
});

describe("Node's own modules", () => {
  it("are loaded neither by the import nor by the first secret", () => {
    const { atImport, atRead } = reportOf(
      'token = "canary-token"\n',
      `const before = process.moduleLoadList.length;
       const { secrets } = require("toml-secrets");
       const imported = process.moduleLoadList.length;
       secrets.token;
       report({ atImport: process.moduleLoadList.slice(before, imported), atRead: process.moduleLoadList.slice(imported) });`,
    ) as { atImport: string[]; atRead: string[] };
    const modules = (list: string[]) => list.filter((name) => name.startsWith("NativeModule ") && !name.includes("internal/"));
    expect(modules(atImport)).toEqual([]);
    expect(modules(atRead)).toEqual([]);
  });

  it("for encryption are loaded when the first value is opened, and not by a load, a list, or a plain value", async () => {
    const alice = keyPair();
    const { text } = await encrypted('token = "canary-token"\n', [{ name: "alice", recipient: alice.recipient }]);
    const counts = reportOf(
      text,
      `const { createSecrets } = require("toml-secrets");
       const secrets = createSecrets({ exportEnv: false, ageKey: ${JSON.stringify(alice.secret)} });
       const isLoaded = () => process.moduleLoadList.includes("NativeModule crypto");
       const seen = [];
       Object.keys(secrets), "token" in secrets, String(secrets), secrets.h;
       seen.push(isLoaded());
       secrets.token;
       seen.push(isLoaded());
       report({ seen });`,
    );
    expect(counts).toEqual({ seen: [false, true] });
  });
});

describe("views", () => {
  it("are made for the sections that are touched, once each, and never by the load or by printing", () => {
    const counts = reportOf(
      sectionsOf(1_000),
      `let made = 0;
       globalThis.Proxy = new Proxy(Proxy, { construct: (Real, args) => { made++; return new Real(...args); } });
       const { secrets } = require("toml-secrets");
       const steps = { import: made };
       secrets.h; steps.load = made;
       require("node:util").inspect(secrets); JSON.stringify(secrets); "section_1" in secrets; steps.printed = made;
       secrets.section_1; steps.one = made;
       for (let i = 0; i < 100; i++) secrets.section_1.user + { ...secrets.section_1 }.user; steps.again = made;
       secrets.section_2; steps.two = made;
       report(steps);`,
    );
    expect(counts).toEqual({ import: 1, load: 1, printed: 1, one: 2, again: 2, two: 3 });
  });
});

describe("the keys of a view", () => {
  it("are looked up in its table once, however often it is spread or listed", () => {
    const counts = reportOf(
      'token = "canary-token"\n[db]\nuser = "canary-user"\n',
      `const { secrets } = require("toml-secrets");
       secrets.token;
       const lists = count(Object, "keys");
       ({ ...secrets.db }); const first = lists.length;
       for (let i = 0; i < 10; i++) ({ ...secrets.db }); Reflect.ownKeys(secrets.db).push("x"); Object.entries(secrets.db);
       report({ first, more: lists.length - first, keys: Reflect.ownKeys(secrets.db) });`,
    );
    expect(counts).toEqual({ first: 1, more: 0, keys: ["user"] });
  });
});

describe("a read that was made before", () => {
  it("allocates nothing, of a root key and of a nested one", () => {
    const { bytes, control } = reportOf(
      'token = "canary-token"\n[db]\nuser = "canary-user"\n',
      `const { secrets } = require("toml-secrets");
       let length = 0;
       const read = (times) => { for (let i = 0; i < times; i++) length += secrets.token.length + secrets.db.user.length; };
       const allocate = (times) => { for (let i = 0; i < times; i++) length += { ...secrets.db }.user.length; };
       const bytesOfOnce = (act) => { const before = process.memoryUsage().heapUsed; act(20_000); return process.memoryUsage().heapUsed - before; };
       // The least of some: V8 itself allocates where it optimises the code in the meantime.
       const bytesOf = (act) => Math.min(...Array.from({ length: 5 }, () => bytesOfOnce(act)));
       report({ bytes: bytesOf(read), control: bytesOf(allocate) });`,
      ["--max-semi-space-size=128", "--min-semi-space-size=128"], // nothing is collected in between
    ) as { bytes: number; control: number };
    expect(bytes / 20_000).toBeLessThan(8);
    expect(control / 20_000).toBeGreaterThan(16);
  });
});

describe("the parser", () => {
  it("goes over a document once, one step a character at most", () => {
    const toml = `list = [1]\n${sectionsOf(100)}`;
    const { documents, steps, tables } = reportOf(
      toml,
      `const { dirname, join } = require("node:path");
       const dist = dirname(require.resolve("toml-secrets"));
       const Parser = require(join(dist, "toml-parser.js"));
       const documents = count(Parser.prototype, "parse"), steps = count(Parser.prototype, "nextChar");
       const { secrets } = require("toml-secrets");
       report({ tables: Object.keys(secrets).length, documents: documents.length, steps: steps.length });`,
    ) as { documents: number; steps: number; tables: number };
    expect(tables).toBe(102);
    expect(documents).toBe(1);
    expect(steps).toBeGreaterThan(toml.length / 10);
    expect(steps).toBeLessThanOrEqual(toml.length + 1);
  });
});

describe("a suggestion", () => {
  const comparisons = (keys: number, wanted: string) =>
    reportOf(
      Array.from({ length: keys }, (_, index) => `key_${String(index).padStart(5, "0")} = 1\n`).join(""),
      `const levenshtein = require("node:module").createRequire(require.resolve("toml-secrets"))("fastest-levenshtein");
       const distances = count(levenshtein, "distance");
       const { secrets } = require("toml-secrets");
       try { secrets[${JSON.stringify(wanted)}]; report({ error: "none" }); } catch (error) { report({ code: error.code, distances: distances.length }); }`,
    );

  it("compares the key with each other once at most: ten times as many keys are ten times as much work", () => {
    expect(comparisons(1_000, "kex_x0000")).toEqual({ code: "ERR_SECRETS_KEY", distances: 1_000 });
    expect(comparisons(10_000, "kex_x0000")).toEqual({ code: "ERR_SECRETS_KEY", distances: 10_000 });
  });

  it("compares nothing where the lengths already say that no key was meant", () => {
    expect(comparisons(1_000, "a_much_longer_name")).toEqual({ code: "ERR_SECRETS_KEY", distances: 0 });
  });
});

describe("the text of a file", () => {
  const comments = `# ${"canary-comment".repeat(5)}\n`.repeat(15_000); // over a megabyte
  const values = Array.from({ length: 20 }, (_, index) => `key_${index} = "canary-value-of-${index}"\n`).join("");

  it.each([
    ["that is plain", comments + values],
    ["that needs the parser, told at its end", `${comments + values}list = [ 1 ]\nfloat = 1.5\n`],
  ])("does not stay in memory, of a file %s", (_kind, toml) => {
    const { kept, lastMatch } = reportOf(
      toml,
      `const { createSecrets } = require("toml-secrets");
       // So that all code is there before the counting begins, and what V8 makes of it: that of the parser, and that of this document.
       require("node:fs").writeFileSync("warm-up.toml", "a = 1.5");
       createSecrets({ exportEnv: false, files: "warm-up.toml" }).a;
       for (let i = 0; i < 3; i++) createSecrets({ exportEnv: false }).key_1;
       const settled = () => { for (let i = 0; i < 5; i++) gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
       const before = settled();
       // Many, because V8 may compile more code meanwhile, which is counted too.
       const all = Array.from({ length: 8 }, () => createSecrets({ exportEnv: false }));
       for (const secrets of all) secrets.key_1;
       report({ kept: (settled() - before) / all.length, lastMatch: RegExp.input.length });
       for (const secrets of all) secrets.key_2;`,
      ["--expose-gc"],
    ) as { kept: number; lastMatch: number };
    expect(kept).toBeLessThan(comments.length / 10);
    expect(lastMatch).toBeLessThan(100);
  });
});
