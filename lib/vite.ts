import type { IncomingMessage, ServerResponse } from "node:http";
import { relative } from "node:path";
import { firstLoad } from "./api/first-load";
import { candidatesOf } from "./api/resolve-options";
import { secrets } from "./api/secrets";
import { startWatching } from "./api/start-watching";
import { filesOf, isSecretPlace, patternsOf } from "./checks/served-places";
import { FileNotFoundError } from "./core/errors";
import { formatPath } from "./core/key-path";
import { isWithin } from "./core/paths";
import { printable } from "./core/printable";
import type { Loaded } from "./core/types";
import { matcherOf } from "./redaction/redact";
import { targetOf } from "./view/view";
import type { SecretsWatcher } from "./watch/watch";

/** Options of {@link tomlSecrets}. */
export interface TomlSecretsViteOptions {
  /** Files and folders of secrets, as in `createSecrets`. @default the places where the default `secrets` looks */
  readonly files?: string | readonly string[] | undefined;
}

/** The parts of Vite's arguments that this plugin uses. They are declared here so that the package does not depend on Vite. */
interface Config {
  readonly root?: string;
  readonly publicDir?: string | false;
  readonly base?: string;
  readonly build?: { readonly ssr?: unknown };
  readonly server?: { readonly fs?: { readonly deny?: readonly string[] } };
}
interface Server {
  readonly middlewares: { use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown };
  readonly config: { readonly logger: { info(message: string, options?: object): void } };
  restart(): Promise<void>;
}
interface Output {
  readonly code?: string;
  readonly source?: string | Uint8Array;
  readonly map?: unknown;
}
interface Context {
  readonly environment?: { readonly config?: { readonly consumer?: string } };
  error(message: string): never;
}

/** A Vite plugin. Only Vite calls its hooks. */
export interface TomlSecretsVitePlugin {
  name: string;
  enforce?: "pre" | "post";
  // biome-ignore lint/suspicious/noExplicitAny: the types of Vite's hooks belong to Vite, which the package does not depend on
  [hook: string]: any;
}

/** Vite's default list. The list of a project replaces it, so it is added if the project has no list. */
const VITES_OWN = [".env", ".env.*", "*.{crt,pem}", "**/.git/**"];

/**
 * A Vite plugin that keeps secrets out of the browser. The dev server refuses requests for secrets files, also with `?raw` and
 * `/@fs/`. A client build fails if it contains the value of a secret, or a secrets file. The dev server restarts when a secret
 * changes, and the default `secrets` of its process are loaded again.
 * @throws Error in a build that would publish a secret; it names the file of the build and the key, never the value.
 * @example
 * import { tomlSecrets } from "toml-secrets/vite";
 * export default defineConfig({ plugins: [tomlSecrets()] });
 */
export function tomlSecrets(options: TomlSecretsViteOptions = {}): TomlSecretsVitePlugin[] {
  const { files } = options;
  let root = process.cwd();
  let config: Config = {};
  let watcher: SecretsWatcher | undefined;
  const candidates = () => candidatesOf({ files });
  const isSecret = (file: string) => isSecretPlace(file, candidates());
  return [
    {
      name: "toml-secrets",
      enforce: "pre",
      config(user: Config) {
        const own = user.server?.fs?.deny === undefined ? VITES_OWN : [];
        return { server: { fs: { deny: [...own, "**/.streamlit/**", ...candidates().flatMap(patternsOf)] } } };
      },
      configResolved(resolved: Config) {
        config = resolved;
        root = resolved.root ?? root;
      },
      load(this: Context, id: string) {
        const file = id.replace(/^\0/, "").replace(/[?#].*$/s, "");
        if (isSecret(file)) this.error(`${shown(file, root)} must not be imported: its text would become part of the page`);
      },
      async configureServer(server: Server) {
        server.middlewares.use((request, response, next) => {
          if (!filesOf(request.url ?? "", { root, ...config }).some(isSecret)) return next();
          response.statusCode = 403;
          response.end("toml-secrets: this path contains secrets and is not served.\n");
        });
        await watcher?.close();
        watcher = startWatching({ files, warn: () => {} }, { onChange: () => restart(server, { files }) }, candidates());
      },
      async closeBundle() {
        await watcher?.close();
        watcher = undefined;
      },
    },
    {
      name: "toml-secrets:build",
      enforce: "post",
      generateBundle(this: Context, _options: unknown, bundle: Record<string, Output>) {
        if (isForServer(this, config)) return;
        const loaded = loadIfAny({ files });
        if (loaded === undefined) return;
        const matcher = matcherOf(loaded.table, loaded.input);
        const found = Object.entries(bundle).flatMap(([name, output]) =>
          textsOf(output).flatMap((text) => {
            const { matches } = matcher.search(Buffer.from(text), true);
            return matches.map(({ needle }) => `${printable(name)} contains the value of ${formatPath(needle.path)}`);
          }),
        );
        if (found.length > 0)
          this.error(`the build would publish secrets:\n${[...new Set(found)].map((line) => `  ${line}`).join("\n")}`);
      },
    },
  ];
}

function isForServer({ environment }: Context, { build }: Config): boolean {
  const consumer = environment?.config?.consumer;
  return consumer === undefined ? Boolean(build?.ssr) : consumer === "server";
}

function textsOf({ code, source, map }: Output): (string | Uint8Array)[] {
  const text = code ?? source;
  return [...(text === undefined ? [] : [text]), ...(map ? [JSON.stringify(map)] : [])];
}

function loadIfAny(options: TomlSecretsViteOptions): Loaded | undefined {
  try {
    return firstLoad({ ...options, exportEnv: false });
  } catch (error) {
    if (error instanceof FileNotFoundError) return undefined;
    throw error;
  }
}

/**
 * Loads the default instance again and restarts the server. The modules of the server outlive a restart. If a file is broken, the
 * old secrets stay.
 */
async function restart(server: Server, options: TomlSecretsViteOptions): Promise<void> {
  const { info } = server.config.logger;
  try {
    const loaded = firstLoad(options);
    const target = targetOf(secrets);
    target.host().override = () => loaded;
    target.forget();
  } catch (error) {
    info(`[toml-secrets] ${(error as Error).message}`, { timestamp: true });
    return;
  }
  info("[toml-secrets] a secret has changed, restarting the server", { timestamp: true });
  await server.restart();
}

function shown(file: string, root: string): string {
  return printable(isWithin(file, root) ? relative(root, file) : file);
}
