import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isIgnored } from "../../checks/git-exposure";
import { errorCode } from "../../sources/source-error";
import type { CliContext } from "../context";
import type { Target } from "../target";

const LINES = [".streamlit/secrets.toml", "/.streamlit/secrets.toml"];

/** Removes the line of .gitignore that kept the plain file out of git, and reports rules that still match. */
export function stopIgnoring({ project }: Target, { env }: CliContext): string[] {
  if (project === undefined) return [];
  const list = join(project, ".gitignore");
  const said: string[] = [];
  try {
    if (takeOut(list)) said.push("removed its line from .gitignore; commit the file");
  } catch (error) {
    // The secrets file is written already, so this failure must not hide the remaining messages.
    said.push(`but .gitignore can't be changed (${errorCode(error) ?? "unknown reason"}): remove the line ${LINES[0]} from it`);
  }
  if (isIgnored(project, ".streamlit/secrets.toml", env)) {
    said.push(`but another rule keeps it out of git: git check-ignore --no-index --verbose .streamlit/secrets.toml`);
  }
  return said;
}

/** @returns whether there was such a line. */
function takeOut(list: string): boolean {
  if (!existsSync(list)) return false;
  const before = readFileSync(list, "utf8");
  const after = before
    .split(/(?<=\n)/)
    .filter((line) => !LINES.includes(line.trim()))
    .join("");
  if (after === before) return false;
  writeFileSync(list, after);
  return true;
}
