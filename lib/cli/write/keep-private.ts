import { appendFileSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCandidates } from "../../checks/check-files";
import { isCommittable } from "../../checks/committable";
import { isIgnored } from "../../checks/git-exposure";
import { COPY_RULES } from "../../checks/leftovers";
import { type CliContext, printable } from "../context";
import type { Target } from "../target";
import { tryLine } from "../terminal";
import { cannotWrite } from "../write-error";

const IGNORED = ".streamlit/secrets.toml";
/** Lines that exclude the file, and lines that exclude its copies too. */
const LISTED = [IGNORED, `/${IGNORED}`];
const LISTED_FOLDER = [".streamlit", ".streamlit/", "/.streamlit", "/.streamlit/", ".streamlit/*", ".streamlit/**"];

interface Options {
  /** Adds the rules for copies even if the list has a rule for the file. */
  readonly copies?: boolean;
}

/** Messages for the user: the lines added to .gitignore, and the remaining problems of permissions and git. */
export function keepPrivate(
  { path, project }: Pick<Target, "path" | "project">,
  cli: CliContext,
  options: Options = {},
): string[] {
  const added = project === undefined || isCommittable(path) ? [] : ignore(project, cli, options);
  const isAdded = added.includes(IGNORED);
  const lines = isAdded ? [`added ${IGNORED} to .gitignore, and the names of copies that editors leave`] : [];
  if (!isAdded && added.length > 0) lines.push("added the names of copies that editors leave to .gitignore");
  for (const { code, message, fix } of checkCandidates([{ kind: "file", path }], cli.user, cli.env)) {
    const next =
      isAdded && code === "NOT_IGNORED_BY_GIT"
        ? `find the rule that includes it again: git check-ignore --no-index --verbose ${IGNORED}`
        : fix;
    lines.push(`Warning: ${message}.`, `  ${tryLine(printable(next))}`);
  }
  return lines;
}

/**
 * Adds the lines if no ignore rule matches the file. It does so without a repository too, because there may be one later.
 * @returns the lines that were added.
 */
function ignore(folder: string, { env }: CliContext, { copies }: Options): readonly string[] {
  const isCovered = isIgnored(folder, IGNORED, env);
  const list = join(folder, ".gitignore");
  const stats = lstatSync(list, { throwIfNoEntry: false });
  if (isCovered && !stats?.isFile()) return []; // by a rule above, or the user's own
  if (stats !== undefined && !stats.isFile()) {
    throw cannotWrite(
      list,
      "it is a symbolic link or not a file, so git does not read it",
      `replace it with a file that has the line ${IGNORED}`,
    );
  }
  try {
    const text = stats === undefined ? "" : readFileSync(list, "utf8");
    const listed = text.split(/\r?\n/).map((line) => line.trim());
    const isListed = listed.some((line) => LISTED.includes(line));
    const isFolder = listed.some((line) => LISTED_FOLDER.includes(line));
    const isKeptOut = isCovered ?? (isListed || isFolder);
    if (isKeptOut && (!copies || isFolder || !isListed)) return [];
    const rules = isFolder ? [] : COPY_RULES.filter((rule) => !listed.includes(rule));
    const missing = isKeptOut ? rules : [IGNORED, ...rules];
    if (missing.length === 0) return [];
    const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
    const gap = text === "" || text.endsWith("\n") ? "" : lineBreak;
    appendFileSync(list, gap + missing.map((line) => line + lineBreak).join(""));
    return missing;
  } catch (error) {
    throw cannotWrite(list, error);
  }
}
