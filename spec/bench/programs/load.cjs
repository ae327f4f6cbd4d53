/* Milliseconds of one load in a new process: `load.cjs <way> <file or folder>`. What is needed is required beforehand, but for ours. */
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const [way, path] = process.argv.slice(2);
const { createSecrets, loadIfExists } = require("toml-secrets");
const TOML = require("@iarna/toml/parse-string.js");

const WAYS = {
  ours: () => loadIfExists(createSecrets({ files: path, exportEnv: false })),
  "ours, exported": () => loadIfExists(createSecrets({ files: path })),
  parser: () => TOML(readFileSync(path, "utf8")),
  "by hand": () => Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8").trimEnd()])),
};

const began = process.hrtime.bigint();
const result = WAYS[way]();
const took = Number(process.hrtime.bigint() - began) / 1e6;
console.log(JSON.stringify(result ? took : Number.NaN));
