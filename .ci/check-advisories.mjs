/*
 * Asks npm's registry whether an advisory is known for a version that is bundled into dist/ (dist/bundled.json), and compares these versions
 * with the lock file. Exits with 1 if there is one, if a version differs, or if the registry does not answer.
 * Usage: node .ci/check-advisories.mjs [registry]
 */
import { readFileSync } from "node:fs";

const registry = (process.argv[2] ?? "https://registry.npmjs.org").replace(/\/$/, "");
const { components } = JSON.parse(readFileSync("dist/bundled.json", "utf8"));
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const problems = [];
const versions = {};
for (const { name, version } of components) {
  versions[name] = [...new Set([...(versions[name] ?? []), version])];
  const locked = packages[`node_modules/${name}`]?.version;
  if (locked !== version) problems.push(`${name} ${version} is bundled, and the lock file has ${locked ?? "none"}`);
}
const response = await fetch(`${registry}/-/npm/v1/security/advisories/bulk`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(versions),
  signal: AbortSignal.timeout(60_000),
}).catch((error) => ({ ok: false, status: error.message }));
if (!response.ok) problems.push(`the registry did not answer (${response.status})`);
else {
  for (const [name, advisories] of Object.entries(await response.json())) {
    for (const { title, severity, url } of advisories) problems.push(`${name} ${versions[name]}: ${severity}, ${title}, ${url}`);
  }
}
console.log(problems.length === 0 ? `no advisory for ${components.length} bundled packages` : problems.join("\n"));
process.exitCode = problems.length === 0 ? 0 : 1;
