import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findValues } from "../../lib/cli/scan/find-values";
import { matcherOfValues } from "../../lib/redaction/matcher";
import { decodeToml } from "../../lib/toml/decode";
import { sampled } from "../support/full";

/* Sources that have nothing to do with a secrets file hold none of its values. */

const PACKAGES =
  "express pino winston pg debug dotenv chokidar commander qs js-yaml zod valibot fast-check rollup webpack terser acorn cross-spawn typescript undici-types";

const SECRETS = "spec/fixtures/ordinary-secrets.toml";
const matcher = matcherOfValues(decodeToml(readFileSync(SECRETS, "utf8"), SECRETS));

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

it.each(sampled(PACKAGES.split(" "), 4))("scan has no false alarm in the sources of %s", (name) => {
  const found: string[] = [];
  let files = 0;
  for (const where of filesOf(`node_modules/${name}`)) {
    files++;
    for (const { line, path } of findValues({ where, parts: [readFileSync(where)] }, matcher)) {
      found.push(`${where}:${line} ${path.join(".")}`);
    }
  }
  expect(found).toEqual([]);
  expect(files).toBeGreaterThan(2);
});

it("but it finds a value of the file that was put into one of them", () => {
  const source = readFileSync("node_modules/debug/src/node.js", "utf8");
  const parts = [Buffer.from(`${source}\nconst url = "postgres://postgres:canary%2Fp9f@db.internal:5432/app";\n`)];
  expect([...findValues({ where: "node.js", parts }, matcher)].map(({ path }) => path)).toContainEqual(["postgres", "url"]);
});
