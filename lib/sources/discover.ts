import { resolve } from "node:path";
import type { Candidate, Edges, Environment } from "../core/types";

/**
 * The files and folders to look at, lowest precedence first: the `files` option, else `SECRETS_FILES` (separated as PATH is),
 * else `~/.streamlit/secrets.toml` and `<cwd>/.streamlit/secrets.toml`. A path that stands twice counts at its last place.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) where a folder that is needed can't be told.
 */
export function discover(files: string | readonly string[] | undefined, env: Environment, edges: Edges): Candidate[] {
  const listed = files !== undefined || env.SECRETS_FILES ? listing().listed(files, env.SECRETS_FILES, edges) : undefined;
  if (listed !== undefined) return listed;
  try {
    const home: Candidate = { kind: "file", path: resolve(edges.home(), ".streamlit", "secrets.toml") };
    const project: Candidate = { kind: "file", path: resolve(edges.cwd(), ".streamlit", "secrets.toml") };
    return home.path === project.path ? [project] : [home, project];
  } catch {
    throw listing().untoldFolder(edges);
  }
}

/** What is seldom asked for. */
function listing() {
  return require("./discover-listed") as typeof import("./discover-listed");
}
