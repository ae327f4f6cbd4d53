import { closeSync, existsSync, openSync, statSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { errorCode } from "../../sources/source-error";
import { canAsk } from "../ask";
import { type CliContext, EXIT, printable, shortPlace } from "../context";
import { formatPath, makeFolder, nearestWith, refuseForeign } from "../target";
import { styleOf } from "../terminal";
import { keepPrivate } from "../write/keep-private";
import { cannotWrite } from "../write-error";

const FILE = join(".streamlit", "secrets.toml");
const EXAMPLE = join(".streamlit", "secrets.example.toml");

const CONTENT = `# Secrets: this file stays on this machine. Keep it out of the repository.
# A value is a string in quotes, a number, true or false, a date, or a list. Restart the program after a change.

# db_username = "Jane"              # secrets.db_username, and $db_username
# db_password = "mypassword"

# [db_credentials]                  # { ...secrets.db_credentials }
# host = "localhost"
# port = 5432
# username = "Jane"
# password = "mypassword"
`;

interface InitOptions {
  readonly global?: boolean;
  /** Create it in this folder even if a folder above has one. */
  readonly here?: boolean;
  /** Encrypt it, so that it is safe to commit. */
  readonly encrypted?: boolean;
}

/**
 * Creates a secrets file that only its owner can read, and keeps it out of git. Existing files are left unchanged. If there is an
 * example file, it asks for the keys that are not set.
 */
export async function init({ global, here, encrypted }: InitOptions, cli: CliContext): Promise<number> {
  const folder = global ? homedir() : here ? cli.cwd : (nearestWith(FILE, cli) ?? nearestWith(EXAMPLE, cli) ?? cli.cwd);
  const file = join(folder, FILE);
  const { bold } = styleOf(cli.stdout);
  const say = (line: string) => cli.stdout.write(`${line}\n`);
  const shown = printable(shortPlace(file, cli));
  const example = global ? undefined : exampleIn(folder);
  if (!global) refuseForeign(file, cli);
  makeFolder({ path: file });
  const isCreated = create(file, encrypted ? "" : example === undefined ? CONTENT : "");
  say(isCreated ? `created ${bold(shown)}, readable only by you` : `${bold(shown)} already exists and is left unchanged`);
  if (folder !== cli.cwd && !global) {
    say(`It is in a folder above. Programs that start in ${printable(folder)} read it; programs that start here do not.`);
    say("  Try: npx toml-secrets init --here, to create one in this folder.");
  }
  if (encrypted) return encryptNew(file, cli);
  for (const line of keepPrivate({ path: file, project: global ? undefined : folder }, cli, { copies: true })) say(line);
  if (example !== undefined) return fillIn(file, example, cli);
  say("\nNext: run `npx toml-secrets set NAME` for each secret, then `npx toml-secrets list`.");
  return EXIT.ok;
}

/** Creates the key of this person and the header, and prints the line for a pre-commit hook. */
async function encryptNew(file: string, cli: CliContext): Promise<number> {
  const { encrypt } = require("./encrypt") as typeof import("./encrypt");
  const code = await encrypt({ file: [file] }, cli);
  cli.stdout.write(
    "\nPut these lines into .git/hooks/pre-commit, and make it executable, so that no plain value is committed:\n" +
      "  #!/bin/sh\n  npx toml-secrets encrypt --staged || exit 1\n  npx toml-secrets scan --staged --allow-locked || exit 1\n" +
      "\nNext: run `npx toml-secrets set NAME` for each secret, then commit the file.\n",
  );
  return code;
}

function exampleIn(folder: string): string | undefined {
  const path = join(folder, EXAMPLE);
  return existsSync(path) ? path : undefined;
}

/** Asks for each key of the example that the file does not have. If nobody can answer, it names them. */
async function fillIn(file: string, example: string, cli: CliContext): Promise<number> {
  const { fillFromExample } = require("../write/fill-from-example") as typeof import("../write/fill-from-example");
  const { added, missing } = await fillFromExample(file, example, canAsk(cli), cli);
  const from = printable(shortPlace(example, cli));
  if (added.length > 0) cli.stdout.write(`set ${added.map(formatPath).join(", ")} (keys of ${from})\n`);
  if (missing.length > 0) {
    cli.stdout.write(`${from} has keys that are not set yet:\n`);
    for (const path of missing) cli.stdout.write(`  npx toml-secrets set ${shellWord(formatPath(path))}\n`);
  } else cli.stdout.write(`every key of ${from} is set\n`);
  return EXIT.ok;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function create(file: string, content: string): boolean {
  try {
    const descriptor = openSync(file, "wx", 0o600);
    writeSync(descriptor, content);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw cannotWrite(file, error);
    if (existsSync(file) && statSync(file).isFile()) return false;
    throw cannotWrite(file, "it exists and is not a file", "rename or remove it");
  }
}
