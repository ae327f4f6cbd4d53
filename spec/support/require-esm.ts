import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const absWorkingDir = resolve(__dirname, "../..");

/** An ESM-only package for a spec: jest runs CommonJS, so the package is bundled to that first. `rewrite` changes the bundle. */
export function requireEsm(name: string, rewrite = (source: string) => source): unknown {
  const folder = mkdtempSync(join(tmpdir(), "toml-secrets-esm-"));
  try {
    const outfile = join(folder, "bundle.cjs");
    buildSync({ entryPoints: [name], bundle: true, platform: "node", format: "cjs", outfile, logLevel: "error", absWorkingDir });
    writeFileSync(outfile, rewrite(readFileSync(outfile, "utf8")));
    return require(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
