import { keyPair } from "./encrypted";
import { git as runGit } from "./git";
import { type CliBox, cliBox } from "./run-cli";

/* A project with a plain secrets file, and two people who may open it once it is encrypted. Each spec gets a new project. */

export const TOML = `# comment
api_key = "canary-api"   # for payments
port = 5432

[db]
password = 'canary-"pw"'
list = ["canary-a", # one
  "canary-b"]

[[servers]]
token = "canary-t0"
`;

export const alice = keyPair();
export const bob = keyPair();
export const asAlice = { env: { SECRETS_AGE_KEY: alice.secret } };
export const asBob = { env: { SECRETS_AGE_KEY: bob.secret } };

/** The project of the spec that runs. */
export let box: CliBox;

beforeEach(() => {
  box = cliBox();
  box.writeProject(TOML);
});

export const git = (...args: string[]): string => runGit(box.project, ...args);

/** The lines of the second text that the first does not have. */
export function changedLines(before: string, after: string): string[] {
  const known = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !known.has(line));
}

/** Reads a key from the file, by its path, as a program does that has a private key. */
export function readKey(path: string, secret = alice.secret): unknown {
  const secrets = box.secrets({ ageKey: secret, exportEnv: false, cwd: box.project });
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], secrets);
}
