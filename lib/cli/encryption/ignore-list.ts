import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isIgnored } from "../../checks/git-exposure";
import type { CliContext } from "../context";
import type { Target } from "../target";

const LINES = [".streamlit/secrets.toml", "/.streamlit/secrets.toml"];

/** Takes the line out of .gitignore that kept the plain file out of git, and says what is still in the way. */
export function stopIgnoring({ project }: Target, { env }: CliContext): string[] {
  if (project === undefined) return [];
  const list = join(project, ".gitignore");
  const said: string[] = [];
  if (existsSync(list)) {
    const before = readFileSync(list, "utf8");
    const after = before
      .split(/(?<=\n)/)
      .filter((line) => !LINES.includes(line.trim()))
      .join("");
    if (after !== before) {
      writeFileSync(list, after);
      said.push("took its line out of .gitignore; commit the file");
    }
  }
  if (isIgnored(project, ".streamlit/secrets.toml", env)) {
    said.push(`but another rule keeps it out of git: git check-ignore --no-index --verbose .streamlit/secrets.toml`);
  }
  return said;
}
