import {
  appendFileSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { checkCandidates } from "../../checks/check-files";
import { isIgnored } from "../../checks/git-exposure";
import { errorCode } from "../../sources/source-error";
import { type Cli, EXIT, printable, shortPlace } from "../context";
import { styleOf } from "../terminal";
import { cannotWrite } from "../write-error";

const IGNORED = ".streamlit/secrets.toml";

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

/** Creates a secrets file that only its owner can read, and keeps it out of git. Existing files are left unchanged. */
export function init({ global }: { readonly global?: boolean }, cli: Cli): number {
  const folder = global ? homedir() : cli.cwd;
  const file = join(folder, ".streamlit", "secrets.toml");
  const { bold } = styleOf(cli.stdout);
  const say = (line: string) => cli.stdout.write(`${line}\n`);
  const shown = printable(shortPlace(file, cli));
  say(create(file) ? `created ${bold(shown)}, readable only by you` : `${bold(shown)} already exists and is left unchanged`);
  const isAdded = !global && ignore(folder, cli);
  if (isAdded) say(`added ${IGNORED} to ${bold(".gitignore")}`);
  for (const { code, message, fix } of checkCandidates([{ kind: "file", path: file }], cli.user, cli.env)) {
    const next =
      isAdded && code === "NOT_IGNORED_BY_GIT"
        ? `find the rule that includes it again: git check-ignore --no-index --verbose ${IGNORED}`
        : fix;
    say(`Warning: ${message}.\n  Try: ${printable(next)}.`);
  }
  say("\nNext: write your secrets into it, then run `npx toml-secrets list`.");
  return EXIT.ok;
}

function create(file: string): boolean {
  const folder = dirname(file);
  try {
    if (!(existsSync(folder) && statSync(folder).isDirectory())) mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const isTaken = errorCode(error) === "EEXIST";
    throw isTaken
      ? cannotWrite(folder, "something that is not a folder has this name", "rename or remove it")
      : cannotWrite(folder, error);
  }
  try {
    const descriptor = openSync(file, "wx", 0o600);
    writeSync(descriptor, CONTENT);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw cannotWrite(file, error);
    if (existsSync(file) && statSync(file).isFile()) return false;
    throw cannotWrite(file, "it exists and is not a file", "rename or remove it");
  }
}

/** Adds the line if no ignore rule matches the file. It does so without a repository too, because there may be one later. */
function ignore(folder: string, { env }: Cli): boolean {
  const isCovered = isIgnored(folder, IGNORED, env);
  if (isCovered) return false; // by this list, a rule in a parent folder, or the user's own list
  const list = join(folder, ".gitignore");
  const stats = lstatSync(list, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) {
    throw cannotWrite(
      list,
      "it is a symbolic link or not a file, so git does not read it",
      `replace it with a file that has the line ${IGNORED}`,
    );
  }
  try {
    const text = stats === undefined ? "" : readFileSync(list, "utf8");
    const isListed = text
      .split(/\r?\n/)
      .some((line) => [IGNORED, `/${IGNORED}`, ".streamlit", ".streamlit/"].includes(line.trim()));
    if (isCovered === undefined && isListed) return false;
    const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
    const gap = text === "" || text.endsWith("\n") ? "" : lineBreak;
    appendFileSync(list, `${gap}${IGNORED}${lineBreak}`);
    return true;
  } catch (error) {
    throw cannotWrite(list, error);
  }
}
