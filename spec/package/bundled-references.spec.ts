import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { BUNDLERS, bundle, bundledProject } from "../support/bundle";
import { fakeOp } from "../support/fake-op";
import { fakeCommand } from "../support/programs";

/*
 * A program with references, bundled from the package as it is installed, and run in a folder that has no node_modules: resolvers
 * that start commands, one that is a promise, AWS's SDK, and a command that only SECRETS_RESOLVE names.
 */

jest.setTimeout(300_000);

const TOML = `
late = "later://a"
cloud = "awssecrets://app#/password"
absent = "mine://absent"
[db]
password = "op://v/i/a"
[others]
a = "op://v/i/b"
b = "op://v/i/c"
c = "mine://x"
`;

const store = createServer((_request, response) => {
  response.setHeader("content-type", "application/x-amz-json-1.1");
  response.end(JSON.stringify({ Name: "app", SecretString: '{"password":"canary-of-aws"}' }));
});
beforeAll(() => new Promise<void>((listening) => store.listen(0, "127.0.0.1", listening)));
afterAll(() => store.close());

/** Bundles the program and runs it far from the project. */
async function printed(bundler: string, format: string, linked: readonly string[]) {
  const box = bundledProject(linked);
  const name = `stored.${format === "cjs" ? "cjs" : "mjs"}`;
  const file = box.write(`deployed/${name}`, "");
  bundle(box, bundler, "server", "stored.mjs", file, format);
  expect(readFileSync(file, "utf8")).not.toMatch(/from ?["']toml-secrets|require\(["']toml-secrets/);
  box.write("deployed/.streamlit/secrets.toml", TOML);
  const op = fakeOp(join(box.root, "bin"));
  const program =
    'const [, name] = process.argv.slice(2); if (name === "absent") process.exit(4); console.log(`canary-of-${name}`)';
  const env = {
    PATH: `${op.folder}:${process.env.PATH}`,
    HOME: box.home,
    SECRETS_RESOLVE: "op",
    MINE: fakeCommand(join(box.root, "own"), "mine", program),
    AWS_ACCESS_KEY_ID: "canary-id",
    AWS_SECRET_ACCESS_KEY: "canary-key",
    STORE_ADDRESS: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
  };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--no-warnings", name], {
    cwd: join(box.root, "deployed"),
    env,
    timeout: 60_000,
  });
  expect(stderr).toBe("");
  return { result: JSON.parse(stdout), verbs: op.verbs() };
}

const code = "ERR_SECRETS_RESOLVE";
const isAsynchronous = { code, ours: true, reason: "its resolver is asynchronous" };
const values = { a: "canary-of-v/i/b", b: "canary-of-v/i/c", c: "canary-of-x" };
const common = {
  one: "canary-of-v/i/a",
  early: isAsynchronous,
  byName: "canary-of-v/i/a",
  masked: "a [redacted] b",
};

const CASES = BUNDLERS.flatMap((bundler) => ["cjs", "esm"].map((format) => [bundler, format] as const));

describe.each(CASES)("%s, %s", (bundler, format) => {
  it("resolves by commands, by a promise, and by AWS's SDK", async () => {
    const { result, verbs } = await printed(bundler, format, ["@aws-sdk/client-secrets-manager", "@aws-sdk/client-ssm"]);
    expect(result).toEqual({
      ...common,
      failed: { code, path: ["absent"], reason: "the command mine failed with exit code 4" },
      others: [values, "canary-of-later://a", "canary-of-aws"],
    });
    expect(verbs).toEqual(["read", "inject", "read"]);
  });

  it("needs no SDK if none is used, and says so if one is", async () => {
    const { result } = await printed(bundler, format, []);
    const reason = "the package @aws-sdk/client-secrets-manager is not installed";
    expect(result).toEqual({
      ...common,
      failed: { code, path: ["cloud"], reason },
      others: [values, "canary-of-later://a", isAsynchronous],
    });
  });
});
