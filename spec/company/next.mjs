/*
 * The recipe for Next.js in a real `next build` and `next start`, App Router with `cacheComponents`: the value is in the answer to a request
 * only if the page shows it, it is in no file of the build, a component of the browser can't import the secrets, and `scan` finds a value
 * that was put into a page on purpose.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, filesOf, inProject } from "./project.mjs";

const TOKEN = "canary-token-4d1f9a";
const recipe = filesOf("Next\\.js");
assert.deepEqual(Object.keys(recipe), ["lib/secrets.js", "app/account/page.js"]);

const next = (...args) => [commandOf("next"), ...args];
const files = {
  "next.config.mjs": "export default { cacheComponents: true, partialPrefetching: true };\n",
  ".streamlit/secrets.toml": `api_token = "${TOKEN}"\n`,
  "app/layout.js":
    'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  "app/page.js": "export default function Page() {\n  return <p>start</p>;\n}\n",
  ...recipe,
};

await inProject(files, async ({ folder, write, run, start }) => {
  const holders = () =>
    readdirSync(join(folder, ".next"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(TOKEN))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const build = async (isGood) => {
    const { status, output } = await run(next("build"));
    assert.equal(status === 0, isGood, output);
    assert.doesNotMatch(output, /canary-token/);
    return output;
  };
  const scan = () => run(["node_modules/toml-secrets/dist/cli/bin.js", "scan", ".next"]);

  await build(true);
  assert.deepEqual(holders(), []);
  assert.equal((await scan()).status, 0);
  const server = start(next("start", "--port", "0"));
  try {
    const [, port] = await server.until(/localhost:(\d+)/);
    const answer = await fetch(`http://localhost:${port}/account`);
    const body = await answer.text();
    assert.match(body, new RegExp(`${TOKEN.length}(<!-- -->)? characters`));
    assert.doesNotMatch(body, /canary-token/);
  } finally {
    await server.stop();
  }
  console.log("Next.js: the recipe reads at the time of the request, and the build holds no value");

  write(
    "app/client/page.js",
    '"use client";\nimport { secrets } from "../../lib/secrets";\nexport default function Page() {\n  return <p>{secrets.api_token}</p>;\n}\n',
  );
  assert.match(await build(false), /server-only|only works in a Server Component|needs.*Server Component/i);
  console.log("Next.js: a client component that imports the secrets fails the build");

  write(
    "app/client/page.js",
    recipe["app/account/page.js"].replace(/\s*await connection\(\);.*/, "").replace(/\{length\}/, "{secrets.api_token}"),
  );
  await build(true);
  assert.ok(
    holders().some((name) => name.endsWith(".html")),
    "the value of a page that is rendered in the build is in its HTML",
  );
  const found = await scan();
  assert.equal(found.status, 1);
  assert.match(found.output, /\.next\/server\/app\/client\.html:\d+:\d+ {2}api_token/);
  assert.doesNotMatch(found.output, /canary-token/);
  console.log("Next.js: scan finds a value that a page puts into its HTML");

  write(
    "app/client/page.js",
    'import { connection } from "next/server";\nexport default async function Page() {\n  await connection();\n  return <p>late</p>;\n}\n',
  );
  assert.match(await build(false), /Suspense/);
  console.log("Next.js: connection() outside of Suspense fails the build with cacheComponents");
});
