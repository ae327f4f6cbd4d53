import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const absWorkingDir = resolve(__dirname, "../..");

/** An ESM-only package for a spec: jest runs CommonJS, so the package is bundled to that first. */
export function requireEsm(name: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "toml-secrets-esm-"));
  try {
    const outfile = join(folder, "bundle.cjs");
    buildSync({ entryPoints: [name], bundle: true, platform: "node", format: "cjs", outfile, logLevel: "error", absWorkingDir });
    return require(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
