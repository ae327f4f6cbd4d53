import { isMainThread } from "node:worker_threads";
import { loadIfExists } from "./api/functions";
import { SecretsError } from "./core/errors";

/*
 * `node --import toml-secrets/register app.js`, or `node -r …`: fills the environment before the first line of the program, for
 * code
 * that reads only `process.env`. If there is no source, it does nothing. If a source is malformed, the program does not start.
 */

try {
  loadIfExists();
} catch (error) {
  // The parent of a worker reports its error; output that the worker writes itself may be lost.
  if (!(error instanceof SecretsError) || !isMainThread) throw error;
  process.stderr.write(`${error.name} [${error.code}]: ${error.message}\n`);
  process.exit(1);
}
