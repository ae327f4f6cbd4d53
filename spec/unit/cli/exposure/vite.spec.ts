import { join } from "node:path";
import { viteExposures } from "../../../../lib/cli/exposure/vite-projects";
import { sandbox } from "../../../support/sandbox";

type Files = Readonly<Record<string, string>>;
const packageWith = (...names: readonly string[]) =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, "1"])), scripts: { dev: "vite" } });

function found(files: Files) {
  const box = sandbox();
  for (const [path, text] of Object.entries(files)) box.write(`project/${path}`, text);
  const path = box.writeProject('a = "canary"\n');
  return viteExposures([{ path, folders: [join(box.project, ".streamlit"), box.project] }]).map((exposure) => ({
    ...exposure,
    where: exposure.where.slice(box.project.length + 1),
  }));
}

const EMPTY = "export default {};";
const PLUGIN = 'import { tomlSecrets } from "toml-secrets/vite";\nexport default { plugins: [tomlSecrets()] };';
const denying = (...patterns: readonly string[]) => `export default { server: { fs: { deny: ${JSON.stringify(patterns)} } } };`;

it.each([
  ["vite.config.js", packageWith("vite"), "Vite"],
  ["vite.config.mts", packageWith("vite", "@sveltejs/kit"), "SvelteKit"],
  ["vite.config.ts", packageWith("@react-router/dev"), "React Router"],
  ["vite.config.ts", packageWith("@remix-run/dev"), "Remix"],
  ["vite.config.ts", "{}", "Vite"],
  ["app.config.ts", packageWith("@solidjs/start"), "SolidStart"],
  ["astro.config.mjs", packageWith("astro"), "Astro"],
  ["nuxt.config.ts", packageWith("nuxt"), "Nuxt"],
  ["vitest.config.ts", packageWith("vitest", "@vitest/ui"), "Vite"],
  ["electron.vite.config.ts", packageWith("electron-vite"), "electron-vite"],
])("names a project with %s and %s", (config, manifest, server) => {
  expect(found({ [config]: EMPTY, "package.json": manifest })).toEqual([
    {
      code: "SERVED_BY_VITE",
      where: config,
      message: `the dev server of ${server} sends /.streamlit/secrets.toml to anyone who can reach it`,
      fix: expect.stringContaining('import { tomlSecrets } from "toml-secrets/vite"'),
    },
  ]);
});

it("names a project that needs no configuration", () => {
  expect(found({ "package.json": packageWith("vite") })).toMatchObject([{ where: "package.json" }]);
});

it.each<[string, Files]>([
  ["the plugin", { "vite.config.ts": PLUGIN }],
  ["the plugin in an imported file", { "vite.config.ts": 'import base from "./config/base.js";', "config/base.ts": PLUGIN }],
  ["a deny rule for the folder", { "vite.config.ts": denying("**/.streamlit/**") }],
  ["a deny rule for the name", { "vite.config.ts": denying(".env", "secrets.toml") }],
  ["a deny rule for the ending", { "vite.config.ts": denying("*.{pem,toml}") }],
  ["tests that listen on no port", { "vitest.config.ts": EMPTY, "package.json": packageWith("vitest") }],
  [
    "tests in Vite's file",
    { "vite.config.ts": 'import { defineConfig } from "vitest/config";', "package.json": packageWith("vitest") },
  ],
  ["another app.config", { "app.config.ts": EMPTY, "package.json": packageWith("expo") }],
  ["another bundler", { "webpack.config.js": EMPTY, "package.json": packageWith("webpack") }],
  ["nothing", {}],
])("has nothing to say of %s", (_what, files) => {
  expect(found(files)).toEqual([]);
});

it.each<[string, Files]>([
  ["the plugin in a comment", { "vite.config.ts": `// ${PLUGIN.split("\n")[0]}\n/* ${PLUGIN} */ ${EMPTY}` }],
  ["a deny rule for other files", { "vite.config.ts": denying(".env", "*.pem") }],
  ["a deny rule that Vite does not match: a name of a folder", { "vite.config.ts": denying(".streamlit") }],
  ["a deny rule that Vite does not match: a relative path", { "vite.config.ts": denying(".streamlit/secrets.toml") }],
  ["the plugin in a file that nobody imports", { "vite.config.ts": EMPTY, "other.ts": PLUGIN }],
])("does not take for a guard %s", (_what, files) => {
  expect(found(files)).toHaveLength(1);
});

it("looks at the packages of a workspace, whose servers give the files of the whole workspace", () => {
  const files = { "apps/web/package.json": packageWith("vite"), "apps/web/vite.config.ts": EMPTY };
  expect(found(files)).toEqual([]);
  expect(found({ ...files, "pnpm-workspace.yaml": "packages: [apps/*]" })).toMatchObject([
    { where: "apps/web/vite.config.ts", message: expect.stringMatching(/sends \/@fs\/.*\/\.streamlit\/secrets\.toml to/) },
  ]);
});
