/*
 * A page of Next.js that shows secrets by mistake, in a real `next build` and `next start`: as text, in attributes, as properties of a
 * component of the browser, in a script, and in the code of the browser. `scan` finds every value in each kind of file that the
 * build makes, and `redact` and `redactStream` mask every value in what the server sends.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { commandOf, inProject } from "./project.mjs";

/** Characters that HTML, JSON, scripts, and the payload of React's server components escape. A mask leaves no `MARK`. */
const VALUES = {
  ampersand: "canary9f&a=1&amp;b-canary9f",
  tags: "canary9f</script><!--<b>-canary9f",
  separators: "canary9f\u2028one\u2029two-canary9f",
  quotes: "canary9f'single'\"double\"`back`-canary9f",
  lines: "canary9f-one\ncanary9f-two\r\n\tcanary9f-three",
  backslashes: "canary9f\\n\\u0041\\\\-canary9f",
  percent: "canary9f%20%26+50%-canary9f",
  letters: "canary9f-äöü-ключ-canary9f-鍵-😀",
  dollar: "$canary9f:$undefined@canary9f",
  pem: "-----BEGIN PRIVATE KEY-----\nMIIEvQcanary9fADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7canary9fVJTUt9+/==\n-----END PRIVATE KEY-----\n",
  database: "postgres://canary9f:canary9f%2Fp&ss%3Cw0rd@db.canary9f.example:5432/app?sslmode=require&x=a+b",
};
const MARK = /canary9f/;
const KEYS = Object.keys(VALUES);

const files = {
  ".streamlit/secrets.toml": KEYS.map((key) => `${key} = ${JSON.stringify(VALUES[key])}\n`).join(""),
  "next.config.mjs": `import { secrets } from "toml-secrets";
const names = ${JSON.stringify(KEYS)};
export default { env: Object.fromEntries(names.map((name) => [\`SHOWN_\${name}\`, secrets[name]])) };\n`,
  "app/layout.js":
    'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  "app/page.js": `import { toObject } from "toml-secrets";
import { secrets } from "toml-secrets";
import { Shown } from "./shown";
export default function Page() {
  const all = toObject(secrets);
  return <main>
    {Object.values(all).map((value, at) => <p key={at} title={value} data-value={JSON.stringify({ value })}>{value}</p>)}
    <a href={"/?" + new URLSearchParams(all)}>a link</a>
    <script type="application/json" dangerouslySetInnerHTML={{ __html: JSON.stringify(all).replaceAll("<", "\\\\u003c") }} />
    <Shown all={all} bytes={new TextEncoder().encode(all.tags)} map={new Map(Object.entries(all))} />
  </main>;
}\n`,
  "app/shown.js": `"use client";
export function Shown({ all }) {
  const built = [${KEYS.map((key) => `process.env.SHOWN_${key}`).join(", ")}];
  return <pre onClick={() => console.log(built)}>{JSON.stringify(all)}</pre>;
}\n`,
};

await inProject(files, async ({ folder, run, start }) => {
  const next = (...args) => [commandOf("next"), ...args];
  const { status, output } = await run(next("build"));
  assert.equal(status, 0, output);

  const found = await run(["node_modules/toml-secrets/dist/cli/bin.js", "scan", ".next"]);
  assert.equal(found.status, 1);
  assert.doesNotMatch(found.output, MARK);
  const places = found.output
    .split("\n")
    .flatMap((line) => /^\s*(\S+?):\d+:\d+ {2}(\w+)/.exec(line)?.slice(1, 3).join(" ") ?? []);
  for (const kind of [/server\/app\/index\.html/, /server\/app\/index\.rsc/, /static\/.*\.js/]) {
    const keys = KEYS.filter((key) => places.some((place) => kind.test(place) && place.endsWith(` ${key}`)));
    assert.deepEqual(keys, KEYS, `${kind}\n${found.output}`);
  }
  const holders = readdirSync(join(folder, ".next"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && MARK.test(readFileSync(join(entry.parentPath, entry.name), "utf8")))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  assert.deepEqual(
    holders.filter((name) => !places.some((place) => place.startsWith(`${name} `))),
    [],
  );
  console.log(`Next.js: scan finds ${KEYS.length} values in each kind of file, ${holders.length} files in all`);

  const require = createRequire(join(folder, "package.json"));
  const { createSecrets, redact, redactStream } = require("toml-secrets");
  const secrets = createSecrets({ files: [join(folder, ".streamlit/secrets.toml")], exportEnv: false });
  assert.equal(secrets.ampersand, VALUES.ampersand);
  const server = start(next("start", "--port", "0"));
  try {
    const [, port] = await server.until(/localhost:(\d+)/);
    for (const headers of [{}, { RSC: "1" }, { RSC: "1", "Next-Router-Prefetch": "1" }]) {
      const bytes = Buffer.from(await (await fetch(`http://localhost:${port}/`, { headers })).arrayBuffer());
      const body = bytes.toString();
      assert.ok(body.split(MARK).length > 5 * KEYS.length, body);
      const shown = redact(body, secrets);
      assert.doesNotMatch(shown, MARK);
      const chunks = Array.from({ length: Math.ceil(bytes.length / 50) }, (_, at) => bytes.subarray(at * 50, at * 50 + 50));
      const streamed = await Readable.from(chunks).pipe(redactStream(secrets)).toArray();
      assert.equal(Buffer.concat(streamed).toString(), shown);
    }
  } finally {
    await server.stop();
  }
  console.log("Next.js: redact and redactStream mask every value in the page and in the payload for React");
});
