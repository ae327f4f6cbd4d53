import { isMainThread } from "node:worker_threads";
import { instanceOf, loadIfExists } from "./api/functions";
import { secrets } from "./api/secrets";
import { SecretsError } from "./core/errors";

/*
 * `node --import toml-secrets/register app.js`, or `node -r …`: fills the environment before the first line of the program, for
 * code that reads only `process.env`. References among the root keys are resolved for it. If there is no source, it does nothing.
 * If a source is malformed, the program does not start.
 */

try {
  if (loadIfExists()) {
    const loaded = instanceOf(secrets).peek();
    if (loaded?.mayRefer !== undefined) {
      const { exportReferences } = require("./api/references") as typeof import("./api/references");
      exportReferences(loaded, process.env);
    }
  }
} catch (error) {
  // The parent of a worker reports its error; output that the worker writes itself may be lost.
  if (!(error instanceof SecretsError) || !isMainThread) throw error;
  process.stderr.write(`${error.name} [${error.code}]: ${error.message}\n`);
  process.exit(1);
}
