import { basename, delimiter } from "node:path";

/** What was probably meant by an entry of a list of places that is not there, or is no folder; `undefined` if that can't be told. */
export function adviceForEntry(path: string): string | undefined {
  const name = basename(path);
  if (/\.(?:toml|age)[,;:|\s]+\S/i.test(path)) return `separate the entries of SECRETS_FILES with ${delimiter} on this system`;
  if (/\.toml$/i.test(name) && !name.endsWith(".toml"))
    return "write the ending .toml in lower case, in the file's name and in the list";
  if (/^\.env(?:\.|$)|\.env$/i.test(name)) return "import the variables into a TOML file: npx toml-secrets import .env";
  if (/\.(?:ya?ml|json|ini|conf|cfg|properties|txt|tml)$/i.test(name))
    return "write the secrets into a TOML file whose name ends in .toml; any other entry must be a folder";
  return undefined;
}
