import { SecretsError } from "./errors";
import { loadIfExists } from "./secrets";

/*
 * `node --import toml-secrets/register app.js`, or `node -r …`: the secrets are in the environment before the program's first
 * line, for code that knows only `process.env`. Without any source it is silent; where one is malformed the program does not start.
 */

try {
  loadIfExists();
} catch (error) {
  if (!(error instanceof SecretsError)) throw error;
  process.stderr.write(`${error.name} [${error.code}]: ${error.message}\n`);
  process.exit(1);
}
