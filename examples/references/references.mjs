/*
 * A file that says where the secrets are, and a store that has them: node examples/references/references.mjs
 * It works on a copy. The store is a script, so the example runs anywhere; for a real one replace `command(…)` by `commands.op()`.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSecrets, redact, resolveSecrets } from "toml-secrets";
import { command } from "toml-secrets/resolvers";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(here, ".copy-"));
const calls = () => (existsSync("calls") ? readFileSync("calls", "utf8").trim().split("\n") : []);
const connect = ({ host, username, password }) => `${username}@${host} with a password of ${password.length} characters`;

try {
  cpSync(join(here, ".streamlit"), join(folder, ".streamlit"), { recursive: true });
  cpSync(join(here, "store.mjs"), join(folder, "store.mjs"));
  process.chdir(folder);
  const store = command([process.execPath, "store.mjs", "{}"]);
  const secrets = createSecrets({ resolve: { store }, exportEnv: false });

  console.log(`the host: ${secrets.db_credentials.host}, after ${calls().length} calls`);

  writeFileSync("locked", "");
  try {
    connect({ ...secrets.db_credentials });
  } catch (error) {
    console.log(`locked: ${error.name} [${error.code}]: ${error.message.split("\n")[0]}`);
  }
  rmSync("locked");

  console.log(`unlocked: ${connect({ ...secrets.db_credentials })}`);
  console.log(`once more: ${connect({ ...secrets.db_credentials })}`);
  console.log(`calls until now: ${calls().join(", ")}`); // nobody has read api_token
  console.log(`the log: ${redact("login with canary-password-of-the-store", secrets)}`);
  console.log("the object:", secrets);

  // A resolver over the network is asynchronous: resolve first, then read.
  const slow = async (references) => new Map(references.map((one) => [one, '{"password":"canary-from-afar"}']));
  const remote = createSecrets({ resolve: { store: slow }, exportEnv: false });
  try {
    remote.db_credentials.password;
  } catch (error) {
    console.log(`too early: ${error.message.split("\n")[1].trim()}`);
  }
  await resolveSecrets(remote.db_credentials);
  console.log(`resolved: ${connect(remote.db_credentials)}`);
} finally {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
}
