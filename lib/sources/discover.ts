import { existsSync } from "node:fs";
import { resolve, sep } from "node:path";
import type { BaseFolders, Candidate, Environment } from "../core/types";

/**
 * The files and folders to look at, lowest precedence first: the `files` option, else `SECRETS_FILES` (separated as PATH is),
 * else `~/.streamlit/secrets.toml` and `<cwd>/.streamlit/secrets.toml`, or `secrets.toml.age` in their place. A path that is
 * listed twice counts at its last position.
 * @throws SourceError (`ERR_SECRETS_SOURCE`) if a folder that is needed is unknown.
 */
export function discover(files: string | readonly string[] | undefined, env: Environment, folders: BaseFolders): Candidate[] {
  const listed = files !== undefined || env.SECRETS_FILES ? listing().listed(files, env.SECRETS_FILES, folders) : undefined;
  if (listed !== undefined) return listed;
  const home = homePlace(folders);
  let folder: string;
  try {
    folder = absolute(folders.cwd());
  } catch {
    throw listing().unknownFolder("working");
  }
  if (folders.findUp || (folders.findUp === undefined && env.SECRETS_FIND_UP)) folder = findUp(folder, env, folders);
  const project = fileIn(folder);
  // The program did not name the project's file, so the file in the working folder may belong to another user.
  const checked = { ...project, user: folders.user };
  return home.path === project.path ? [checked] : [home, checked];
}

/** The home folder's file. Without a home folder it counts as not found: containers often have none for their user. */
function homePlace(folders: BaseFolders): Candidate {
  try {
    return fileIn(absolute(folders.home()));
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_SECRETS_SOURCE") throw error;
    return { kind: "file", path: "~/.streamlit/secrets.toml", isUnknown: true };
  }
}

function findUp(start: string, env: Environment, folders: BaseFolders): string {
  const { folderWithSecrets, wantsFindUp } = require("./find-up") as typeof import("./find-up");
  if (!wantsFindUp(folders.findUp, env)) return start;
  let home: string | undefined;
  try {
    home = absolute(folders.home());
  } catch {
    // There is no home folder where the search could stop.
  }
  return folderWithSecrets(start, home, folders.user);
}

/** The absolute path. `resolve` reads each character, so a path that needs no change is returned before it is called. */
function absolute(path: string): string {
  const isNormal = sep === "/" && path.startsWith("/") && !path.endsWith("/") && !path.includes("//") && !path.includes("/.");
  return isNormal ? path : resolve(path);
}

/** The secrets file of a folder, or its encrypted form if that is there. */
function fileIn(folder: string): Candidate {
  const path = `${folder.endsWith(sep) ? folder : folder + sep}.streamlit${sep}secrets.toml`;
  let isEncrypted = false;
  try {
    isEncrypted = existsSync(`${path}.age`);
  } catch {
    // Node's permission model denies access. Then only the plain file may be readable.
  }
  return isEncrypted ? listing().ageFile(path) : { kind: "file", path };
}

/** Rarely needed, so loaded on first use. */
function listing() {
  return require("./discover-listed") as typeof import("./discover-listed");
}
