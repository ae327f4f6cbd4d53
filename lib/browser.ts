import { SecretsError, seeDocs } from "./core/errors";
import { isWellKnownKey } from "./view/well-known-keys";

/*
 * What `import … from "toml-secrets"` loads under the "browser" condition of package.json: in bundles for browsers, and for edge
 * and worker runtimes, which set it too. It has the exports of index.ts and no secrets. Importing it is harmless, because shared
 * modules end up on both sides. Reading a key throws.
 */

export {
  DecryptError,
  FileNotFoundError,
  KeyError,
  LockedError,
  ParseError,
  ReadOnlyError,
  ResolveError,
  SecretsError,
  SourceError,
  ValidationError,
} from "./core/errors";

/** Refuses every key with `ERR_SECRETS_BROWSER`. */
export const secrets: object = refusing();

/** An object that refuses every key with `ERR_SECRETS_BROWSER`. */
export function createSecrets(): object {
  return refusing();
}

export const toObject = refuse("toObject()");
export const getSecret = refuse("getSecret()");
export const resolveSecrets = refuse("resolveSecrets()");
export const loadIfExists = refuse("loadIfExists()");
export const watchSecrets = refuse("watchSecrets()");
export const redact = refuse("redact()");
export const redactStream = refuse("redactStream()");
export const guardErrors = refuse("guardErrors()");
export const checkFiles = refuse("checkFiles()");

/** Like the real object: symbols and well-known names (`then`, `toJSON` …) do not throw. */
function refusing(): object {
  const asked = (key: PropertyKey): undefined => {
    if (typeof key !== "symbol" && !isWellKnownKey(key as string)) throw refusal(`the secret ${JSON.stringify(key)}`);
  };
  const change = refuse("a change of the secrets");
  return new Proxy(
    {},
    {
      get: (_shell, key) => asked(key) ?? Reflect.get(Object.prototype, key),
      has: (_shell, key) => asked(key) ?? false,
      getOwnPropertyDescriptor: (_shell, key) => asked(key),
      ownKeys: refuse("the list of secrets"),
      set: change,
      defineProperty: change,
      deleteProperty: change,
      setPrototypeOf: change,
      preventExtensions: change,
    },
  );
}

function refuse(what: string): () => never {
  return () => {
    throw refusal(what);
  };
}

function refusal(what: string): SecretsError {
  return new SecretsError(
    `there are no secrets in a browser, or in an edge or worker runtime: code that was built for one asked for ${what}\n` +
      "  Every visitor can read everything that a page contains, and edge and worker runtimes have no files. Therefore this build\n" +
      "  of toml-secrets contains no values and reads none.\n" +
      '  Try: read secrets on the server, in Node (an API route, a loader, a server action; in Next.js without `runtime = "edge"`),\n' +
      "  and send the browser only what its visitors may see.\n" +
      "  In a test under jsdom: run the file in Node's environment (`@jest-environment node`).\n" +
      seeDocs("ERR_SECRETS_BROWSER"),
    "ERR_SECRETS_BROWSER",
    "SecretsError",
    {},
  );
}
