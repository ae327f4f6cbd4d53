import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { gitProblems } from "../git-exposure";
import { foldersAbove } from "../paths";
import { cannotWrite } from "./cannot-write";
import { type Cli, EXIT, printable, shortPlace } from "./cli";
import { styleOf } from "./style";

const IGNORED = ".streamlit/secrets.toml";

const CONTENT = `# Secrets: this file stays on this machine. Keep it out of the repository.
# A value is text in quotes, a number, true or false, a date, or a list. Restart the program after a change.

# db_username = "Jane"              # secrets.db_username, and $db_username
# db_password = "mypassword"

# [db_credentials]                  # { ...secrets.db_credentials }
# host = "localhost"
# port = 5432
# user = "Jane"
# password = "mypassword"
`;

/** Makes a secrets file that only its owner can read, and keeps it out of git. What is there already stays as it is. */
export function init({ global }: { readonly global?: boolean }, cli: Cli): number {
  const folder = global ? homedir() : cli.cwd;
  const file = join(folder, ".streamlit", "secrets.toml");
  const { bold } = styleOf(cli.stdout);
  const say = (line: string) => cli.stdout.write(`${line}\n`);
  const shown = printable(shortPlace(file, cli));
  say(create(file) ? `created ${bold(shown)}, which only you can read` : `${bold(shown)} is there already, and stays as it is`);
  if (!global && ignore(folder, file, cli)) say(`added ${IGNORED} to ${bold(".gitignore")}`);
  for (const { code, message, fix } of gitProblems(file, cli.env)) {
    if (code === "TRACKED_BY_GIT") say(`but ${message}.\n  Try: ${fix}.`);
  }
  say("\nNext: write a secret into it, and see it with `npx toml-secrets list`.");
  return EXIT.ok;
}

function create(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, "wx", 0o600);
    writeSync(descriptor, CONTENT);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && existsSync(file)) return false;
    throw cannotWrite(file, error);
  }
}

/** Adds the line where git would not ignore the file, and where there is no git yet but may be one day. */
function ignore(folder: string, file: string, { env }: Cli): boolean {
  const list = join(folder, ".gitignore");
  try {
    const text = existsSync(list) ? readFileSync(list, "utf8") : "";
    const isListed = text
      .split(/\r?\n/)
      .some((line) => [IGNORED, `/${IGNORED}`, ".streamlit", ".streamlit/"].includes(line.trim()));
    const isExposed = gitProblems(file, env).some(({ code }) => code === "NOT_IGNORED_BY_GIT");
    if (isListed && !isExposed) return false;
    if (!isExposed && isInRepository(folder)) return false; // a rule above, or the user's own, covers it
    const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
    const gap = text === "" || text.endsWith("\n") ? "" : lineBreak;
    appendFileSync(list, `${gap}${relative(folder, file).split(sep).join("/")}${lineBreak}`);
    return true;
  } catch (error) {
    throw cannotWrite(list, error);
  }
}

function isInRepository(folder: string): boolean {
  return [folder, ...foldersAbove(folder)].some((here) => existsSync(join(here, ".git")));
}
