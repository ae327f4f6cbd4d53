import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { BUNDLERS, bundle, bundledProject } from "../support/bundle";
import { canary, SAMPLE_TOML, traceIn } from "../support/canaries";
import { encrypted, keyPair } from "../support/encrypted";
import type { Sandbox } from "../support/sandbox";

/*
 * Real programs, bundled by the four bundlers that people use, from the package as it is installed. What is bundled for a server
 * runs in a folder that has no node_modules; what is bundled for a browser runs in one.
 */

jest.setTimeout(180_000);

const key = keyPair();
let encryptedSample: string;

beforeAll(async () => {
  encryptedSample = (await encrypted(SAMPLE_TOML, [{ name: "host", recipient: key.recipient }])).text;
});

function project(): Sandbox {
  const box = bundledProject();
  box.writeProject(SAMPLE_TOML);
  return box;
}

describe("for a server", () => {
  it.each(BUNDLERS)("%s: CommonJS and ESM, in and out, read every kind of secret with the parser inside", (bundler) => {
    const box = project();
    const bare = join(box.root, "deployed");
    mkdirSync(join(bare, ".streamlit"), { recursive: true });
    writeFileSync(join(bare, ".streamlit", "secrets.toml"), SAMPLE_TOML);
    for (const source of ["server.mjs", "server.cjs"]) {
      for (const format of ["cjs", "esm"]) {
        const outfile = join(bare, `${source.replace(".", "-")}.${format === "cjs" ? "cjs" : "mjs"}`);
        bundle(box, bundler, "server", source, outfile, format);
        const text = readFileSync(outfile, "utf8");
        expect([source, format, traceIn(text), /from ?["']toml-secrets|require\(["']toml-secrets/.test(text)]).toEqual([
          source,
          format,
          undefined,
          false,
        ]);
        expect([source, format, run(bare, outfile, box.home)]).toEqual([source, format, expected()]);
        const encryptedRun = run(deployedEncrypted(box, text, basename(outfile)), outfile, box.home, key.secret);
        expect([source, format, encryptedRun]).toEqual([source, format, expected()]);
      }
    }
  });
});

/** A folder with that bundle and the sample as an encrypted file. */
function deployedEncrypted(box: Sandbox, bundled: string, name: string): string {
  box.write("encrypted/.streamlit/secrets.toml", encryptedSample);
  box.write(`encrypted/${name}`, bundled);
  return join(box.root, "encrypted");
}

function run(cwd: string, file: string, home: string, ageKey = ""): unknown {
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, SECRETS_AGE_KEY: ageKey };
  const done = spawnSync(process.execPath, [basename(file)], { cwd, env, encoding: "utf8", timeout: 30_000 });
  return done.status === 0 ? JSON.parse(done.stdout) : done.stderr;
}

function expected(): unknown {
  return {
    root: canary(0),
    list: [canary(3), canary(4)],
    token: canary(10),
    copy: { password: canary(6), port: 5432, inline: { user: canary(7) }, deep: { er: { still: canary(8) } } },
    exported: canary(0),
    missing: { code: "ERR_SECRETS_KEY", ours: true, suggestion: "db.password" },
    printed: expect.stringContaining('"root":"[redacted]"'),
  };
}

describe("for a browser", () => {
  it.each(BUNDLERS)(
    "%s: the page says what happened, and neither it nor the bundle holds a value or a way to read one",
    async (bundler) => {
      const box = project();
      const outfile = join(box.project, "public", "client.js");
      bundle(box, bundler, "browser", "client.js", outfile, "esm");
      const text = readFileSync(outfile, "utf8");
      expect(text).toContain("ERR_SECRETS_BROWSER");
      expect(traceIn(text)).toBeUndefined();
      expect(text).not.toMatch(/readFileSync|node:fs|secrets\.toml["']\]|Unterminated/);
      const chromium = chromiumPath();
      if (chromium === undefined) {
        console.warn("skipped: no Chromium here, the page was built and not opened (Debian: apt-get install chromium)");
        return;
      }
      const page = await opened(chromium, join(box.project, "public"), box.root);
      expect(page.match(/refused ERR_SECRETS_BROWSER there are no secrets in a browser/g)).toHaveLength(4);
      expect(page).not.toContain("READ");
      expect(traceIn(page)).toBeUndefined();
    },
  );
});

function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** The page as headless Chromium has it after its scripts ran. */
async function opened(chromium: string, folder: string, temporary: string): Promise<string> {
  const html =
    '<!doctype html><meta charset="utf-8"><title>app</title><body><script type="module" src="/client.js"></script></body>';
  const server = createServer(({ url }, response) => {
    const script = url === "/client.js";
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ? readFileSync(join(folder, "client.js")) : html);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const { port } = server.address() as AddressInfo;
    const flags =
      "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --dump-dom --virtual-time-budget=5000";
    const args = [...flags.split(" "), `--user-data-dir=${join(temporary, "profile")}`, `http://127.0.0.1:${port}/`];
    return (await promisify(execFile)(chromium, args, { timeout: 60_000 })).stdout;
  } finally {
    server.close();
  }
}
