import { basename, dirname, extname, join } from "node:path";
import { entriesAt } from "../core/fs";

/* Copies of a secrets file that editors, file managers, and people leave beside it. No program reads them, so nobody notices them. */

/** The rules for .gitignore. No rule matches the file itself, which may be encrypted and committed, or an example of it. */
export const COPY_RULES = [
  ".streamlit/secrets.toml~*", // Emacs, gedit, Kate
  ".streamlit/secrets.toml.[~bo]*", // .~1~, .bak, .backup, .old, .orig
  ".streamlit/secrets.toml.sav*", // nano
  ".streamlit/secrets.toml.sw?",
  ".streamlit/secrets.toml.tmp*",
  ".streamlit/[.#]*secrets.toml*", // .secrets.toml.swp of Vim, #secrets.toml# and .#secrets.toml of Emacs
  ".streamlit/secrets *.toml", // secrets copy.toml, secrets (1).toml
];

/** The copies of a file in its folder, by their names: full paths, in alphabetical order. */
export function copiesBeside(file: string): string[] {
  const name = basename(file);
  const stem = basename(name, extname(name));
  return (entriesAt(dirname(file)) ?? []) // the load reports a folder that can't be listed
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && isCopyOf(entry.name, { name, stem, ending: extname(name) }))
    .map((entry) => join(dirname(file), entry.name))
    .sort();
}

/** The suffixes of a copy, after the name or after its stem. */
const AFTER_NAME =
  /^(?:~.*|\.~.*|[._-]?(?:backup|bak|bk|bkp|old|orig|original|save|copy|tmp|temp|prev|sw[a-p]|un~|rej|\d+)[\d._~-]*)$/i;
const AFTER_STEM = /^(?: .*|\(\d+\)|[._-](?:backup|bak|bkp|old|orig|original|copy|save|tmp|temp|prev)[\d._-]*)$/i;
const BEFORE_NAME = /^(?:copy (?:\(\d+\) )?of |\.#|\.~(?:lock\.)?|#|~\$?|[._-]?(?:backup|bak|old|copy)[ ._-])$/i;

interface Name {
  readonly name: string;
  readonly stem: string;
  readonly ending: string;
}

function isCopyOf(other: string, { name, stem, ending }: Name): boolean {
  if (other === name) return false;
  if (other.startsWith(name)) return AFTER_NAME.test(other.slice(name.length));
  if (other.startsWith(stem) && other.endsWith(ending))
    return AFTER_STEM.test(other.slice(stem.length, -ending.length || undefined));
  if (other === `#${name}#` || other === `.~lock.${name}#`) return true;
  if (other.startsWith(`.${name}`)) return other === `.${name}` ? false : AFTER_NAME.test(other.slice(name.length + 1));
  return other.endsWith(name) && BEFORE_NAME.test(other.slice(0, -name.length));
}
