import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const { once } = require("./packed.cjs") as typeof import("./install");
const absWorkingDir = resolve(__dirname, "../..");

/**
 * An ESM-only package for a spec: jest runs CommonJS, so the package is bundled to that first, once for each run of jest. `rewrite` changes
 * the bundle.
 */
export function requireEsm(name: string, rewrite = (source: string) => source): unknown {
  const bundle = join(process.env.SPEC_RUN_FOLDER as string, `${name.replaceAll("/", "+")}.cjs`);
  once(bundle, () => {
    const { buildSync } = require("esbuild") as typeof import("esbuild");
    const outfile = `${bundle}.part`;
    buildSync({ entryPoints: [name], bundle: true, platform: "node", format: "cjs", outfile, logLevel: "error", absWorkingDir });
    writeFileSync(outfile, rewrite(readFileSync(outfile, "utf8")));
    renameSync(outfile, bundle);
  });
  return require(bundle);
}
