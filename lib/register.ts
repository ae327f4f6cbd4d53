import { isMainThread } from "node:worker_threads";
import { loadIfExists } from "./api/functions";
import { SecretsError } from "./core/errors";

/*
 * `node --import toml-secrets/register app.js`, or `node -r …`: the secrets are in the environment before the program's first
 * line, for code that knows only `process.env`. Without any source it is silent; where one is malformed the program does not start.
 */

try {
  loadIfExists();
} catch (error) {
  // A worker's end is its parent's to report, and what it writes by itself may be lost.
  if (!(error instanceof SecretsError) || !isMainThread) throw error;
  process.stderr.write(`${error.name} [${error.code}]: ${error.message}\n`);
  process.exit(1);
}
