import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fakeCommand } from "./programs";

/** A small Vault in a process of its own, because a command that talks to it blocks the process of the spec. */
export interface FakeVault {
  readonly address: string;
  /** Changes the state of the server. @returns the number of requests since the last call. */
  set(state: { readonly sealed?: boolean; readonly slow?: boolean }): Promise<number>;
  end(): void;
}

export const VAULT_TOKEN = "canary-vault-token";

export async function startVault(): Promise<FakeVault> {
  const server: ChildProcess = spawn(process.execPath, [join(__dirname, "../fixtures/stores/vault-server.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(server.stdout as NodeJS.ReadableStream, "data");
  const address = `http://127.0.0.1:${String(port).trim()}`;
  return {
    address,
    async set(state) {
      const answer = await fetch(`${address}/test`, { method: "POST", body: JSON.stringify(state) });
      return Number(await answer.text());
    },
    end: () => void server.kill(),
  };
}

/**
 * A command made from the documentation of `vault kv get`: it asks which version the mount has, and then for the secret, at VAULT_ADDR with
 * VAULT_TOKEN. It prints the answer as JSON; after an error of the server it prints that to standard error, and its exit code is 2.
 */
export function fakeVaultCommand(folder: string, name: "vault" | "bao" = "vault"): string {
  return fakeCommand(folder, name, PROGRAM);
}

const PROGRAM = `
const [group, verb, ...rest] = process.argv.slice(2);
const flags = Object.fromEntries(rest.filter((one) => /^-\\w/.test(one)).map((one) => one.slice(1).split("=")));
const [path, ...more] = rest[rest.indexOf("--") + 1] === undefined ? [] : rest.slice(rest.indexOf("--") + 1);
const end = (code, text) => { console.error(text); process.exit(code); };
if (group !== "kv" || verb !== "get" || flags.format !== "json" || path === undefined || more.length > 0) end(1, "usage");
const { get: request } = require("node:http"); // starts faster than fetch
const answer = (url) => new Promise((answered) => {
  const headers = { "X-Vault-Token": process.env.VAULT_TOKEN ?? "" };
  request(url, { headers, agent: false }, async (response) => {
    const text = (await response.setEncoding("utf8").toArray()).join("");
    answered({ status: response.statusCode, json: JSON.parse(text) });
  }).on("error", (error) => end(2, String(error)));
});
const get = async (route) => {
  const url = process.env.VAULT_ADDR + "/v1/" + route;
  const { status, json } = await answer(url);
  if (status === 404 && json.data === undefined) return undefined;
  if (status >= 400 && status !== 404) end(2, "Error making API request.\\n\\nURL: GET " + url + "\\nCode: " + status + ". Errors:\\n\\n" + json.errors.map((text) => "* " + text).join("\\n"));
  return json;
};
(async () => {
  const clean = path.replace(/^\\/+|\\/+$/g, "");
  const { data: mount } = await get("sys/internal/ui/mounts/" + clean);
  const isVersioned = mount.options?.version === "2";
  const route = isVersioned ? clean.replace(mount.path, mount.path + "data/") : clean;
  const secret = await get(route + (isVersioned && flags.version ? "?version=" + flags.version : ""));
  if (secret === undefined) end(2, "No value found at " + route);
  process.stdout.write(JSON.stringify(secret, undefined, 2) + "\\n");
})();
`;
