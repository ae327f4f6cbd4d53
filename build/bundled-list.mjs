/*
 * Audits of an installed copy do not see the packages that are bundled into files of dist/. So dist/bundled.json lists them: name, version,
 * licence, and file, as a CycloneDX document that scanners read. A release checks these versions; see .ci/check-advisories.mjs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes the list. `bundled` maps a file of dist/, without its ending, to the names of the packages in it. */
export function writeBundledList(bundled) {
  const components = Object.entries(bundled).flatMap(([file, packages]) =>
    packages.map((name) => {
      const { version, license } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8"));
      return {
        type: "library",
        name,
        version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        licenses: [{ license: { id: license } }],
        properties: [{ name: "file", value: `dist/${file}.js` }],
      };
    }),
  );
  const list = { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components };
  writeFileSync("dist/bundled.json", `${JSON.stringify(list, undefined, 2)}\n`);
}

/** The names of the packages that esbuild took files from. */
export function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs).map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
