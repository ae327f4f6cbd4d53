import { basename } from "node:path";
import { checkCandidates } from "../../checks/check-files";
import { isCommittable } from "../../checks/committable";
import { copiesBeside } from "../../checks/leftovers";
import { quoted } from "../../core/printable";
import type { Candidate } from "../../core/types";
import type { CliContext } from "../context";
import { plainFilesOf } from "./secret-files";
import type { Exposure } from "./types";

/*
 * Ways in which secrets leak: copies in the folder of a file, a dev server, a package, a container image. They are checked only if
 * there is a plain file of secrets.
 */

/** Finds every way in which a file of these places leaks. Reads files of the project, runs git only for copies, and uses no network. */
export async function exposuresOf(candidates: readonly Candidate[], cli: CliContext): Promise<Exposure[]> {
  const files = plainFilesOf(candidates, cli.cwd);
  if (files.length === 0) return [];
  const { viteExposures } = require("./vite-projects") as typeof import("./vite-projects");
  const { imageExposures } = require("./container-images") as typeof import("./container-images");
  const { npmExposures } = require("./npm-package") as typeof import("./npm-package");
  return [...copies(candidates, cli), ...viteExposures(files), ...(await npmExposures(files)), ...imageExposures(files)];
}

/** A copy is a problem if git would add it, or others can read it; otherwise it is a note. */
function copies(candidates: readonly Candidate[], { user, env }: CliContext): Exposure[] {
  const paths = candidates.flatMap(({ kind, path }) => (kind === "file" ? copiesBeside(path) : []));
  const places = new Set(candidates.map(({ path }) => path));
  return paths
    .filter((path) => !places.has(path) && !isCommittable(path))
    .map((path): Exposure => {
      const problems = checkCandidates([{ kind: "file", path }], user, env);
      const isNote = problems.length === 0;
      const also = problems.map(({ message }) => `; ${message}`).join("");
      const isInGit = problems.some(({ code }) => code === "TRACKED_BY_GIT");
      return {
        code: "LEFT_BY_EDITOR",
        where: path,
        message: `${whatIs(basename(path))}, with the secrets of that time${also}`,
        fix: isInGit
          ? `replace every secret in it, because history keeps it, and remove it: git rm -f -- ${quoted(path)}`
          : `rm -- ${quoted(path)}`,
        isNote,
      };
    });
}

function whatIs(name: string): string {
  if (/\.(?:sw[a-p]|un~)$/i.test(name)) return "Vim left it, or has the file open";
  if (/^\.?#|^\.~lock/.test(name)) return "Emacs or another editor left it, or has the file open";
  return "it is a copy that an editor or a person left";
}
