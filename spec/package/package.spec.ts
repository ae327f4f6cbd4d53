import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, copyPackage, installPackage, packedTarball } from "../support/install";
import { sandbox } from "../support/sandbox";

/* The package as people get it: what is in the tarball, what its tools say of it, and what an import loads. */

const run = (args: string[], cwd: string) =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe("the tarball", () => {
  it("holds the build, its types, the docs, and nothing of the workshop", () => {
    const files = execFileSync("tar", ["-tzf", packedTarball()], { encoding: "utf8" }).trim().split("\n");
    expect(files).toEqual(
      expect.arrayContaining([
        "package/dist/index.js",
        "package/dist/index.d.ts",
        "package/README.md",
        "package/LICENSE",
        "package/docs/errors.md",
      ]),
    );
    const strange = files.filter(
      (file) =>
        !/^package\/(dist\/[\w/-]+\.(js|d\.ts)|dist\/import\.(mjs|d\.mts)|dist\/bundled\.json|docs\/[\w-]+\.(md|svg)|examples\/\w+\/[\w-]+\.yaml|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|LICENSE|package\.json)$/.test(
          file,
        ),
    );
    expect(strange).toEqual([]);
  });

  it("has every file and folder that its pages lead to", () => {
    const { root } = sandbox();
    const installed = installPackage(root);
    const pages = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
    expect(pages.length).toBeGreaterThan(15);
    const dead = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !existsSync(join(installed, page, "..", link)))
        .map((link) => `${page} -> ${link}`),
    );
    expect(dead).toEqual([]);
  });

  it("is faultless to publint", () => {
    const { root } = sandbox();
    const installed = installPackage(root);
    expect(run([commandOf("publint"), "run", installed, "--strict"], root)).toContain("All good!");
  });

  it("resolves with its types everywhere, says attw", () => {
    const report = run(
      [commandOf("@arethetypeswrong/cli", "attw"), packedTarball(), "--format", "json", "--no-emoji"],
      process.cwd(),
    );
    expect(JSON.parse(report).problems ?? {}).toEqual({});
  });
});

describe("an import", () => {
  const project = () => {
    const box = sandbox();
    const installed = copyPackage(box.root);
    box.write("project/.streamlit/secrets.toml", 'a = "canary-a"\nlist = ["canary-b"]\n');
    return { box, installed };
  };
  const modulesAfter = (statement: string) => {
    const { box } = project();
    const program = `
      const { secrets } = require("toml-secrets");
      ${statement}
      const own = Object.keys(require.cache).map((file) => file.replace(${JSON.stringify(join(box.root, "node_modules/"))}, ""));
      console.log(JSON.stringify({ own, builtin: process.moduleLoadList.length }));`;
    writeFileSync(join(box.root, "project/program.cjs"), program);
    return JSON.parse(run(["program.cjs"], join(box.root, "project"))).own.filter(
      (file: string) => !file.endsWith("program.cjs"),
    );
  };

  it("loads one module, and neither the parser nor the watcher nor the suggestions", () => {
    expect(modulesAfter("")).toEqual(["toml-secrets/dist/index.js"]);
  });

  it("is followed by none where plain secrets are read, sections too", () => {
    const plain = "require('fs').writeFileSync('.streamlit/secrets.toml', 'a = 1\\n[s]\\nb = 2');";
    expect(
      modulesAfter(`${plain} if (secrets.a + secrets.s.b !== 3 || !("a" in secrets) || { ...secrets.s }.b !== 2) throw secrets;`),
    ).toEqual(["toml-secrets/dist/index.js"]);
  });

  it("is followed by the parser where it is needed (the control of both)", () => {
    expect(modulesAfter("secrets.a;")).toEqual([
      "toml-secrets/dist/index.js",
      "toml-secrets/dist/toml/document.js",
      "toml-secrets/dist/toml-parser.js",
    ]);
  });

  it("is quick to compile: one-byte text, and what a first read calls compiled with the file", () => {
    const code = readFileSync(join(project().installed, "dist/index.js"), "utf8");
    expect(code).toMatch(/^[\t\n -~]*$/);
    for (const name of ["get", "beginLoad", "readPlainToml"]) expect(code).toContain(`var ${name} = (function(`);
    expect(code).toContain("function watchSecrets("); // the control: not all of it is
  });

  it("reads no file but the package's own", () => {
    const { box } = project();
    const program = `
      const fs = require("fs"), opened = [];
      const { openSync, readFileSync, statSync } = fs;
      require("toml-secrets"); // so that what follows counts only what an instance does
      for (const name of ["openSync", "readFileSync", "statSync", "readdirSync", "realpathSync"]) {
        const real = fs[name];
        fs[name] = (...args) => {
          if (!/node_modules.toml-secrets/.test(args[0])) opened.push(String(args[0]));
          return real(...args);
        };
      }
      const { secrets, createSecrets } = require("toml-secrets");
      createSecrets(); secrets.then; secrets[Symbol.iterator]; String(Object.getPrototypeOf(secrets)); require("util").inspect(secrets);
      const before = opened.length;
      secrets.a;
      console.log(JSON.stringify({ before, after: opened.some((file) => file.endsWith("secrets.toml")) }));`;
    writeFileSync(join(box.root, "project/program.cjs"), program);
    expect(JSON.parse(run(["program.cjs"], join(box.root, "project")))).toEqual({ before: 0, after: true });
  });

  it("gives `import` and `require` one and the same instance", () => {
    const { box } = project();
    writeFileSync(
      join(box.root, "project/program.mjs"),
      `import { createRequire } from "node:module";
       import * as all from "toml-secrets";
       import { secrets, KeyError } from "toml-secrets";
       const required = createRequire(import.meta.url)("toml-secrets");
       console.log(required.secrets === secrets, required.KeyError === KeyError, secrets.a, process.env.a === secrets.a, Object.keys(all).includes("toObject"));`,
    );
    expect(run(["program.mjs"], join(box.root, "project"))).toBe("true true canary-a true true\n");
  });
});
