import { basename, dirname, join, resolve, sep } from "node:path";
import { isWithin } from "../../core/paths";
import { below, manifestIn, namesIn, projectText, type SecretFile } from "./secret-files";
import type { Exposure } from "./types";

/* Vite's dev server sends every file of the project to anyone who requests it, unless a plugin or a deny rule stops it. */

/** Files that configure Vite, or a framework that starts it. */
const CONFIG = /^(?:vite|vitest|electron\.vite|astro|nuxt|app|react-router|quasar|analog|vike|waku|slidev)\.config\.[cm]?[jt]s$/;
/** Frameworks that start Vite, by their packages. `app.config` and `quasar.config` belong to others too. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  astro: "Astro",
  nuxt: "Nuxt",
  "@sveltejs/kit": "SvelteKit",
  "@react-router/dev": "React Router",
  "@remix-run/dev": "Remix",
  "@solidjs/start": "SolidStart",
  "@tanstack/react-start": "TanStack Start",
  "@builder.io/qwik": "Qwik",
  vinxi: "Vinxi",
  "electron-vite": "electron-vite",
  "@quasar/app-vite": "Quasar",
  vitepress: "VitePress",
  "@slidev/cli": "Slidev",
  vike: "Vike",
  vite: "Vite",
};
/** The packages with which Vitest answers browsers. Without them it listens on no port. */
const VITEST_SERVERS = ["@vitest/ui", "@vitest/browser", "@vitest/browser-playwright", "@vitest/browser-webdriverio"];
/** The folders where a monorepo has its packages. */
const GROUPS = ["apps", "packages", "services", "sites", "websites", "examples"];
const MAX_FOLLOWED = 10;

/** A problem for each project with Vite that has neither the plugin nor a deny rule for the file. */
export function viteExposures(files: readonly SecretFile[]): Exposure[] {
  const found = new Map<string, Exposure>();
  for (const { path, folders } of files) {
    for (const folder of folders.flatMap((above) => [above, ...packagesOf(above)])) {
      const project = projectIn(folder);
      if (project === undefined || found.has(project.config) || isGuarded(project.config, path)) continue;
      found.set(project.config, exposureOf(project, path));
    }
  }
  return [...found.values()];
}

interface Project {
  readonly config: string;
  readonly server: string;
}

function exposureOf({ config, server }: Project, path: string): Exposure {
  const isInside = isWithin(path, dirname(config));
  const url = isInside ? `/${below(dirname(config), path)}` : `/@fs${path.split(sep).join("/")}`;
  return {
    code: "SERVED_BY_VITE",
    where: config,
    message: `the dev server of ${server} sends ${url} to anyone who can reach it`,
    fix: `add the plugin, which stops that: import { tomlSecrets } from "toml-secrets/vite", and ${pluginFor(config)}`,
  };
}

function pluginFor(config: string): string {
  const isNested = /^(?:astro|nuxt|app)\.config/.test(basename(config));
  return isNested ? "vite: { plugins: [tomlSecrets()] }" : "plugins: [tomlSecrets()]";
}

function projectIn(folder: string): Project | undefined {
  const names = namesIn(folder);
  const manifest = manifestIn(folder);
  const packages = packagesIn(manifest);
  const framework = Object.keys(FRAMEWORKS).find((name) => packages.has(name));
  const server = framework === undefined ? undefined : FRAMEWORKS[framework];
  const configs = names.filter((name) => CONFIG.test(name));
  const own = configs.find((name) => /^(?:astro|nuxt)/.test(name)) ?? configs.find((name) => !name.startsWith("vitest"));
  const config = own ?? configs[0];
  if (config === undefined) {
    const starts = /(?:^|[\s;&|])(?:vite|astro|nuxt|nuxi|vitepress)(?=$|\s)/;
    const isStarted = Object.values((manifest?.scripts ?? {}) as object).some((script) => starts.test(String(script)));
    return server !== undefined && isStarted ? { config: join(folder, "package.json"), server } : undefined;
  }
  const byName = /^(?:astro|nuxt)/.exec(config)?.[0];
  if (byName !== undefined) return { config: join(folder, config), server: byName === "astro" ? "Astro" : "Nuxt" };
  const isAmbiguous = /^(?:app|quasar)\./.test(config);
  if (isAmbiguous && server === undefined) return undefined;
  if (server === undefined && isOnlyForTests(join(folder, config), packages)) return undefined;
  return { config: join(folder, config), server: server ?? "Vite" };
}

/** Vitest without a browser or a page of its own does not listen. */
function isOnlyForTests(config: string, packages: ReadonlySet<string>): boolean {
  const isVitests = basename(config).startsWith("vitest") || /["']vitest\/config["']/.test(projectText(config) ?? "");
  return isVitests && !VITEST_SERVERS.some((name) => packages.has(name));
}

function packagesIn(manifest: Record<string, unknown> | undefined): ReadonlySet<string> {
  const kinds = ["dependencies", "devDependencies", "optionalDependencies"];
  return new Set(kinds.flatMap((kind) => Object.keys((manifest?.[kind] ?? {}) as object)));
}

/** The packages of a monorepo: Vite serves the files of the whole workspace, by `/@fs/`. */
function packagesOf(root: string): string[] {
  const isRoot =
    manifestIn(root)?.workspaces !== undefined ||
    namesIn(root).some((name) => /^(?:pnpm-workspace\.yaml|lerna\.json)$/.test(name));
  if (!isRoot) return [];
  const inside = (folder: string) => namesIn(folder).map((name) => join(folder, name));
  return [...inside(root), ...GROUPS.flatMap((group) => inside(join(root, group)))].filter(
    (folder) => basename(folder) !== "node_modules" && manifestIn(folder) !== undefined,
  );
}

/** Does the configuration, or a file that it imports by a relative path, name the plugin, or deny the file? */
function isGuarded(config: string, path: string): boolean {
  if (basename(config) === "package.json") return false;
  const open = [config];
  const seen = new Set<string>();
  for (let file = open.pop(); file !== undefined && seen.size < MAX_FOLLOWED; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const code = withoutComments(projectText(file) ?? "");
    if (/["'`]toml-secrets\/vite["'`]/.test(code) || deniedIn(code).some((pattern) => denies(pattern, path))) return true;
    for (const [, name = ""] of code.matchAll(/(?:from|import|require\(|import\()\s*["'](\.[^"']*)["']/g)) {
      open.push(...fileNames(resolve(dirname(file), name)));
    }
  }
  return false;
}

function fileNames(path: string): string[] {
  const stem = path.replace(/\.[cm]?[jt]s$/, "");
  const endings = ["ts", "js", "mts", "mjs", "cts", "cjs"].flatMap((ending) => [`.${ending}`, `/index.${ending}`]);
  return endings.map((ending) => stem + ending).filter((file) => projectText(file) !== undefined);
}

/** Removes comments, as far as that is possible without a parser. Text in quotes stays. */
function withoutComments(code: string): string {
  return code.replaceAll(/("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "$1");
}

function deniedIn(code: string): string[] {
  const lists = [...code.matchAll(/\bdeny["']?\s*:\s*\[([^\]]*)\]/g)].map(([, list = ""]) => list);
  return lists.flatMap((list) => [...list.matchAll(/["'`]([^"'`]+)["'`]/g)].map(([, pattern = ""]) => pattern));
}

/** As Vite does: a pattern with a slash is for the whole path, any other for the name. */
function denies(pattern: string, path: string): boolean {
  const whole = pattern.includes("/") ? pattern : `**/${pattern}`;
  const source = whole.replaceAll(/\*\*\/|\*\*|[*?{},]|[\\^$+.()|[\]]/g, (sign) => GLOB[sign] ?? `\\${sign}`);
  try {
    return new RegExp(`^${source}$`, "i").test(path.split(sep).join("/"));
  } catch {
    return false;
  }
}

const GLOB: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};
