import { delimiter, join, resolve, sep } from "node:path";
import { SourceError, seeDocs } from "../errors";
import type { Environment } from "../types";

/** A file or folder that might have secrets. */
export interface Candidate {
  readonly kind: "file" | "folder";
  /** Absolute. */
  readonly path: string;
}

/** Where the default places are. Functions, since both can fail and neither may be needed. */
export interface Edges {
  cwd(): string;
  home(): string;
}

/**
 * The files and folders to look at, lowest precedence first: the `files` option, else `SECRETS_FILES` (separated as PATH is),
 * else `~/.streamlit/secrets.toml` and `<cwd>/.streamlit/secrets.toml`. A path that stands twice counts at its last place.
 */
export function discover(files: string | readonly string[] | undefined, env: Environment, edges: Edges): Candidate[] {
  const listed = files ?? filesVariable(env);
  const paths = listed === undefined ? defaultPaths(edges) : asList(listed).map((entry) => absolute(entry, edges));
  return paths
    .filter((path, index) => paths.lastIndexOf(path) === index)
    .map((path) => ({ kind: path.endsWith(".toml") ? "file" : "folder", path }));
}

function filesVariable(env: Environment): string[] | undefined {
  const entries = (env.SECRETS_FILES ?? "").split(delimiter).filter((entry) => entry !== "");
  return entries.length > 0 ? entries : undefined;
}

function asList(files: string | readonly string[]): readonly string[] {
  return typeof files === "string" ? [files] : files;
}

function defaultPaths(edges: Edges): string[] {
  const folders = [folder("home", edges), folder("working", edges)];
  return folders.map((path) => `${path}${path.endsWith(sep) ? "" : sep}.streamlit${sep}secrets.toml`);
}

function absolute(entry: string, edges: Edges): string {
  if (entry === "~" || entry.startsWith("~/") || entry.startsWith("~\\")) return join(folder("home", edges), entry.slice(1));
  return resolve(folder("working", edges), entry);
}

function folder(which: "home" | "working", edges: Edges): string {
  try {
    return resolve(which === "home" ? edges.home() : edges.cwd());
  } catch {
    const reason = `the ${which} folder can't be told: the system has none for this process`;
    throw new SourceError(
      `cannot look for secrets: ${reason}\n` +
        `  Try: say where the secrets are, with the option \`files\` or with \`${which === "home" ? "home" : "cwd"}\`.\n` +
        seeDocs("ERR_SECRETS_SOURCE"),
      { source: which === "home" ? "~" : ".", reason },
    );
  }
}
