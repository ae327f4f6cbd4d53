import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installPackage } from "../support/install";

/* The list of what is bundled, and the check of it before a release, against a registry of this spec's own. */

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly properties: readonly { readonly value: string }[];
}

const folder = mkdtempSync(join(tmpdir(), "toml-secrets-bundled-"));
const installed = installPackage(folder);
const text = readFileSync(join(installed, "dist/bundled.json"), "utf8");
const { components } = JSON.parse(text) as { components: readonly Component[] };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("dist/bundled.json", () => {
  it("lists the parser with the version of the installed dependency", () => {
    const { version } = JSON.parse(readFileSync(resolve(__dirname, "../../node_modules/@iarna/toml/package.json"), "utf8"));
    expect(components).toContainEqual(
      expect.objectContaining({ name: "@iarna/toml", version, purl: `pkg:npm/%40iarna/toml@${version}` }),
    );
  });

  it("lists each package whose licence stands at the head of a file, and no other", () => {
    const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".js"),
    );
    const licensed = files.flatMap((file) => {
      const [, banner = ""] = /^\/\*\n([\s\S]*?)\*\//.exec(readFileSync(join(installed, "dist", file), "utf8")) ?? [];
      const names = [...banner.matchAll(/^(@?[\w./-]+)\n\n/gm)].map(([, name]) => `${name} dist/${file.replaceAll("\\", "/")}`);
      return names.filter((line) => components.some(({ name }) => line.startsWith(`${name} `)));
    });
    const listed = components.map(({ name, properties }) => `${name} ${properties[0]?.value}`);
    expect(listed.length).toBeGreaterThan(5);
    expect(listed.sort()).toEqual(licensed.sort());
  });
});

describe("the check before a release", () => {
  /** What the check says and how it ends, if the registry answers so. */
  async function check(status: number, answer: object, lockedVersion?: string) {
    const asked: string[] = [];
    const registry = createServer((request, response) => {
      request.on("data", (chunk) => asked.push(String(chunk)));
      request.on("end", () => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer)));
    });
    await new Promise<void>((listening) => registry.listen(0, "127.0.0.1", listening));
    const cwd = mkdtempSync(join(folder, "release-"));
    mkdirSync(join(cwd, "dist"));
    writeFileSync(join(cwd, "dist/bundled.json"), text);
    const packages = Object.fromEntries(components.map(({ name, version }) => [`node_modules/${name}`, { version }]));
    if (lockedVersion !== undefined) packages["node_modules/@iarna/toml"] = { version: lockedVersion };
    writeFileSync(join(cwd, "package-lock.json"), JSON.stringify({ packages }));
    const { port } = registry.address() as AddressInfo;
    const script = resolve(__dirname, "../../.ci/check-advisories.mjs");
    const child = spawn(process.execPath, [script, `http://127.0.0.1:${port}/`], { cwd });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    const code = await new Promise((ended) => child.once("close", ended));
    registry.close();
    return { code, output, asked: asked.join("") };
  }

  it("passes if there is no advisory, and asks for these very versions", async () => {
    const { code, asked } = await check(200, {});
    expect(code).toBe(0);
    expect(JSON.parse(asked)["@iarna/toml"]).toEqual([components.find(({ name }) => name === "@iarna/toml")?.version]);
  });

  it("fails for an advisory, for another version in the lock file, and if the registry fails", async () => {
    const advisory = { "@iarna/toml": [{ title: "a flaw", severity: "high", url: "https://example.com/1" }] };
    expect(await check(200, advisory)).toMatchObject({ code: 1, output: expect.stringContaining("high, a flaw") });
    expect(await check(200, {}, "0.0.1")).toMatchObject({ code: 1, output: expect.stringContaining("the lock file has 0.0.1") });
    expect(await check(500, {})).toMatchObject({ code: 1, output: expect.stringContaining("did not answer (500)") });
  });
});
