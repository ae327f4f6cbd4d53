/*
 * What the dev servers of Vite 7, Vite 8, Astro, and Nuxt answer to requests for a secrets file, bare and with the plugin of toml-secrets. A
 * bare server gives the file away, which is the control; a guarded one must not, in any spelling.
 */
import assert from "node:assert/strict";
import { get } from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { commandOf, inProject } from "./project.mjs";

const VALUE = "canary-7d21-qqXz4";
const SECRETS = `api_token = "${VALUE}"\n[db]\npassword = "canary-8e32-wwYz5"\n`;
const FOUND = /canary-|Y2FuYXJ5L|63616e617279/; // as it is, in base64, in hex
const PLUGIN = 'import { tomlSecrets } from "toml-secrets/vite";\n';
const isNamed = (name) => process.argv.length < 3 || process.argv.slice(2).includes(name);

const SERVERS = [
  { name: "Vite 7", start: vite("vite"), files: viteFiles },
  { name: "Vite 8", start: vite("vite8"), files: viteFiles },
  {
    name: "Astro",
    start: (port) => [commandOf("astro"), "dev", "--port", port, "--host", "127.0.0.1"],
    files: (plugins) => ({
      "astro.config.mjs": `${plugins && PLUGIN}export default { vite: { plugins: [${plugins && "tomlSecrets()"}] } };\n`,
      "src/pages/index.astro": "<html><body>start</body></html>\n",
    }),
  },
  {
    name: "Nuxt",
    base: "/_nuxt",
    start: (port) => [commandOf("nuxt"), "dev", "--no-fork", "--port", port, "--host", "127.0.0.1"],
    files: (plugins) => ({
      "nuxt.config.mjs": `${plugins && PLUGIN}export default { telemetry: false, devtools: { enabled: false }, vite: { plugins: [${plugins && "tomlSecrets()"}] } };\n`,
      "app/app.vue": "<template><p>start</p></template>\n",
    }),
  },
];

function vite(name) {
  const bin = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin/vite.js");
  return (port) => [bin, "--port", port, "--host", "127.0.0.1", "--strictPort"];
}

function viteFiles(plugins) {
  return {
    "vite.config.mjs": `${plugins && PLUGIN}export default { plugins: [${plugins && "tomlSecrets()"}] };\n`,
    "index.html": "<html><body>start</body></html>\n",
  };
}

/** The spellings. Each is asked for below the base of Vite's URLs too. */
function urlsOf(folder, base = "") {
  const file = "/.streamlit/secrets.toml";
  const inside = [
    ...[
      "",
      "?raw",
      "?import&raw",
      "?url",
      "?inline",
      "?url&inline",
      "?import&url&inline",
      "?raw&html-proxy&inline",
      "?raw??",
      "?import&raw??",
      "?worker",
      "?t=1",
      "?.svg?raw",
      "?.wasm?init",
      "#x",
    ].map((query) => file + query),
    `${file}~`,
    "/.streamlit/secrets.toml/",
    "/.Streamlit/secrets.toml",
    "/.STREAMLIT/SECRETS.TOML?raw",
    "/%2estreamlit/secrets.toml",
    "/%2Estreamlit%2Fsecrets.toml?raw",
    "/%252estreamlit/secrets.toml",
    "/./.streamlit//secrets.toml",
    "//.streamlit/secrets.toml?raw",
    "/\\.streamlit\\secrets.toml",
    "/src/../.streamlit/secrets.toml",
    "/src/%2e%2e/.streamlit/secrets.toml?raw",
    "/.streamlit/./secrets.toml?raw",
    "/.streamlit/secrets.toml%00?raw",
    "/.streamlit/secrets.toml%20",
    "/@id/.streamlit/secrets.toml?raw",
    "/@id/__x00__/.streamlit/secrets.toml?raw",
    "/link.txt",
    "/link.txt?raw",
    "/public/.streamlit/secrets.toml?raw",
    ...["/", "//"].flatMap((slash) =>
      ["", "?raw", "?url", "?inline", "?import&raw??", "?import&url&inline"].map(
        (query) => `/@fs${slash}${folder.slice(1)}${file}${query}`,
      ),
    ),
    `/@fs${folder}/%2estreamlit/secrets.toml?raw`,
    `/@fs${folder}/src/../.streamlit/secrets.toml?raw`,
    `/@fs/x/..${folder}${file}?raw`,
    `/@id/@fs${folder}${file}?raw`,
  ];
  return base === "" ? inside : [...inside, ...inside.map((url) => base + url)];
}

for (const { name, base, start, files } of SERVERS) {
  if (!isNamed(name)) continue;
  const given = {};
  for (const plugins of ["", "tomlSecrets()"])
    given[plugins && "guarded"] = await leaksOf({ base, start, files: files(plugins) });
  const { "": bare, guarded } = given;
  console.log(
    `${name}: ${bare.leaks.length} of ${bare.asked} requests give the file away bare, ${guarded.leaks.length} with the plugin`,
  );
  assert.ok(bare.leaks.length > 5, "the control");
  assert.deepEqual(guarded.leaks, []);
}

function leaksOf({ base, start, files }) {
  const secrets = { ".streamlit/secrets.toml": SECRETS, ".streamlit/secrets.toml~": SECRETS };
  return inProject({ ...files, ...secrets, "src/x.js": "" }, async (project) => {
    project.link("link.txt", ".streamlit/secrets.toml");
    const port = await freePort();
    const server = project.start(start(String(port)));
    try {
      const urls = urlsOf(project.folder, base);
      await isUp(port, server);
      const leaks = [];
      for (const url of urls) if (FOUND.test(await bodyOf(port, url))) leaks.push(url.replace(project.folder, "…"));
      return { asked: urls.length, leaks };
    } catch (error) {
      error.message += `\n${server.output()}`;
      throw error;
    } finally {
      await server.stop();
    }
  });
}

async function isUp(port, { output }) {
  const limit = AbortSignal.timeout(90_000);
  for (;;) {
    const body = await bodyOf(port, "/").catch(() => "");
    if (body.includes("start")) return;
    if (limit.aborted) throw new Error(`the server does not answer\n${output()}`);
    await new Promise((later) => setTimeout(later, 200));
  }
}

/** Not with fetch, which would tidy up the path. */
function bodyOf(port, path) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: { accept: "*/*" }, timeout: 20_000 }, async (response) => {
      resolve((await response.setEncoding("latin1").toArray()).join(""));
    })
      .on("error", reject)
      .on("timeout", () => resolve(""));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
