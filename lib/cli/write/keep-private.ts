import { appendFileSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCandidates } from "../../checks/check-files";
import { isCommittable } from "../../checks/committable";
import { isIgnored } from "../../checks/git-exposure";
import { type CliContext, printable } from "../context";
import type { Target } from "../target";
import { tryLine } from "../terminal";
import { cannotWrite } from "../write-error";

const IGNORED = ".streamlit/secrets.toml";

/** Lines for the user: what was done to keep the file out of git, and which problems of permissions and git remain. */
export function keepPrivate({ path, project }: Pick<Target, "path" | "project">, cli: CliContext): string[] {
  const isAdded = project !== undefined && !isCommittable(path) && ignore(project, cli);
  const lines = isAdded ? [`added ${IGNORED} to .gitignore`] : [];
  for (const { code, message, fix } of checkCandidates([{ kind: "file", path }], cli.user, cli.env)) {
    const next =
      isAdded && code === "NOT_IGNORED_BY_GIT"
        ? `find the rule that includes it again: git check-ignore --no-index --verbose ${IGNORED}`
        : fix;
    lines.push(`Warning: ${message}.`, `  ${tryLine(printable(next))}`);
  }
  return lines;
}

/** Adds the line if no ignore rule matches the file. It does so without a repository too, because there may be one later. */
function ignore(folder: string, { env }: CliContext): boolean {
  const isCovered = isIgnored(folder, IGNORED, env);
  if (isCovered) return false; // by this list, a rule above, or the user's own
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
