/* age-encryption for specs: it is ESM only, and jest's `require` takes CommonJS, so it is bundled to that first. */
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { buildSync } = require("esbuild");

const folder = mkdtempSync(join(tmpdir(), "toml-secrets-esm-"));
try {
  const outfile = join(folder, "bundle.cjs");
  const absWorkingDir = resolve(__dirname, "../..");
  const options = { bundle: true, platform: "node", format: "cjs", outfile, logLevel: "error", absWorkingDir };
  buildSync({ entryPoints: ["age-encryption"], ...options });
  module.exports = require(outfile);
} finally {
  rmSync(folder, { recursive: true });
}
