import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Candidate, Edges, Environment } from "../core/types";

/**
 * The files and folders to look at, lowest precedence first: the `files` option, else `SECRETS_FILES` (separated as PATH is),
 * else `~/.streamlit/secrets.toml` and `<cwd>/.streamlit/secrets.toml`, or `secrets.toml.age` in their place. A path that stands twice counts at its last place.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) if a folder that is needed is unknown.
 */
export function discover(files: string | readonly string[] | undefined, env: Environment, edges: Edges): Candidate[] {
  const listed = files !== undefined || env.SECRETS_FILES ? listing().listed(files, env.SECRETS_FILES, edges) : undefined;
  if (listed !== undefined) return listed;
  let paths: string[];
  try {
    paths = [edges.home(), edges.cwd()].map((folder) => resolve(folder, ".streamlit", "secrets.toml"));
  } catch {
    throw listing().untoldFolder(edges);
  }
  const [home, project] = paths as [string, string];
  if (home === project) return [fileAt(home)];
  // Nobody has named the project's file: what lies in the working folder may be another user's.
  return [fileAt(home), { ...fileAt(project), user: edges.user }];
}

/** The file, or its encrypted form if that is there. */
function fileAt(path: string): Candidate {
  return existsSync(`${path}.age`) ? listing().ageFile(path) : { kind: "file", path };
}

/** Rarely needed, so loaded on first use. */
function listing() {
  return require("./discover-listed") as typeof import("./discover-listed");
}
