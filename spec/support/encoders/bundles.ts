import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import webpack, { type Configuration } from "webpack";

/** What webpack writes for each kind of build. `eval` keeps each module as the text of a string. */
export const BUNDLES: Record<string, Configuration> = {
  "webpack in production": { mode: "production" },
  "webpack in development": { mode: "development", devtool: "eval" },
  "webpack with source maps in the modules": { mode: "development", devtool: "eval-source-map" },
  "webpack with a source map": { mode: "production", devtool: "source-map" },
};

/** The files of a build with a module for each value, one file a value; a source map belongs to its file. */
export async function bundled(values: readonly string[], configuration: Configuration): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "toml-secrets-webpack-"));
  try {
    for (const [at, value] of values.entries())
      writeFileSync(join(folder, `${at}.js`), `console.log(${JSON.stringify(value)});\n`);
    const entry = Object.fromEntries(values.map((_value, at) => [at, join(folder, `${at}.js`)]));
    const output = { path: join(folder, "out") };
    await run({ cache: false, ...configuration, entry, output, context: folder });
    const read = (name: string) => readFileSync(join(output.path, name), "utf8");
    const hasMap = configuration.devtool === "source-map";
    return values.map((_value, at) => (hasMap ? read(`${at}.js.map`) : read(`${at}.js`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(configuration: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats?.hasErrors() !== false) reject(new Error(stats?.toString()));
      else resolve();
    });
  });
}
