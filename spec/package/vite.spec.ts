import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFull } from "../support/full";
import { installPackage } from "../support/install";

/* The plugin in real projects of a real Vite. */

const VALUE = "canary-7d21-qqXz4";
const SECRETS = `api_token = "${VALUE}"\n[db]\npassword = "canary-8e32-wwYz5"\n`;
const PLUGIN = 'import { tomlSecrets } from "toml-secrets/vite";\n';

const project = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-vite-")));
const write = (path: string, text: string) => {
  mkdirSync(join(project, path, ".."), { recursive: true });
  writeFileSync(join(project, path), text);
};
const configure = (plugins: string, more = "") =>
  write(
    "vite.config.mjs",
    `${plugins === "" ? "" : PLUGIN}export default { plugins: [${plugins}], logLevel: "silent", ${more} };\n`,
  );

beforeAll(() => {
  installPackage(project, ["vite"]);
  write("package.json", '{ "private": true, "type": "module" }');
  write("index.html", '<script type="module" src="/main.js"></script>');
  write(".streamlit/secrets.toml", SECRETS);
  write(".streamlit/secrets.toml~", SECRETS);
  write("public/.streamlit/secrets.toml", SECRETS);
  write(".env", `SECRET=${VALUE}\n`);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));
beforeEach(() => write("main.js", "console.log(1);\n"));

describe("the dev server", () => {
  const URLS = [
    "/.streamlit/secrets.toml",
    "/.streamlit/secrets.toml?raw",
    "/.streamlit/secrets.toml?import&raw",
    "/.streamlit/secrets.toml?url",
    "/.streamlit/secrets.toml?inline",
    "/.streamlit/secrets.toml~",
    "/.Streamlit/secrets.toml",
    "/%2estreamlit/secrets.toml",
    "/%2Estreamlit%2Fsecrets.toml?raw",
    "/./.streamlit//secrets.toml",
    "/src/../.streamlit/secrets.toml",
    `/@fs${project}/.streamlit/secrets.toml`,
    `/@fs/${project}/.streamlit/secrets.toml?raw`,
    `/@fs${project}/.streamlit/secrets.toml?import&raw??`,
    `/@fs${project}/%2estreamlit/secrets.toml?raw`,
    "/@id/.streamlit/secrets.toml?raw",
  ];

  /** What a dev server of the project answers, in a process of its own, because jest runs no ES modules. */
  function answers(urls: readonly string[]): string[] {
    write(
      "serve.mjs",
      `import { get } from "node:http";
      import { createServer } from "vite";
      const server = await createServer({ server: { port: 0, host: "127.0.0.1" }, optimizeDeps: { noDiscovery: true } });
      await server.listen();
      const { port } = server.httpServer.address();
      // Not with fetch, which would tidy up the path.
      const bodyOf = (path) => new Promise((resolve, reject) => {
        get({ host: "127.0.0.1", port, path }, async (response) => resolve((await response.setEncoding("utf8").toArray()).join(""))).on("error", reject);
      });
      const bodies = [];
      for (const url of JSON.parse(process.argv[2])) bodies.push(await bodyOf(url));
      process.stdout.write(JSON.stringify(bodies), () => process.exit(0));`,
    );
    const env = { ...process.env, HOME: join(project, "nowhere") };
    const options = { cwd: project, env, encoding: "utf8", timeout: 100_000 } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ["serve.mjs", JSON.stringify(urls)], options);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  }

  it("gives the file away without the plugin: the control", () => {
    configure("");
    const bodies = answers(URLS);
    expect(bodies.filter((body) => body.includes(VALUE)).length).toBeGreaterThan(5);
  });

  it("refuses it with the plugin in every spelling, and serves the rest", () => {
    configure("tomlSecrets()");
    const bodies = answers([...URLS, "/.env", "/main.js"]);
    expect(bodies.pop()).toContain("console.log(1)");
    for (const body of bodies) expect(body).not.toMatch(/canary/);
  });

  it("refuses it if the project has a deny list of its own, which stays", () => {
    configure("tomlSecrets()", 'server: { fs: { deny: ["own.*"] } }');
    write("own.txt", "own text");
    const bodies = answers([...URLS, "/own.txt"]);
    expect(bodies.join("")).not.toMatch(/canary|own text/);
  });
});

describe("a build", () => {
  const build = (...args: string[]) => {
    const bin = join(project, "node_modules/vite/bin/vite.js");
    const env = { ...process.env, HOME: join(project, "nowhere") };
    const { status, stderr, stdout } = spawnSync(process.execPath, [bin, "build", ...args], {
      cwd: project,
      env,
      encoding: "utf8",
    });
    return { status, output: stderr + stdout };
  };

  it("passes if no value is in it", () => {
    configure("tomlSecrets()");
    expect(build()).toMatchObject({ status: 0 });
  });

  it.each([
    ["as it is", `console.log("${VALUE}");`],
    ["in base64", `console.log("${Buffer.from(VALUE).toString("base64")}");`],
  ])("stops if a value is in it %s, and names chunk and key", (_name, code) => {
    write("main.js", code);
    if (isFull || code.includes(VALUE)) {
      configure("");
      expect(build()).toMatchObject({ status: 0 }); // the control
    }
    configure("tomlSecrets()");
    const { status, output } = build();
    expect(status).not.toBe(0);
    expect(output).toMatch(/assets\/index-[\w-]+\.js contains the value of api_token/);
    expect(output).not.toContain("canary");
  });

  it("stops if the file itself is imported", () => {
    write("main.js", 'import text from "./.streamlit/secrets.toml?raw";\nconsole.log(text);\n');
    configure("tomlSecrets()");
    const { status, output } = build();
    expect(status).not.toBe(0);
    expect(output).toContain(".streamlit/secrets.toml must not be imported");
    expect(output).not.toContain("canary");
  });

  it("for the server may hold a value", () => {
    write("main.js", `export const token = "${VALUE}";\n`);
    configure("tomlSecrets()");
    expect(build("--ssr", "main.js")).toMatchObject({ status: 0 });
  });

  it("passes without any secrets", () => {
    configure("tomlSecrets()");
    renameSync(join(project, ".streamlit"), join(project, "gone"));
    try {
      write("main.js", `console.log("${VALUE}");`);
      expect(build()).toMatchObject({ status: 0 });
    } finally {
      renameSync(join(project, "gone"), join(project, ".streamlit"));
    }
  });
});

it("restarts the dev server when a secret changes, and the default object shows the new value", () => {
  configure("tomlSecrets()");
  write(
    "dev.mjs",
    `import { writeFileSync } from "node:fs";
    import { createServer } from "vite";
    import { secrets } from "toml-secrets";
    const server = await createServer({ server: { port: 0 }, optimizeDeps: { noDiscovery: true } });
    await server.listen();
    const before = secrets.api_token.length;
    const restart = server.restart.bind(server);
    const restarted = new Promise((resolve) => { server.restart = async (...args) => { await restart(...args); resolve(); }; });
    setTimeout(() => writeFileSync(".streamlit/secrets.toml", 'api_token = "canary-longer-than-before"\\n'), 1000);
    await restarted;
    console.log(before, secrets.api_token.length);
    process.exit(0);`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, ["dev.mjs"], { cwd: project, encoding: "utf8", timeout: 60_000 });
  expect({ stdout, stderr }).toMatchObject({ stdout: `${VALUE.length} 25\n` });
  expect(readFileSync(join(project, ".streamlit/secrets.toml"), "utf8")).toContain("longer");
});
