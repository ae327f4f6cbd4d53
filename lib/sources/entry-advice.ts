import { readdirSync } from "node:fs";
import { basename, delimiter } from "node:path";

/** The probable meaning of a listed place that does not exist, or is not a folder; `undefined` if it is unknown. */
export function adviceForEntry(path: string): string | undefined {
  const name = basename(path);
  if (/\.(?:toml|age)[,;:|\s]+\S/i.test(path)) return `separate the entries of SECRETS_FILES with ${delimiter} on this system`;
  if (/\.toml$/i.test(name) && !name.endsWith(".toml"))
    return "write the ending .toml in lower case, in the file's name and in the list";
  if (/^\.env(?:\.|$)|\.env$/i.test(name)) return "import the variables into a TOML file: npx toml-secrets import .env";
  return undefined;
}

/** What to do about a folder in the place of a file. */
export function adviceForFolder(path: string): string | undefined {
  try {
    if (readdirSync(path).length > 0) return undefined;
  } catch {
    return undefined;
  }
  return "remove the empty folder, and put the file in its place; Docker makes such a folder if the file that it mounts does not exist on the host";
}
