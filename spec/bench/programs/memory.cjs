/*
 * Bytes that a load leaves behind, after the garbage is collected: `node --expose-gc memory.cjs <way> <file>`. The result is
 * held, as a program holds it.
 */
const { readFileSync } = require("node:fs");
const [way, path] = process.argv.slice(2);
const { createSecrets, loadIfExists } = require("toml-secrets");
const TOML = require("@iarna/toml/parse-string.js");

const WAYS = {
  ours(file) {
    const secrets = createSecrets({ files: file, exportEnv: false });
    loadIfExists(secrets);
    return secrets;
  },
  "ours, all read"(file) {
    const secrets = WAYS.ours(file);
    return [secrets, Object.values(secrets).map((value) => (typeof value === "object" ? Object.values(value) : value))];
  },
  parser: (file) => TOML(readFileSync(file, "utf8")),
};

WAYS[way](process.argv[4]); // code, caches and shapes are there before the counting begins
const before = settled();
const held = WAYS[way](path);
const after = settled();
console.log(
  JSON.stringify({
    heap: after.heapUsed - before.heapUsed,
    rss: after.rss - before.rss,
    external: after.external - before.external,
  }),
);
globalThis.held = held;

function settled() {
  for (let times = 0; times < 5; times++) globalThis.gc();
  return process.memoryUsage();
}
