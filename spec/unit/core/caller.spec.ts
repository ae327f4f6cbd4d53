import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { getSecret, type KeyError, ReadOnlyError } from "../../../lib";
import { callerIn as callerInStack } from "../../../lib/core/caller";
import { sandbox, thrown } from "../../support/sandbox";

/* Who asked for a key, told by the first stack frame outside this library. */

const callerIn = (stack: string) => callerInStack(stack)?.name;
const at = (...frames: string[]) => `Error\n${frames.map((frame) => `    at ${frame}`).join("\n")}`;

describe("the first frame of a stack", () => {
  it.each([
    ["npm", "new Client (/app/node_modules/pg/lib/client.js:47:26)", "pg"],
    ["a scope", "f (/app/node_modules/@aws-sdk/client-s3/dist-cjs/index.js:1:2)", "@aws-sdk/client-s3"],
    ["nested", "f (/app/node_modules/knex/node_modules/pg-pool/index.js:1:2)", "pg-pool"],
    ["a module", "file:///app/node_modules/openai/client.mjs:1:2", "openai"],
    ["an async module", "async f (file:///app/node_modules/openai/client.mjs:1:2)", "openai"],
    ["pnpm", "f (/app/node_modules/.pnpm/pg@8.1.0_x@1.0.0/node_modules/pg/lib/client.js:1:2)", "pg"],
    ["pnpm, a scope", "f (/app/node_modules/.pnpm/@a+b@1.0.0/node_modules/@a/b/index.js:1:2)", "@a/b"],
    ["Yarn's zip files", "f (/home/jane/.yarn/berry/cache/pg-npm-8.1.0-3a1f2b.zip/node_modules/pg/lib/client.js:1:2)", "pg"],
    ["Yarn, virtual", "f (/app/.yarn/__virtual__/pg-virtual-1a2b/0/cache/pg-npm-8.1.0-3a1f.zip/node_modules/pg/x.js:1:2)", "pg"],
    ["Yarn's pnpm layout", "f (/app/node_modules/.store/pg-npm-8.1.0-3a1f2b/package/lib/client.js:1:2)", "pg"],
    ["cnpm", "f (/app/node_modules/_pg@8.1.0@pg/lib/client.js:1:2)", "pg"],
    ["cnpm, a scope", "f (/app/node_modules/_@a_b@1.0.0@@a/b/index.js:1:2)", "@a/b"],
    ["Bun", "f (/app/node_modules/.bun/pg@8.1.0/node_modules/pg/lib/client.js:1:2)", "pg"],
    ["Bun's cache", "f (/home/jane/.bun/install/cache/pg@8.1.0@@@1/lib/client.js:1:2)", "pg"],
    ["Deno's cache", "f (file:///home/jane/.cache/deno/npm/registry.npmjs.org/@a/b/1.0.0/index.js:1:2)", "@a/b"],
    ["Windows", "new Client (C:\\app\\node_modules\\pg\\lib\\client.js:47:26)", "pg"],
    ["Windows, a scope", "f (C:\\app\\node_modules\\@aws-sdk\\client-s3\\index.js:1:2)", "@aws-sdk/client-s3"],
    ["Windows, a module", "f (file:///C:/app/node_modules/@a/b/index.js:1:2)", "@a/b"],
    ["a folder with odd characters", "f (/home/jane/My (old) apps/node_modules/pg/lib/client.js:1:2)", "pg"],
    ["webpack's development server", "f (webpack-internal:///(rsc)/./node_modules/pg/lib/client.js:1:2)", "pg"],
    ["a source map", "f (webpack://app/./node_modules/@a/b/index.ts:1:2)", "@a/b"],
    ["code that a package makes", "eval (eval at compile (/app/node_modules/ajv/dist/compile.js:1:2), <anonymous>:3:4)", "ajv"],
    ["Prisma's client", "f (/app/node_modules/.prisma/client/index.js:1:2)", "@prisma/client"],
    ["Node itself", "Object.connect (node:net:231:3)", "node:net"],
    ["Node's inner modules", "node:internal/url:12:3", "node:internal/url"],
    ["Deno itself", "f (ext:deno_node/net.ts:1:2)", "ext:deno_node/net.ts"],
  ])("names the package: %s", (_name, frame, caller) => {
    expect(callerIn(at(frame, "main (/app/index.js:1:2)"))).toBe(caller);
  });

  it.each([
    ["a file", "f (/app/index.js:1:2)"],
    ["a module", "file:///app/index.mjs:1:2"],
    ["a bundle", "f (/app/dist/bundle.js:1:2)"],
    ["a function that is called as one of Node's modules", "node:net (/app/index.js:1:2)"],
    ["a configuration that a tool has bundled", "f (file:///app/node_modules/.vite-temp/vite.config.ts.timestamp-1.mjs:1:2)"],
    ["what a tool has compiled", "f (/app/node_modules/.cache/tsx/index.js:1:2)"],
    ["the command line", "[eval]:1:1"],
    ["the prompt", "REPL1:1:9"],
    ["a folder of that name alone", "f (/app/my_node_modules/pg/index.js:1:2)"],
  ])("names nobody if it is the program's: %s", (_name, frame) => {
    expect(callerIn(at(frame, "f (/app/node_modules/pg/index.js:1:2)"))).toBeUndefined();
  });

  it("is the one after built-in functions and after frames of this library", () => {
    const built = ["Array.map (<anonymous>)", "Reflect.get (native)", "async Promise.all (index 0)", "new Promise (<anonymous>)"];
    const own = "get (/app/node_modules/toml-secrets/dist/index.js:1:2)";
    expect(callerIn(at(own, ...built, "f (/app/node_modules/pg/index.js:1:2)"))).toBe("pg");
    expect(callerIn(at(own, ...built, "f (/app/index.js:1:2)", "f (/app/node_modules/pg/index.js:1:2)"))).toBeUndefined();
    expect(callerIn(at(...built))).toBeUndefined();
    expect(callerIn("")).toBeUndefined();
  });
});

describe("the error", () => {
  function withPackages() {
    const box = sandbox();
    box.writeProject('[pg]\nhost = "canary-h"\n[pg.ssl]\nca = "canary-ca"\n["odd key"]\na = 1\n[[hosts]]\nname = "canary-n"\n');
    for (const name of ["pg", "@scope/client"]) {
      box.write(
        `project/node_modules/${name}/index.js`,
        "exports.read = (options) => options.absent; exports.mapped = (list) => list.map(({ absent }) => absent);" +
          "exports.write = (options) => { options.host = 'x'; }; exports.freeze = (options) => Object.freeze(options);" +
          "exports.call = (callback) => callback();",
      );
    }
    return { box, secrets: box.secrets(), load: createRequire(join(box.project, "index.js")) };
  }

  it("names the package, hands out the section's own path, and never says to add the key", () => {
    const { box, secrets, load } = withPackages();
    const error = thrown<KeyError>(() => load("pg").read(secrets.pg));
    expect(error.askedBy).toBe("pg");
    expect(error.message.replaceAll(box.root, "<root>")).toMatchInlineSnapshot(`
"there is no secret pg.absent: the package \`pg\` asked for it
  Looked in (later entries win):
    not found  <root>/home/.streamlit/secrets.toml
    found      <root>/project/.streamlit/secrets.toml
    not found  SECRETS_TOML (environment variable)
    not found  SECRETS__* (environment variable)
  Try: pass a plain copy: toObject(secrets.pg).
  See: docs/errors.md#err_secrets_key (in node_modules/toml-secrets)"
`);
    for (const [view, copies] of [
      [secrets, ["toObject(secrets)"]],
      [secrets.pg.ssl, ["toObject(secrets.pg.ssl)", "toObject(secrets.pg)"]],
      [secrets["odd key"], ['toObject(secrets["odd key"])']],
      [secrets.hosts[0], ["toObject(secrets.hosts[0])"]],
    ] as const) {
      const { askedBy, message } = thrown<KeyError>(() => load("@scope/client").read(view));
      expect(askedBy).toBe("@scope/client");
      expect(message).toContain("the package `@scope/client` asked for it");
      for (const copy of copies) expect(message).toContain(copy);
      expect(message).not.toMatch(/add it|getSecret/);
    }
  });

  it("is the program's if a package only calls it back, and if it asks for the key by a path", () => {
    const { secrets, load } = withPackages();
    const { call, mapped } = load("pg");
    expect(thrown<KeyError>(() => call(() => secrets.pg.absent)).askedBy).toBeUndefined();
    expect(thrown<KeyError>(() => call(() => getSecret(secrets, "pg.absent"))).askedBy).toBeUndefined();
    expect(thrown<KeyError>(() => mapped([secrets.pg])).askedBy).toBe("pg");
    expect(thrown<KeyError>(() => [secrets.pg].map(({ absent }) => absent)).askedBy).toBeUndefined();
    expect(thrown<KeyError>(() => Reflect.get(secrets.pg, "absent")).message).toContain("add it to one of these places");
  });

  it("is one for the program if the package depends on this library itself, as an installed command does", () => {
    const { box, secrets, load } = withPackages();
    box.write("project/node_modules/pg/package.json", '{ "dependencies": { "toml-secrets": "^1.0.0" } }');
    const { askedBy, message } = thrown<KeyError>(() => load("pg").read(secrets.pg));
    expect(askedBy).toBe("pg");
    expect(message).toMatch(/^there is no secret pg\.absent\n/);
    expect(message).toContain("add it to one of these places");
    box.write("project/node_modules/@scope/client/package.json", '{ "dependencies": { "pg": "1" } }');
    expect(thrown<KeyError>(() => load("@scope/client").read(secrets.pg)).message).toContain("toObject(secrets.pg)");
  });

  it("finds the folder of a package in every layout", () => {
    const folders = [
      ["f (/home/jane/My (old) apps/node_modules/@a/b/x.js:1:2)", "/home/jane/My (old) apps/node_modules/@a/b"],
      ["async f (file:///app/node_modules/pg/x.mjs:1:2)", "file:///app/node_modules/pg"],
      ["new f (C:\\app\\node_modules\\pg\\x.js:1:2)", "C:\\app\\node_modules\\pg"],
    ];
    for (const [frame, folder] of folders) expect(callerInStack(at(frame as string))?.folder).toBe(folder);
  });

  it("names Node if Node asked", () => {
    const { secrets } = withPackages();
    const { askedBy, message } = thrown<KeyError>(() => require("node:http").request(secrets.pg));
    expect(askedBy).toMatch(/^node:/);
    expect(message).toContain("toObject(secrets.pg)");
  });

  it("of a write names the package as well", () => {
    const { secrets, load } = withPackages();
    const error = thrown<ReadOnlyError>(() => load("pg").write(secrets.pg));
    expect(error).toBeInstanceOf(ReadOnlyError);
    expect(error.askedBy).toBe("pg");
    expect(error.message).toContain(
      "secrets are read-only: the package `pg` tried to\n  Try: pass a plain copy: toObject(secrets.pg).",
    );
    expect(thrown<Error>(() => load("pg").freeze(secrets.pg)).message).toContain("toObject(secrets.pg).");
  });

  it("knows its own frames in a bundle, which hides who asked among what it holds", () => {
    const { box } = withPackages();
    const contents = `
      const { createSecrets } = require(${JSON.stringify(join(__dirname, "../../../lib"))});
      const secrets = createSecrets({ cwd: ${JSON.stringify(box.project)}, home: "/", env: {} });
      try { require("pg").read(secrets.pg) } catch (error) { console.log(error.askedBy) }`;
    for (const [external, caller] of [
      [["pg"], "pg"],
      [[], "undefined"],
    ] as const) {
      const outfile = join(box.project, "dist/app.cjs");
      buildSync({
        stdin: { contents, resolveDir: box.project },
        outfile,
        bundle: true,
        platform: "node",
        external: [...external],
      });
      expect(execFileSync(process.execPath, [outfile], { encoding: "utf8" })).toBe(`${caller}\n`);
    }
  });

  it("does without a stack that can be read", () => {
    const { secrets, load } = withPackages();
    const { stackTraceLimit, prepareStackTrace } = Error;
    try {
      Error.stackTraceLimit = 0;
      expect(thrown<KeyError>(() => load("pg").read(secrets.pg)).askedBy).toBeUndefined();
      Error.stackTraceLimit = stackTraceLimit;
      Error.prepareStackTrace = (_error, sites) => sites;
      expect(thrown<KeyError>(() => load("pg").read(secrets.pg)).message).toContain("there is no secret pg.absent");
    } finally {
      Object.assign(Error, { stackTraceLimit, prepareStackTrace });
    }
  });
});
